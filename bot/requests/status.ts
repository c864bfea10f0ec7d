import type { Context } from '../context.js';
import type { Link, Request } from '../db/generated/client.js';
import { issuedLink } from '../links/issue.js';
import { attachedTo } from '../recordings/attached.js';
import type { Actor } from '../rule/actor.js';
import { mayDo } from '../rule/permission.js';
import { decidersOf } from './deciders.js';
import { loadRequest } from './load.js';
import { openingOf } from './opening.js';
import { type Happening, timelineOf } from './timeline.js';
import { approve } from './verbs/approve.js';
import { attach } from './verbs/attach.js';
import { VERBS } from './verbs/index.js';
import type { Around, Verb } from './verbs/verb.js';
import { type Whereabouts, whereaboutsOf } from './whereabouts.js';

/** A request as somebody who may see it is told about it. */
export interface RequestStatus {
  request: Request;
  whereabouts: Whereabouts;
  timeline: Happening[];
  /** The asker's own open link to 様式第1号; whoever may attach files extracted by hand does it there. */
  formLink: Link | null;
  mayAttach: boolean;
  /** The asker's own open link to the answer, if there is one. */
  link: Link | null;
  /** Why the manager stopped the links, if so (失効). */
  revokedBecause: string | null;
  mayDecide: boolean;
  /** What the asker may do with the request now, and the card offers. */
  offered: readonly Verb[];
  /** What the card knows beside the request. */
  around: Around;
}

/** How a request stands, for somebody who may see it. @throws AppError `not_found` for anybody else */
export async function statusOf(ctx: Context, actor: Actor, requestId: string): Promise<RequestStatus> {
  const request = await loadRequest(ctx.db.client, actor, requestId);
  const mayAttach = mayDo(actor, attach, request).allowed;
  const [chief, formLink, timeline, deciders, attached, links] = await Promise.all([
    ctx.db.client.person.findUnique({ where: { id: request.chiefId ?? '' } }),
    issuedLink(ctx.db.client, { requestId, kind: 'application', recipientId: actor.personId }),
    timelineOf(ctx.db.client, requestId),
    decidersOf(ctx.db.client, ctx, request),
    attachedTo(ctx.db.client, requestId),
    ctx.db.client.link.findMany({
      where: { requestId, kind: 'answer' },
      orderBy: { createdAt: 'desc' },
    }),
  ]);
  const open = links.filter(({ revokedAt }) => revokedAt === null);
  const chiefLink = open.find((link) => link.recipientId === request.chiefId);
  const now = ctx.clock.now();
  const own = open.find((link) => link.recipientId === actor.personId && link.expiresAt > now) ?? null;
  const ownForm = formLink !== null && formLink.expiresAt > now ? formLink : null;
  const around = { attached: attached.length, link: own !== null, formLink: ownForm !== null };
  return {
    request,
    timeline,
    whereabouts: whereaboutsOf(request, {
      deciders,
      opened: await openingOf(ctx.db.client, request, deciders),
      linkExpires: chiefLink?.expiresAt ?? null,
      now,
      ...(chief ? { chiefNow: chief.name } : {}),
    }),
    formLink: ownForm,
    mayAttach,
    revokedBecause: request.linksStoppedWords,
    link: own,
    mayDecide: mayDo(actor, approve, request).allowed,
    offered: VERBS.filter(
      (verb) =>
        verb.button !== undefined && (verb.button.offered?.(around) ?? true) && mayDo(actor, verb, request).allowed,
    ),
    around,
  };
}
