import { appendAudit } from '../../audit/append.js';
import type { Context, Via } from '../../context.js';
import type { AuditEntry, Request } from '../../db/generated/client.js';
import { civilDate, momentOf } from '../../japanese/civil.js';
import type { Actor } from '../../rule/actor.js';

/** What the log calls it that somebody looked at a request. */
export const VIEW = 'request.view';

/**
 * Notes that somebody asked to see a filed request, with the personal data in it: once a person, request and civil day, and once
 * more after it was filed again. What was sent to people without their asking stands in the notices.
 *
 * @param known rows of the log about the request, where they were read already
 * @returns whether it was noted now
 */
export async function recordView(
  ctx: Context,
  actor: Actor,
  via: Via,
  { id: requestId, status, submittedAt }: Pick<Request, 'id' | 'status' | 'submittedAt'>,
  known?: readonly Pick<AuditEntry, 'action' | 'actorId' | 'at'>[],
): Promise<boolean> {
  if (status === 'draft') return false;
  // An application that was filed again today is opened anew.
  const midnight = momentOf(civilDate(ctx.clock.now()), '00:00');
  const since = submittedAt !== null && submittedAt > midnight ? submittedAt : midnight;
  const today = { requestId, actorId: actor.personId, action: VIEW, at: { gte: since } };
  const seen =
    known?.some(({ action, actorId, at }) => action === VIEW && actorId === actor.personId && at >= since) ??
    (await ctx.db.client.auditEntry.count({ where: today })) > 0;
  if (seen) return false;
  await ctx.db.transaction((tx) =>
    appendAudit(tx, ctx, {
      actor: { id: actor.personId, name: actor.name },
      action: VIEW,
      requestId,
      channel: via.channel,
    }),
  );
  return true;
}
