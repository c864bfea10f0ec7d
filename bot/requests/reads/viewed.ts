import { appendAudit } from '../../audit/append.js';
import type { Context, Via } from '../../context.js';
import type { AuditEntry, Request } from '../../db/generated/client.js';
import { civilDate, momentOf } from '../../japanese/civil.js';
import type { Actor } from '../../rule/actor.js';

/** What the log calls it that somebody looked at a request. */
export const VIEW = 'request.view';

/** What it is called where their client brought a card up to date by itself. */
const SHOWN = 'request.shown';

/** What it is called that somebody looked at a list of requests. */
export const LISTED = 'request.list';

/** The lists with requests in them, as the log calls it that somebody looked at one. */
type List = typeof LISTED | 'deputy.list' | 'notice.list';

/** What somebody is about to be shown: one request, or several in a list. */
export type Shown =
  | {
      request: Request;
      /** The log tells already that the reader looked at it today. */
      noted?: boolean;
      /** Nothing in it is withheld from those who read along in a channel. */
      forAll?: true;
    }
  | { list: List; requests: readonly Pick<Request, 'id'>[] }
  /** Matters, by the action that the log calls it and their ids. */
  | { matters: { action: string; ids: readonly string[]; requests?: readonly string[] } };

/** From when on a row about a request means that its present content was seen today: it may have been filed again since. */
function sinceOf(ctx: Context, { submittedAt }: Request): Date {
  const midnight = momentOf(civilDate(ctx.clock.now()), '00:00');
  return submittedAt !== null && submittedAt > midnight ? submittedAt : midnight;
}

/** Whether rows of the log about a request tell already that the person looked at it today. */
export function isNoted(
  ctx: Context,
  actor: Actor,
  request: Request,
  rows: readonly Pick<AuditEntry, 'action' | 'actorId' | 'at'>[],
): boolean {
  const since = sinceOf(ctx, request);
  return rows.some(({ action, actorId, at }) => action === VIEW && actorId === actor.personId && at >= since);
}

/** A form that its reader is filling in from its first line: it says nothing but what they typed. */
function isOwnForm(actor: Actor, { status, draftOwner, preparedById }: Request): boolean {
  return status === 'draft' && draftOwner === actor.personId && preparedById === actor.personId;
}

/**
 * Notes what somebody is about to be shown, before they are. A list is noted each time. A request is noted once a person and civil
 * day, and once more after it was filed again; of whoever is shown what came of their own step, that step's row tells. What was sent
 * to people without their asking stands in the notices.
 *
 * @throws Error when the row cannot be written: then nothing may be shown
 */
export async function recordShown(ctx: Context, actor: Actor, via: Via, shown: Shown): Promise<void> {
  const by = { actor: { id: actor.personId, name: actor.name }, channel: via.channel };
  if ('list' in shown) {
    const data = { requests: shown.requests.map(({ id }) => id) };
    await ctx.db.transaction((tx) => appendAudit(tx, ctx, { ...by, action: shown.list, data }));
    return;
  }
  if ('matters' in shown) {
    const { action, ids, requests = [] } = shown.matters;
    // Of whoever is shown what came of their own step, that step's row tells; a form of their own says nothing but what they typed.
    if (requests.length === 0 && ids.every((id) => via.told?.has(id))) return;
    const data = { matters: [...ids], ...(requests.length > 0 ? { requests: [...requests] } : {}) };
    await ctx.db.transaction((tx) => appendAudit(tx, ctx, { ...by, action, data }));
    return;
  }
  const { request, noted } = shown;
  if (noted || via.told?.has(request.id) || isOwnForm(actor, request)) return;
  const asked = noted === false && !via.unasked;
  if (!asked && (await wasNoted(ctx, actor, via, request))) return;
  const action = via.unasked ? SHOWN : VIEW;
  await ctx.db.transaction((tx) => appendAudit(tx, ctx, { ...by, action, requestId: request.id }));
}

/** That a client showed it by itself does not mean that its person opened it. */
async function wasNoted(ctx: Context, actor: Actor, { unasked }: Via, request: Request): Promise<boolean> {
  const today = { requestId: request.id, actorId: actor.personId, at: { gte: sinceOf(ctx, request) } };
  const action = { in: unasked ? [VIEW, SHOWN] : [VIEW] };
  return (await ctx.db.client.auditEntry.count({ where: { ...today, action } })) > 0;
}
