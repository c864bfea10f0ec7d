import type { Context } from '../context.js';
import type { Prisma, Request } from '../db/generated/client.js';
import { addDays, momentOf } from '../japanese/civil.js';
import { type Actor, hasRole } from '../rule/actor.js';
import type { Status } from '../rule/states.js';

/** How many a list in the chat shows; the rest is counted. */
export const LIST_LENGTH = 10;

/** What is asked for: filed on or after `from`, up to and including `to` (civil dates), in these states. */
export interface ListQuestion {
  from?: string;
  to?: string;
  statuses?: Status[];
}

/** The requests that the person may see, newest first, so many at the `most`; drafts are not among them. */
export async function listRequests(
  ctx: Context,
  actor: Actor,
  question: ListQuestion,
  most = LIST_LENGTH,
): Promise<{ requests: Request[]; total: number }> {
  const everything = hasRole(actor, 'manager', 'deputy', 'operator', 'auditor');
  const own: Prisma.RequestWhereInput[] = actor.posts.map(({ bureau, section }) => ({ bureau, section }));
  const submittedAt: Prisma.DateTimeNullableFilter = { not: null };
  if (question.from !== undefined) submittedAt.gte = momentOf(question.from, '00:00');
  if (question.to !== undefined) submittedAt.lt = momentOf(addDays(question.to, 1), '00:00');
  const where: Prisma.RequestWhereInput = {
    submittedAt,
    ...(question.statuses ? { status: { in: question.statuses } } : { status: { not: 'draft' } }),
    ...(everything ? {} : { OR: own }),
  };
  const [requests, total] = await Promise.all([
    ctx.db.client.request.findMany({ where, orderBy: { submittedAt: 'desc' }, take: most }),
    ctx.db.client.request.count({ where }),
  ]);
  return { requests, total };
}

/** What was decided by 代決, newest first; for the 管理責任者 and the 代決者. */
export async function listDeputised(ctx: Context, actor: Actor): Promise<Request[]> {
  if (!hasRole(actor, 'manager', 'deputy')) return [];
  return ctx.db.client.request.findMany({
    where: { decidedAsDeputy: true },
    orderBy: { decidedAt: 'desc' },
    take: LIST_LENGTH,
  });
}
