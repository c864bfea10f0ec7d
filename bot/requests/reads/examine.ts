import type { Context } from '../../context.js';
import type { Tx } from '../../db/database.js';
import type { Recording, Request } from '../../db/generated/client.js';
import { civilDate } from '../../japanese/civil.js';
import { fiscalYearOf } from '../../japanese/wareki.js';
import { findCandidates } from '../../recordings/candidates.js';
import type { Match } from '../../recordings/match.js';
import type { Actor } from '../../rule/actor.js';
import { type Examination, examine } from '../../rule/examination.js';
import { SECTION } from '../../rule/office.js';
import { keptSince, type Retention, retentionOf } from '../../rule/retention.js';
import { proposeAnswerNumber } from '../numbers.js';
import { submittedFields } from '../submitted.js';
import { likenessesOf } from './duplicates.js';

const ATTACHED = `${SECTION}が添付した録音`;
const PROPOSED = `${SECTION}が探した録音`;

/** All that the manager needs to decide at a glance. */
export interface Examined {
  candidates: Match<Recording>[];
  retention: Retention;
  examination: Examination;
  /** 文書記号 and the number that is proposed for the answer. */
  answerSymbol: string;
  answerNumber: string;
}

/**
 * The recordings that may be handed over for a filed application, best first. Files attached by hand stand before all, the
 * newest of them preselected: whoever attached it meant this call.
 *
 * @param reader whoever decides; what they attached themselves is counted apart and not among them
 */
export async function candidatesOf(
  tx: Tx,
  { clock, config }: Pick<Context, 'clock' | 'config'>,
  request: Request,
  reader?: Pick<Actor, 'personId'>,
): Promise<{ candidates: Match<Recording>[]; ownAttached: number }> {
  const since = keptSince(clock.now(), config.retention);
  const { attached: all, proposed, found } = await findCandidates(tx, request.id, submittedFields(request), since);
  // What the reader attached or proposed is for somebody else to decide on.
  const isOthers = (personId: string | null) => reader === undefined || personId !== reader.personId;
  const attached = all.filter(({ attachedById }) => isOthers(attachedById));
  const others = proposed.filter(({ proposedById }) => isOthers(proposedById));
  const ownAttached = all.length - attached.length + proposed.length - others.length;
  const sure = found.some(({ preselected }) => preselected);
  const byHand: Match<Recording>[] = [
    ...attached.map((recording, index) => ({ recording, score: 100, reasons: ATTACHED, preselected: index === 0 })),
    ...others.map(({ recording, proposedById }, index) => ({
      ...{ recording, score: 90, reasons: PROPOSED, proposedById },
      preselected: attached.length === 0 && !sure && index === 0,
    })),
  ];
  const chosen = byHand.some(({ preselected }) => preselected);
  const candidates = [...byHand, ...found.map((match) => (chosen ? { ...match, preselected: false } : match))];
  // What is chosen beforehand stands first.
  return {
    candidates: [...candidates].sort((one, other) => Number(other.preselected) - Number(one.preselected)),
    ownAttached,
  };
}

/** Prepares the examination of a filed application (第6条第2項) for whoever may see it. Nothing is played (第4条第3項). */
export async function examineRequest(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'config'>,
  reader: Actor,
  request: Request,
): Promise<Examined> {
  const fields = submittedFields(request);
  const today = civilDate(ctx.clock.now());
  const retention = retentionOf(fields.callDate, today, ctx.config.retention);
  const since = keptSince(ctx.clock.now(), ctx.config.retention);
  const { candidates, ownAttached } = await candidatesOf(tx, ctx, request, reader);
  const found = {
    candidates: candidates.length,
    preselected: candidates.filter((match) => match.preselected).length,
    bestReasons: candidates[0]?.reasons ?? '',
    proposed: candidates.filter(({ preselected, proposedById }) => preselected && proposedById !== undefined).length,
    preserved: candidates.filter(({ recording }) => recording.startedAt < since && recording.attachedToId === null)
      .length,
    attached: candidates.filter(({ recording }) => recording.attachedToId !== null).length,
    ownAttached,
  };
  const likenesses = await likenessesOf(tx, reader, { ...fields, documentSymbol: request.documentSymbol }, request);
  return {
    candidates,
    retention,
    examination: examine(retention, found, fields.purpose, fields.purposeOther, likenesses),
    answerSymbol: ctx.config.answerSymbol,
    answerNumber: await proposeAnswerNumber(tx, fiscalYearOf(today)),
  };
}
