import type { z } from 'zod/v4';
import { appendAudit } from '../audit/append.js';
import type { Json } from '../audit/canonical.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Prisma, Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import type { Job } from '../jobs/queue.js';
import { type OwedNotice, oweNotices } from '../notices/owe.js';
import type { Actor } from '../rule/actor.js';
import { mayDo, maySee } from '../rule/permission.js';
import type { VerbRule } from '../rule/states.js';
import { goneFor, lockRequest, notFound } from './load.js';

/** What every step names: the request, and the version of it that the person looked at where that matters. */
export interface OfRequest {
  requestId: string;
  version?: number | undefined;
}

/** What a verb's `apply` works with: the request, locked and loaded once, and whoever does it (null for the system). */
export interface Step<I> {
  tx: Tx;
  ctx: Context;
  actor: Actor | null;
  via: Via;
  request: Request;
  input: I;
  now: Date;
}

/** What comes of a step. State, version and the moment of the change are the step's own to write. */
export interface Change<R> {
  /** Columns of the request that change besides. */
  data?: Prisma.RequestUncheckedUpdateInput;
  /** The request itself goes: a draft, of which nothing but the fact is kept. */
  deletes?: true;
  /** What the row of the log holds besides the article. */
  audit?: { [key: string]: Json };
  jobs?: readonly Job[];
  notices?: readonly OwedNotice[];
  /** Whether cards that were sent show it; where it is not said, they do when the request itself changed. */
  refresh?: boolean;
  result: R;
}

/** Nothing is to be done: it was done before, or the input does not allow it. */
export interface Unchanged<R> {
  unchanged: true;
  result: R;
}

/** What the way of a step asks of a verb. */
export interface Steppable<I extends OfRequest, R> extends VerbRule {
  /** The name in the code, in the log (`request.<name>`) and on cards. */
  readonly name: string;
  /** What it takes, as a card sends it. */
  readonly input: z.ZodType<I>;
  /** The answer where it was done before, asked before anybody's permission is. */
  before?(request: Request, ctx: Context): R | undefined;
  /** The answer where the request is gone altogether, for a verb after which it is. */
  gone?(): AppError;
  /** A refusal in words of its own, where the common sentence would not help. @throws AppError */
  assert?(request: Request, actor: Actor): void;
  /** A decision or a hand-over: after it the head of the log leaves the machine, so that it cannot be rewritten unseen. */
  readonly headLeaves?: true;
  apply(step: Step<I>): Promise<Change<R> | Unchanged<R>>;
}

export type Taken<R> =
  | { kind: 'done'; request: Request; result: R }
  | { kind: 'unchanged'; request: Request; result: R }
  /** Somebody was first, or the card is old: nothing was done. */
  | { kind: 'stale'; request: Request };

/**
 * The one way something is done to a request: lock, load, permission, version, then what the verb itself does; state, log, messages
 * and jobs in the same transaction.
 *
 * @param actor null for what the system does by itself
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`, and what the verb throws
 */
export function takeStep<I extends OfRequest, R>(
  ctx: Context,
  actor: Actor | null,
  via: Via,
  verb: Steppable<I, R> | ((request: Request) => Steppable<I, R>),
  input: I,
): Promise<Taken<R>> {
  return ctx.db.transaction((tx) => takeStepIn(tx, ctx, actor, via, verb, input));
}

/** {@link takeStep} within the transaction of something larger. */
export async function takeStepIn<I extends OfRequest, R>(
  tx: Tx,
  ctx: Context,
  actor: Actor | null,
  via: Via,
  which: Steppable<I, R> | ((request: Request) => Steppable<I, R>),
  input: I,
): Promise<Taken<R>> {
  const request = await lockRequest(tx, input.requestId);
  if (request === null)
    throw (typeof which === 'function' ? undefined : which.gone?.()) ?? (await goneFor(tx, actor, input.requestId));
  if (actor !== null && !maySee(actor, request)) throw notFound();
  const verb = typeof which === 'function' ? which(request) : which;
  const done = verb.before?.(request, ctx);
  if (done !== undefined) return { kind: 'unchanged', request, result: done };
  const old = input.version !== undefined && input.version !== request.version;
  if (!isOpenTo(actor, verb, request, old)) return { kind: 'stale', request };

  const now = ctx.clock.now();
  const change = await verb.apply({ tx, ctx, actor, via, request, input, now });
  if ('unchanged' in change) return { kind: 'unchanged', request, result: change.result };
  const after = await write(tx, verb, request, change, now);
  const touched = verb.to !== undefined || change.data !== undefined;
  const refresh = change.refresh ?? touched;
  const jobs: Job[] = [
    ...(change.jobs ?? []),
    ...(refresh ? [{ name: 'refresh' as const, data: { requestId: request.id } }] : []),
    ...(verb.headLeaves ? [{ name: 'head' as const, data: {} }] : []),
    ...(await oweNotices(tx, ctx, request.id, change.notices ?? [])),
  ];
  await ctx.queue.enqueueAll(tx, jobs);
  await appendAudit(tx, ctx, {
    actor: actor && { id: actor.personId, name: actor.name },
    action: `request.${verb.name}`,
    requestId: request.id,
    channel: via.channel,
    data: { article: verb.article, ...change.audit },
  });
  via.told?.add(request.id);
  return { kind: 'done', request: after, result: change.result };
}

/**
 * Whether the step can be taken now. An old card, and whoever comes too late with one, is shown how things stand.
 *
 * @throws AppError `not_allowed`, `wrong_state`
 */
function isOpenTo<I extends OfRequest, R>(
  actor: Actor | null,
  verb: Steppable<I, R>,
  request: Request,
  old: boolean,
): boolean {
  if (actor === null) return verb.by.includes('system') && verb.from.includes(request.status) && !old;
  verb.assert?.(request, actor);
  const permission = mayDo(actor, verb, request);
  if (permission.allowed) return !old;
  if (permission.because === 'state' && old) return false;
  const code = permission.because === 'state' ? 'wrong_state' : 'not_allowed';
  throw new AppError(code, `${verb.name}: ${permission.because}`, permission.forPerson);
}

/** Nobody else writes a status. */
async function write<I extends OfRequest, R>(
  tx: Tx,
  { to }: Steppable<I, R>,
  request: Request,
  { data, deletes }: Change<R>,
  now: Date,
): Promise<Request> {
  const where = { id: request.id };
  if (deletes) return tx.request.delete({ where });
  if (to === undefined && data === undefined) return request;
  return tx.request.update({
    where,
    data: { ...data, ...(to === undefined ? {} : { status: to }), version: { increment: 1 }, updatedAt: now },
  });
}
