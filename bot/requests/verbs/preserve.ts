import { randomUUID } from 'node:crypto';
import { civilDate } from '../../japanese/civil.js';
import { descriptionOf } from '../../matters/kinds/index.js';
import { hold, meant, order, usualOrder } from '../../matters/kinds/preservation.js';
import { takeMatterStepIn } from '../../matters/step.js';
import { findCandidates } from '../../recordings/candidates.js';
import { CITES } from '../../rule/office.js';
import { keptSince } from '../../rule/retention.js';
import type { OfRequest } from '../step.js';
import { submittedFields } from '../submitted.js';
import { actorOf, OF_REQUEST, type Verb } from './verb.js';

/**
 * 保全 (第5条第2号): while an application waits and its 90 days run out, whoever decides has its recordings copied now with one press, and
 * decides later. The result is false where they are preserved already.
 */
export const preserve: Verb<OfRequest, boolean> = {
  name: 'preserve',
  from: ['submitted', 'returned'],
  by: ['decider'],
  article: CITES.preservation,
  done: '録音の保全',
  headLeaves: true,
  input: OF_REQUEST,
  async apply(step) {
    const { tx, ctx, request, via, now } = step;
    const since = keptSince(now, ctx.config.retention);
    // What was attached by hand lies in the store already; the index is asked as if nothing were.
    const { found } = await findCandidates(tx, request.id, submittedFields(request), since);
    const wanted = meant(found);
    const running = { matter: { requestId: request.id, status: { in: ['copying', 'kept'] } } };
    const held = new Set((await tx.preserved.findMany({ where: running })).map(({ recordingId }) => recordingId));
    const missing = wanted.filter(({ id }) => !held.has(id));
    if (wanted.length > 0 && missing.length === 0) return { unchanged: true, result: false };
    const verb = { ...order, also: ({ matter }: { matter: { id: string } }) => hold(tx, matter.id, missing) };
    const input = { matterId: randomUUID(), requestId: request.id, typed: usualOrder(civilDate(now)) };
    const { matter } = await takeMatterStepIn(tx, ctx, actorOf(step), via, descriptionOf('preservation'), verb, input);
    return { result: true, audit: { matter: matter.id } };
  },
  button: { title: '録音を保全する', atHand: true, offered: ({ preserved }) => !preserved },
  meant: { which: '録音を保全できる申請', title: '保全する' },
  afterwards: '録音の保全を始めました。審査は、保存期間が過ぎた後でもできます',
  already: '録音は、すでに保全しています',
  said: {
    stem: /(?<![非未])保全(?!待|中|一覧|希望)/g,
    common: true,
  },
};
