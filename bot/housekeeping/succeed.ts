import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Request } from '../db/generated/client.js';
import { holdsLink } from '../directory/linkHolders.js';
import { chiefsOfSection, isOfSection } from '../directory/people.js';
import { alone, type Report } from '../jobs/alone.js';
import { issueLink } from '../links/issue.js';
import { OF_SECTION, ofLink, sectionOf } from '../links/session.js';
import { oweNotice, oweOperators } from '../notices/owe.js';
import { lockRequest } from '../requests/load.js';

const OPEN = ['submitted', 'returned', 'approved', 'refused', 'answered', 'received'] as const;

/**
 * After a change of office (人事異動) open requests go to whoever heads the section now: the successor is told, gets a link of
 * their own while the copy is kept, and the predecessor's links die. Names on letters and in the log stay as they were. Links
 * of people who left the section die, too, and forms they had in hand go to the chief. Doing it twice changes nothing.
 */
export async function handOverToSuccessors(ctx: Context, report: Report): Promise<void> {
  const open = await ctx.db.client.request.findMany({ where: { status: { in: [...OPEN] } }, select: { id: true } });
  for (const { id } of open) await alone('succession of a request', report, () => handOver(ctx, id));
  const drafts = await ctx.db.client.request.findMany({ where: { status: 'draft' }, select: { id: true } });
  for (const { id } of drafts) await alone('succession of a draft', report, () => handOverDraft(ctx, id));
  await revokeLinksOfLeavers(ctx, report);
}

async function handOver(ctx: Context, requestId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (request === null || !OPEN.some((status) => status === request.status)) return;
    // A refusal that was answered is over.
    if (request.status === 'refused' && request.answeredAt !== null) return;
    const heads = chiefsOfSection(ctx.directory, request);
    if (heads.some(({ id }) => id === request.chiefId)) return;
    const [successor] = heads;
    if (successor === undefined) return oweOperators(tx, ctx, request.id, 'no-chief');
    await succeed(tx, ctx, request, successor);
  });
}

/** A form that somebody had in hand who left the section waits for its chief, as one prepared by staff does. */
async function handOverDraft(ctx: Context, requestId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const draft = await lockRequest(tx, requestId);
    if (draft?.status !== 'draft' || draft.draftOwner === null) return;
    const held = isOfSection(ctx.directory, draft.draftOwner, draft);
    const [chief] = chiefsOfSection(ctx.directory, draft);
    if (held || chief === undefined) return;
    const now = ctx.clock.now();
    await tx.request.update({
      where: { id: draft.id },
      data: {
        draftOwner: null,
        handedAt: now,
        chiefId: chief.id,
        chiefName: chief.name,
        chiefTitle: chief.title,
        version: { increment: 1 },
        updatedAt: now,
      },
    });
    await appendAudit(tx, ctx, {
      actor: null,
      action: 'request.succeed',
      requestId: draft.id,
      channel: 'job',
      data: { from: draft.draftOwner, to: chief.id },
    });
    const about = String(draft.version + 1);
    await oweNotice(tx, ctx, { kind: 'prepared', requestId: draft.id, personId: chief.id, about });
  });
}

async function succeed(tx: Tx, ctx: Context, request: Request, successor: { id: string; name: string }): Promise<void> {
  const now = ctx.clock.now();
  await tx.request.update({
    where: { id: request.id },
    data: {
      chiefId: successor.id,
      ...(request.draftOwner === request.chiefId && request.draftOwner !== null ? { draftOwner: successor.id } : {}),
      version: { increment: 1 },
      updatedAt: now,
    },
  });
  const old = await tx.link.findMany({
    where: { requestId: request.id, kind: 'answer', recipientId: request.chiefId ?? '', revokedAt: null },
  });
  await tx.link.updateMany({
    where: { id: { in: old.map(({ id }) => id) } },
    data: { revokedAt: now, revokedReason: 'successor' },
  });
  const copies = await tx.copy.findMany({ where: { requestId: request.id, deletedAt: null } });
  if (copies.length > 0 && request.linksStoppedAt === null) {
    const copyIds = copies.map(({ id }) => id);
    const { id: requestId } = request;
    await issueLink(tx, ctx, { requestId, kind: 'answer', recipientId: successor.id, copyIds, kept: request });
  }
  await appendAudit(tx, ctx, {
    actor: null,
    action: 'request.succeed',
    requestId: request.id,
    channel: 'job',
    data: { from: request.chiefId, to: successor.id },
  });
  const about = `${successor.id}-${request.version}`;
  await oweNotice(tx, ctx, { kind: 'succeeded', requestId: request.id, personId: successor.id, about });
  await ctx.queue.enqueue(tx, 'refresh', { requestId: request.id });
  // The decision card names a version: it has to be laid before the deciders anew.
  if (request.status === 'submitted') await ctx.queue.enqueue(tx, 'submitted', { requestId: request.id });
}

/** Rights end at once: a link of somebody who is no longer in the section, or no longer decides, opens nothing any more. */
async function revokeLinksOfLeavers(ctx: Context, report: Report): Promise<void> {
  const now = ctx.clock.now();
  const links = await ctx.db.client.link.findMany({
    where: { revokedAt: null, expiresAt: { gt: now } },
    include: OF_SECTION,
  });
  for (const link of links) {
    const { id, recipientId } = link;
    if (holdsLink(ctx.directory, link, sectionOf(link))) continue;
    const end = async () => {
      await ctx.db.transaction(async (tx) => {
        const { count } = await tx.link.updateMany({
          where: { id, revokedAt: null },
          data: { revokedAt: now, revokedReason: 'left' },
        });
        if (count === 0) return;
        await appendAudit(tx, ctx, {
          actor: null,
          action: 'link.left',
          ...ofLink(link),
          channel: 'job',
          data: { link: id, recipient: recipientId },
        });
      });
    };
    await alone('end of a link', report, end);
  }
}
