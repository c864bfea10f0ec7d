import { appendAudit } from '../audit/append.js';
import type { Json } from '../audit/canonical.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Prisma, Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { mayDo } from '../rule/permission.js';
import { TRANSITIONS } from '../rule/states.js';
import { loadRequest, lockRequest } from './load.js';
import { takeAnswerNumber } from './numbers.js';

/** What every decision carries besides its own reasons. */
export interface DecisionInput {
  requestId: string;
  /** The version of the request on the card that was pressed. */
  version: number;
  answerNumber: string;
  /** The number that the card proposed. */
  proposedNumber: string;
}

export type Decided =
  | { kind: 'decided'; request: Request }
  /** Somebody was first, or the card is old: the present state is shown instead. */
  | { kind: 'stale'; request: Request };

/**
 * One decision on one application (第6条第2項), made by whoever is first: the conditional update on state and version lets a
 * second press, a repeated invoke or an old card change nothing.
 *
 * @throws AppError `not_found`, `not_allowed`, `invalid_input`
 */
export async function decide(
  ctx: Context,
  actor: Actor,
  via: Via,
  verb: 'approve' | 'refuse',
  input: DecisionInput,
  work: (
    tx: Tx,
    request: Request,
  ) => Promise<{ data: Prisma.RequestUpdateManyMutationInput; audit: { [key: string]: Json } }>,
): Promise<Decided> {
  return ctx.db.transaction(async (tx) => {
    await lockRequest(tx, input.requestId);
    const request = await loadRequest(tx, actor, input.requestId);
    const permission = mayDo(actor, verb, request);
    if (!permission.allowed && permission.because === 'state') return { kind: 'stale', request };
    if (!permission.allowed) throw new AppError('not_allowed', `${verb}: ${permission.because}`, permission.forPerson);
    if (request.version !== input.version) return { kind: 'stale', request };
    const { data, audit } = await work(tx, request);
    const now = ctx.clock.now();
    const today = civilDate(now);
    const answerFiscalYear = fiscalYearOf(today);
    const answerNumber = await takeAnswerNumber(tx, answerFiscalYear, input.answerNumber, input.proposedNumber);
    const won = await tx.request.updateMany({
      where: { id: request.id, status: 'submitted', version: input.version },
      data: {
        ...data,
        status: TRANSITIONS[verb].to,
        version: { increment: 1 },
        decidedAt: now,
        updatedAt: now,
        decidedById: actor.personId,
        decidedByName: actor.name,
        decidedAsDeputy: !hasRole(actor, 'manager'),
        answerNumber,
        answerFiscalYear,
        answerDate: today,
      },
    });
    if (won.count === 0)
      throw new AppError('stale', 'the request was decided meanwhile', 'この申請は、すでに処理されています。');
    await appendAudit(tx, ctx.clock, {
      actor: { id: actor.personId, name: actor.name },
      action: `request.${verb}`,
      requestId: request.id,
      channel: via.channel,
      data: { ...audit, article: TRANSITIONS[verb].article, answerNumber, deputy: !hasRole(actor, 'manager') },
    });
    await ctx.queue.enqueue(tx, 'answer', { requestId: request.id });
    await ctx.queue.enqueue(tx, 'refresh', { requestId: request.id });
    return { kind: 'decided', request: await tx.request.findUniqueOrThrow({ where: { id: request.id } }) };
  });
}
