import type { Context, Via } from '../context.js';
import type { Request } from '../db/generated/client.js';
import { chiefsOfSection } from '../directory/people.js';
import { AppError } from '../errors.js';
import { tidySentence } from '../japanese/text.js';
import type { Actor } from '../rule/actor.js';
import { completeForm } from '../rule/form.js';
import { mayDo } from '../rule/permission.js';
import { type Draft, draftOf, entriesOf, notInHand } from './draft.js';
import { auditStep, loadForStep } from './move.js';
import { oweNotice } from './owe.js';

const MAX_WORDS = 300;

export type Handed =
  | { kind: 'handed'; request: Request; chiefs: string[] }
  | { kind: 'open'; draft: Draft; because: 'faults' | 'changed' };

/**
 * Staff hand the prepared form to their chief (課長・室長) for filing. The staff's own chief is looked up now, so that a change
 * of office in between is no matter.
 *
 * @param input.version the version of the draft that the person looked at when confirming
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`; `invalid_input` where the section has no chief
 */
export async function handToChief(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: { requestId: string; version: number; pledged: boolean },
): Promise<Handed> {
  return ctx.db.transaction(async (tx) => {
    const found = await loadForStep(tx, actor, 'hand', input.requestId);
    const request = { ...found, entries: { ...entriesOf(found), pledged: String(input.pledged) } };
    const draft = draftOf(ctx, request);
    const chiefs = await chiefsOfSection(tx, found);
    if (found.handedAt !== null && found.draftOwner === null) {
      return { kind: 'handed', request: found, chiefs: chiefs.map(({ name }) => name) };
    }
    if (found.draftOwner !== actor.personId) throw notInHand();
    if (found.version !== input.version) return { kind: 'open', draft, because: 'changed' };
    if (completeForm(draft.form) === undefined) return { kind: 'open', draft, because: 'faults' };
    const [first] = chiefs;
    if (first === undefined) {
      throw new AppError(
        'invalid_input',
        'the section has no chief',
        '所属の課長・室長が職員名簿に登録されていません。総務局管財課へお問い合わせください。入力した内容は残っています。',
      );
    }
    const now = ctx.clock.now();
    const handed = await tx.request.update({
      where: { id: found.id },
      data: {
        entries: draft.form.tidied,
        draftOwner: null,
        handedAt: now,
        updatedAt: now,
        version: { increment: 1 },
        chiefId: first.id,
        chiefName: first.name,
        chiefTitle: first.title,
        returnWords: null,
      },
    });
    await auditStep(tx, ctx, actor, via, found.id, 'hand');
    await ctx.queue.enqueue(tx, 'refresh', { requestId: found.id });
    for (const chief of chiefs) {
      const about = String(handed.version);
      await oweNotice(tx, ctx, { kind: 'prepared', requestId: found.id, personId: chief.id, about });
    }
    return { kind: 'handed', request: handed, chiefs: chiefs.map(({ name }) => name) };
  });
}

/** The prepared forms that wait for this chief, the oldest first. */
export async function listPrepared(ctx: Context, actor: Actor): Promise<Request[]> {
  const waiting = await ctx.db.client.request.findMany({
    where: { status: 'draft', draftOwner: null, handedAt: { not: null } },
    orderBy: { handedAt: 'asc' },
  });
  return waiting.filter((request) => mayDo(actor, 'file', request).allowed);
}

/** The form that the person prepared and that waits for the chief now, the newest. */
export async function findHanded(ctx: Context, actor: Actor): Promise<Request | null> {
  return ctx.db.client.request.findFirst({
    where: { status: 'draft', draftOwner: null, preparedById: actor.personId },
    orderBy: { handedAt: 'desc' },
  });
}

/** The chief takes a prepared form in hand to edit it. @throws AppError `not_found`, `not_allowed`, `wrong_state` */
export async function takeInHand(ctx: Context, actor: Actor, via: Via, requestId: string): Promise<Draft> {
  return ctx.db.transaction(async (tx) => {
    const request = await loadForStep(tx, actor, 'take', requestId);
    if (request.draftOwner === actor.personId) return draftOf(ctx, request);
    if (request.draftOwner !== null) throw notInHand();
    const taken = await tx.request.update({
      where: { id: request.id },
      data: { draftOwner: actor.personId, step: 1, version: { increment: 1 }, updatedAt: ctx.clock.now() },
    });
    await auditStep(tx, ctx, actor, via, request.id, 'take');
    await ctx.queue.enqueue(tx, 'refresh', { requestId: request.id });
    return draftOf(ctx, taken);
  });
}

/**
 * The chief gives a prepared form back to the staff who prepared it, with words; `done` is false when they have it already.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`, `invalid_input`
 */
export async function handBack(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: { requestId: string; words: string },
): Promise<{ request: Request; done: boolean }> {
  const words = tidySentence(input.words).slice(0, MAX_WORDS);
  if (words === '') throw new AppError('invalid_input', 'words missing', '担当者へのことばを入力してください。');
  return ctx.db.transaction(async (tx) => {
    const request = await loadForStep(tx, actor, 'handBack', input.requestId);
    // A press that Teams repeats: it is with the staff already.
    if (request.handedAt === null && request.draftOwner === request.preparedById) return { request, done: false };
    if (request.draftOwner !== null && request.draftOwner !== actor.personId) throw notInHand();
    const { bureau, section, preparedById } = request;
    const stays = { personId: preparedById, person: { active: true }, bureau, section };
    if ((await tx.post.count({ where: stays })) === 0) {
      throw new AppError(
        'invalid_input',
        'the staff left the section',
        '作成した担当者は異動されています。「内容を直す」で直して申請してください。',
      );
    }
    const given = await tx.request.update({
      where: { id: request.id },
      data: {
        draftOwner: request.preparedById,
        handedAt: null,
        returnWords: words,
        step: 1,
        version: { increment: 1 },
        updatedAt: ctx.clock.now(),
      },
    });
    await auditStep(tx, ctx, actor, via, request.id, 'handBack');
    await ctx.queue.enqueue(tx, 'refresh', { requestId: request.id });
    const about = String(given.version);
    await oweNotice(tx, ctx, { kind: 'handedBack', requestId: request.id, personId: request.preparedById, about });
    return { request: given, done: true };
  });
}
