import type { Context } from '../context.js';
import type { Link, Request } from '../db/generated/client.js';
import { peopleWithRole } from '../directory/people.js';
import type { Actor } from '../rule/actor.js';
import { mayDo, maySee } from '../rule/permission.js';
import { notFound } from './load.js';
import { type Happening, timelineOf } from './timeline.js';
import { type Whereabouts, whereaboutsOf } from './whereabouts.js';

/** A request as somebody who may see it is told about it. */
export interface RequestStatus {
  request: Request;
  whereabouts: Whereabouts;
  timeline: Happening[];
  /** The asker's own open link to the answer, if there is one. */
  link: Link | null;
  mayDecide: boolean;
}

/** How a request stands, for somebody who may see it. @throws AppError `not_found` for anybody else */
export async function statusOf(ctx: Context, actor: Actor, requestId: string): Promise<RequestStatus> {
  const request = await ctx.db.client.request.findUnique({ where: { id: requestId } });
  if (!request || !maySee(actor, request)) throw notFound();
  const [timeline, managers, links] = await Promise.all([
    timelineOf(ctx.db.client, requestId),
    peopleWithRole(ctx.db.client, 'manager'),
    ctx.db.client.link.findMany({
      where: { requestId, kind: 'answer', revokedAt: null },
      orderBy: { edition: 'desc' },
    }),
  ]);
  const chiefLink = links.find((link) => link.recipientId === request.chiefId);
  return {
    request,
    timeline,
    whereabouts: whereaboutsOf(
      request,
      managers.map(({ name }) => name),
      chiefLink?.expiresAt ?? null,
    ),
    link: links.find((link) => link.recipientId === actor.personId && link.expiresAt > ctx.clock.now()) ?? null,
    mayDecide: mayDo(actor, 'approve', request).allowed,
  };
}
