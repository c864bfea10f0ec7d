import type { Context } from '../context.js';
import type { Link, Request } from '../db/generated/client.js';
import { issuedLink } from '../links/issue.js';
import { reasonOf } from '../links/usable.js';
import type { Actor } from '../rule/actor.js';
import { mayDo } from '../rule/permission.js';
import { decidersOf } from './deciders.js';
import { loadRequest } from './load.js';
import { type Happening, timelineOf } from './timeline.js';
import { type Whereabouts, whereaboutsOf } from './whereabouts.js';

/** A request as somebody who may see it is told about it. */
export interface RequestStatus {
  request: Request;
  whereabouts: Whereabouts;
  timeline: Happening[];
  /** The asker's own link to the application, where files extracted by hand can be attached, while that is possible. */
  attachLink: Link | null;
  /** The asker's own open link to the answer, if there is one. */
  link: Link | null;
  /** Why the newest of the links was stopped, when none is open any more. */
  revokedBecause: string | null;
  mayDecide: boolean;
  /** What the asker may do with the request now. */
  may: Record<'withdraw' | 'nudge' | 'receive' | 'register' | 'reissue' | 'share' | 'revoke' | 'return', boolean>;
}

/** How a request stands, for somebody who may see it. @throws AppError `not_found` for anybody else */
export async function statusOf(ctx: Context, actor: Actor, requestId: string): Promise<RequestStatus> {
  const request = await loadRequest(ctx.db.client, actor, requestId);
  const mayAttach = mayDo(actor, 'attach', request).allowed;
  const [chief, attachLink, timeline, deciders, links] = await Promise.all([
    ctx.db.client.person.findUnique({ where: { id: request.chiefId ?? '' } }),
    mayAttach ? issuedLink(ctx.db.client, { requestId, kind: 'application', recipientId: actor.personId }) : null,
    timelineOf(ctx.db.client, requestId),
    decidersOf(ctx.db.client, ctx, request),
    ctx.db.client.link.findMany({
      where: { requestId, kind: 'answer' },
      orderBy: { createdAt: 'desc' },
    }),
  ]);
  const open = links.filter(({ revokedAt }) => revokedAt === null);
  const chiefLink = open.find((link) => link.recipientId === request.chiefId);
  return {
    request,
    timeline,
    whereabouts: whereaboutsOf(request, deciders, chiefLink?.expiresAt ?? null, chief?.name),
    attachLink,
    revokedBecause: open.length === 0 && links[0] ? reasonOf(links[0]) : null,
    link: open.find((link) => link.recipientId === actor.personId && link.expiresAt > ctx.clock.now()) ?? null,
    mayDecide: mayDo(actor, 'approve', request).allowed,
    may: {
      withdraw: mayDo(actor, 'withdraw', request).allowed,
      nudge: mayDo(actor, 'nudge', request).allowed,
      receive: mayDo(actor, 'receive', request).allowed,
      register: mayDo(actor, 'register', request).allowed,
      reissue: mayDo(actor, 'reissue', request).allowed,
      share: mayDo(actor, 'share', request).allowed,
      revoke: mayDo(actor, 'revoke', request).allowed,
      return: mayDo(actor, 'return', request).allowed,
    },
  };
}
