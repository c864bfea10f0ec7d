import { appendAudit } from '../audit/append.js';
import type { Json } from '../audit/canonical.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Prisma, Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import type { Actor } from '../rule/actor.js';
import { mayDo } from '../rule/permission.js';
import { ruleOf, type Step, TRANSITIONS, type Verb } from '../rule/states.js';
import { loadRequest, lockRequest } from './load.js';

export type Moved =
  | { kind: 'moved'; request: Request }
  /** Somebody was first, or the card is old: the present state is shown instead. */
  | { kind: 'stale'; request: Request };

/** The request, locked, if the person may take the step now. @throws AppError `not_found`, `not_allowed`, `wrong_state` */
export async function loadForStep(tx: Tx, actor: Actor, step: Step, requestId: string): Promise<Request> {
  await lockRequest(tx, requestId);
  const request = await loadRequest(tx, actor, requestId);
  const permission = mayDo(actor, step, request);
  if (!permission.allowed) {
    const code = permission.because === 'state' ? 'wrong_state' : 'not_allowed';
    throw new AppError(code, `${step}: ${permission.because}`, permission.forPerson);
  }
  return request;
}

/** Writes the audit row of a step somebody took. */
export async function auditStep(
  tx: Tx,
  ctx: Pick<Context, 'clock'>,
  actor: Actor | null,
  via: Via,
  requestId: string,
  step: Step,
  data: { [key: string]: Json } = {},
): Promise<void> {
  await appendAudit(tx, ctx.clock, {
    actor: actor && { id: actor.personId, name: actor.name },
    action: `request.${step}`,
    requestId,
    channel: via.channel,
    data: { article: ruleOf(step).article, ...data },
  });
}

/**
 * Moves a request one step along the table of states, in one transaction with its audit row and whatever `work` adds. With a
 * version, a card that is no longer the newest changes nothing.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`, and what `work` throws
 */
export async function moveRequest(
  ctx: Context,
  actor: Actor,
  via: Via,
  verb: Verb,
  input: { requestId: string; version?: number },
  work: (tx: Tx, request: Request) => Promise<{ data: Prisma.RequestUpdateInput; audit?: { [key: string]: Json } }>,
): Promise<Moved> {
  return ctx.db.transaction(async (tx) => {
    await lockRequest(tx, input.requestId);
    const before = await loadRequest(tx, actor, input.requestId);
    if (input.version !== undefined && input.version !== before.version) return { kind: 'stale', request: before };
    const request = await loadForStep(tx, actor, verb, input.requestId);
    const { data, audit = {} } = await work(tx, request);
    const moved = await tx.request.update({
      where: { id: request.id },
      data: { ...data, status: TRANSITIONS[verb].to, version: { increment: 1 }, updatedAt: ctx.clock.now() },
    });
    await auditStep(tx, ctx, actor, via, request.id, verb, audit);
    await ctx.queue.enqueue(tx, 'refresh', { requestId: request.id });
    return { kind: 'moved', request: moved };
  });
}
