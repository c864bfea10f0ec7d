import type { Context } from '../../context.js';
import type { Request } from '../../db/generated/client.js';
import { type Actor, hasRole } from '../../rule/actor.js';
import { UNDER_WAY } from '../../rule/states.js';
import { findHanded } from './prepared.js';

/** What "how does it stand?" is about when nothing is named. */
export type Progress =
  /** The requests of the person's own sections that are under way, newest first. */
  | { kind: 'requests'; requests: Request[] }
  /** A form that the person prepared and that waits for the chief. */
  | { kind: 'handed'; requestId: string }
  /** Whoever sees to all requests means what lies with the office. */
  | { kind: 'office' }
  | { kind: 'none' };

/** Finds what the person asks about who names nothing. */
export async function progressOf(ctx: Context, actor: Actor): Promise<Progress> {
  const own = actor.posts.map(({ bureau, section }) => ({ bureau, section }));
  const requests = await ctx.db.client.request.findMany({
    where: { status: { in: [...UNDER_WAY] }, OR: own },
    orderBy: [{ submittedAt: 'desc' }, { fiscalYear: 'desc' }, { serial: 'desc' }],
  });
  if (requests.length > 0) return { kind: 'requests', requests };
  const handed = await findHanded(ctx, actor);
  if (handed !== null) return { kind: 'handed', requestId: handed.id };
  return { kind: hasRole(actor, 'manager', 'deputy', 'operator', 'auditor') ? 'office' : 'none' };
}
