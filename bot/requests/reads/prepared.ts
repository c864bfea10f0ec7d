import type { Context } from '../../context.js';
import type { Request } from '../../db/generated/client.js';
import type { Actor } from '../../rule/actor.js';
import { mayDo } from '../../rule/permission.js';
import { type Draft, draftOf } from '../draftForm.js';
import { loadRequest } from '../load.js';
import { submit, submitting } from '../verbs/submit.js';
import { type Whereabouts, whereaboutsOf } from './whereabouts.js';

/** The prepared forms that wait for this chief, the oldest first. */
export async function listPrepared(ctx: Context, actor: Actor): Promise<Request[]> {
  const waiting = await ctx.db.client.request.findMany({
    where: { status: 'draft', draftOwner: null, handedAt: { not: null } },
    orderBy: { handedAt: 'asc' },
  });
  return waiting.filter((request) => mayDo(actor, submit, request).allowed);
}

/** The form that the person prepared and that waits for the chief now, the newest. */
export async function findHanded(ctx: Context, actor: Actor): Promise<Request | null> {
  return ctx.db.client.request.findFirst({
    where: { status: 'draft', draftOwner: null, preparedById: actor.personId },
    orderBy: { handedAt: 'desc' },
  });
}

/** A form that was prepared, as one of its readers finds it. */
export type PreparedForm =
  /** It waits for this reader to file it. */
  | { kind: 'waits'; draft: Draft }
  /** It is with somebody else, or being written. */
  | { kind: 'elsewhere'; request: Request; where: Whereabouts }
  /** It was filed meanwhile. */
  | { kind: 'submitted' };

/** Where a prepared form is, for somebody who may see it. @throws AppError `not_found` for anybody else */
export async function preparedForm(ctx: Context, actor: Actor, requestId: string): Promise<PreparedForm> {
  const request = await loadRequest(ctx.db.client, actor, requestId);
  if (request.status !== 'draft') return { kind: 'submitted' };
  if (request.draftOwner === null && files(actor, request)) return { kind: 'waits', draft: draftOf(ctx, request) };
  const around = { deciders: [], opened: null, linkExpires: null, copiesGone: null, now: ctx.clock.now() };
  return { kind: 'elsewhere', request, where: whereaboutsOf(request, around) };
}

/** The form in hand of an id, for whoever has it; undefined for everybody else who may see it. @throws AppError `not_found` */
export async function formInHand(ctx: Context, actor: Actor, requestId: string): Promise<Draft | undefined> {
  const request = await loadRequest(ctx.db.client, actor, requestId);
  const open = request.status === 'draft' || request.status === 'returned';
  return open && request.draftOwner === actor.personId ? draftOf(ctx, request) : undefined;
}

/** Does the person file this form themselves, or hand it to whoever heads the section? */
export function files(actor: Actor, request: Request): boolean {
  return mayDo(actor, submitting(request), request).allowed;
}
