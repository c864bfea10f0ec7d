import type { Context, Via } from '../../context.js';
import type { Tx } from '../../db/database.js';
import type { Link, Request } from '../../db/generated/client.js';
import type { LinkKind } from '../../links/issue.js';
import { attachedTo } from '../../recordings/attached.js';
import type { Actor } from '../../rule/actor.js';
import { mayDo, maySee } from '../../rule/permission.js';
import { type Sight, sightOf } from '../../rule/sight.js';
import { decidersOf } from '../deciders.js';
import { loadRequest, notFound } from '../load.js';
import { approve } from '../verbs/approve.js';
import { attach } from '../verbs/attach.js';
import { VERBS } from '../verbs/index.js';
import { preserve } from '../verbs/preserve.js';
import type { Around, Verb } from '../verbs/verb.js';
import { openingFrom } from './opening.js';
import { type Happening, rowsOf, timelineFrom } from './timeline.js';
import { isNoted } from './viewed.js';
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
  /** When the copies were deleted because their time was over; null while there are any, or never were. */
  copiesGone: Date | null;
  /** Why the manager stopped the links, if so (失効). */
  revokedBecause: string | null;
  mayDecide: boolean;
  /** What the asker may do with the request now, and the card offers. */
  offered: readonly Verb[];
  /** What the card knows beside the request. */
  around: Around;
  /** How much of the application the asker sees. */
  sight: Sight;
  /** The log tells already that the asker looked at it today. */
  noted: boolean;
}

/**
 * How a request stands, for somebody who may see it.
 *
 * @param which the request, or its id
 * @param via from where somebody asks to see it; whoever decides thereby opens it
 * @throws AppError `not_found` for anybody else
 */
export async function statusOf(ctx: Context, actor: Actor, which: Request | string, via: Via): Promise<RequestStatus> {
  const { client } = ctx.db;
  const request = typeof which === 'string' ? await loadRequest(client, actor, which) : which;
  if (!maySee(actor, request)) throw notFound();
  const { id: requestId } = request;
  const [rows, links, attached, preserved] = await Promise.all([
    rowsOf(client, requestId),
    client.link.findMany({ where: { requestId }, orderBy: { edition: 'desc' } }),
    attachedTo(client, requestId),
    mayDo(actor, preserve, request).allowed ? isPreserved(client, request) : false,
  ]);
  const now = ctx.clock.now();
  const deciders = decidersOf(ctx, request);
  const looks = via.channel !== 'job' && !via.unasked;
  const opens = looks && request.status === 'submitted' ? deciders.find(({ id }) => id === actor.personId) : undefined;
  const open = links.filter(({ revokedAt }) => revokedAt === null);
  const ownOf = (kind: LinkKind) =>
    open.find((link) => link.kind === kind && link.recipientId === actor.personId && link.expiresAt > now) ?? null;
  const chiefLink = open.find(({ kind, recipientId }) => kind === 'answer' && recipientId === request.chiefId);
  const [link, formLink] = [ownOf('answer'), ownOf('application')];
  const around = {
    ...{ attached: attached.length, preserved },
    ...{ link: link !== null, formLink: formLink !== null },
  };
  const copiesGone = rows.findLast(({ action }) => action === 'copy.delete')?.at ?? null;
  const chief = ctx.directory.person(request.chiefId ?? '');
  return {
    request,
    timeline: timelineFrom(rows, links),
    whereabouts: whereaboutsOf(request, {
      deciders,
      opened: openingFrom(rows, request, deciders) ?? (opens ? { by: opens, at: now } : null),
      linkExpires: chiefLink?.expiresAt ?? null,
      copiesGone,
      storageAway: ctx.storage.away,
      now,
      ...(chief ? { chiefNow: chief.name } : {}),
    }),
    formLink,
    link,
    mayAttach: mayDo(actor, attach, request).allowed,
    copiesGone,
    revokedBecause: request.linksStoppedWords,
    mayDecide: mayDo(actor, approve, request).allowed,
    offered: VERBS.filter(
      (verb) => verb.button && (verb.button.offered?.(around) ?? true) && mayDo(actor, verb, request).allowed,
    ),
    around,
    sight: sightOf(actor, request),
    noted: isNoted(ctx, actor, request, rows),
  };
}

/** Whether a request is preserved since it was filed last; filed again it may be about another call. */
async function isPreserved(tx: Tx, { id: requestId, submittedAt, createdAt }: Request): Promise<boolean> {
  const status = { in: ['copying', 'kept'] };
  const since = { gte: submittedAt ?? createdAt };
  return (await tx.matter.count({ where: { kind: 'preservation', requestId, status, createdAt: since } })) > 0;
}
