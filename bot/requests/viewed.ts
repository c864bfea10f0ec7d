import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import { civilDate, momentOf } from '../japanese/civil.js';
import type { Actor } from '../rule/actor.js';
import { loadRequest } from './load.js';

const VIEW = 'request.view';

/**
 * Notes that somebody asked to see a filed request, with the personal data in it: once a person, request and civil day, and once more after it was filed again. What was
 * sent to people without their asking stands in the notices.
 *
 * @throws AppError `not_found` when the person may not see it
 */
export async function recordView(ctx: Context, actor: Actor, via: Via, requestId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const request = await loadRequest(tx, actor, requestId);
    if (request.status === 'draft') return;
    // An application that was filed again today is opened anew.
    const midnight = momentOf(civilDate(ctx.clock.now()), '00:00');
    const since = request.submittedAt !== null && request.submittedAt > midnight ? request.submittedAt : midnight;
    const today = { requestId, actorId: actor.personId, action: VIEW, at: { gte: since } };
    if ((await tx.auditEntry.count({ where: today })) > 0) return;
    await appendAudit(tx, ctx.clock, {
      actor: { id: actor.personId, name: actor.name },
      action: VIEW,
      requestId,
      channel: via.channel,
    });
  });
}
