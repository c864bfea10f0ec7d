import type { Context, Via } from '../context.js';
import type { Link } from '../db/generated/client.js';
import { issuedLink, issueLink } from '../links/issue.js';
import type { Actor } from '../rule/actor.js';
import { auditStep, loadForStep } from './move.js';

/**
 * The person's own link to 様式第1号 of their section: the one that is open, or a new one when it has run out. The letter behind
 * it is drawn when the application is laid before the deciders, seconds after filing.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`
 */
export async function linkToForm(ctx: Context, actor: Actor, via: Via, requestId: string): Promise<Link> {
  return ctx.db.transaction(async (tx) => {
    await loadForStep(tx, actor, 'showForm', requestId);
    const wanted = { requestId, kind: 'application', recipientId: actor.personId } as const;
    const there = await issuedLink(tx, wanted);
    if (there !== null && there.expiresAt > ctx.clock.now()) return there;
    const link = await issueLink(tx, ctx, { ...wanted, copyIds: [] });
    await auditStep(tx, ctx, actor, via, requestId, 'showForm', { link: link.id });
    return link;
  });
}
