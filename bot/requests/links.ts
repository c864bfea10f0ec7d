import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link, Request } from '../db/generated/client.js';
import { peopleWithRole } from '../directory/people.js';
import { AppError } from '../errors.js';
import { tidySentence } from '../japanese/text.js';
import { issuedLink, issueLink } from '../links/issue.js';
import type { Actor } from '../rule/actor.js';
import { auditStep, loadForStep } from './move.js';
import { oweNotice } from './owe.js';

const MAX_WORDS = 200;

/** How many links to the answer the person was given so far; a card carries it, so that one press makes one link. */
export function linkEdition(tx: Tx, requestId: string, recipientId: string): Promise<number> {
  return tx.link.count({ where: { requestId, kind: 'answer', recipientId } });
}

/** True while the link still hands over a recording: a copy that is kept, with a download left. */
export async function handsOver(tx: Tx, { id }: Pick<Link, 'id'>): Promise<boolean> {
  const files = await tx.linkFile.findMany({ where: { linkId: id, copy: { deletedAt: null } } });
  return files.some(({ downloads, allowed }) => downloads < allowed);
}

/**
 * 再発行: a new link for the chief in place of the old one, as long as the copy is kept. The old link dies in the same moment.
 *
 * @param input.edition how many links the person had when they asked; a press that Teams repeats makes no second one
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`; `unavailable` when the copy was already deleted
 */
export async function reissueLink(
  ctx: Context,
  actor: Actor,
  via: Via,
  { requestId, edition }: { requestId: string; edition: number },
): Promise<Link> {
  return ctx.db.transaction(async (tx) => {
    const request = await loadForStep(tx, actor, 'reissue', requestId);
    assertAnswered(request);
    if ((await linkEdition(tx, requestId, actor.personId)) > edition) {
      const made = await issuedLink(tx, { requestId, kind: 'answer', recipientId: actor.personId });
      if (made !== null && made.expiresAt > ctx.clock.now()) return made;
    }
    const copies = await tx.copy.findMany({ where: { requestId, deletedAt: null } });
    if (copies.length === 0 && request.refusalReason === null) {
      throw new AppError(
        'unavailable',
        'the copy is deleted',
        '複製データの保管期間が過ぎ、削除されています。必要な場合は、あらためて申請してください（録音の保存期間は90日です）。',
      );
    }
    const now = ctx.clock.now();
    await tx.link.updateMany({
      where: { requestId, kind: 'answer', recipientId: actor.personId, revokedAt: null },
      data: { revokedAt: now, revokedReason: 'reissued' },
    });
    const link = await issueLink(tx, ctx, {
      requestId,
      kind: 'answer',
      recipientId: actor.personId,
      copyIds: copies.map(({ id }) => id),
    });
    await auditStep(tx, ctx, actor, via, requestId, 'reissue', { link: link.id });
    await ctx.queue.enqueue(tx, 'refresh', { requestId });
    for (const { id } of await peopleWithRole(tx, 'manager')) {
      await oweNotice(tx, ctx, { kind: 'linkReissued', requestId, personId: id, about: link.id });
    }
    return link;
  });
}

/**
 * 失効: the 管理責任者 stops every link of a request at once and for good, with a reason; both sides are told. Once
 * only: the first reason holds.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`, `invalid_input`
 */
export async function revokeLinks(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: { requestId: string; words: string },
): Promise<void> {
  const words = tidySentence(input.words).slice(0, MAX_WORDS);
  if (words === '') throw new AppError('invalid_input', 'words missing', '失効の理由を入力してください。');
  return ctx.db.transaction(async (tx) => {
    const request = await loadForStep(tx, actor, 'revoke', input.requestId);
    assertAnswered(request);
    const now = ctx.clock.now();
    const links = await tx.link.findMany({ where: { requestId: request.id, kind: 'answer', revokedAt: null } });
    await tx.link.updateMany({
      where: { id: { in: links.map(({ id }) => id) } },
      data: { revokedAt: now, revokedReason: 'stopped' },
    });
    await tx.request.update({
      where: { id: request.id },
      data: { linksStoppedAt: now, linksStoppedWords: words, version: { increment: 1 }, updatedAt: now },
    });
    await auditStep(tx, ctx, actor, via, request.id, 'revoke', { links: links.map(({ id }) => id) });
    await ctx.queue.enqueue(tx, 'refresh', { requestId: request.id });
    const told = new Set([
      ...links.map(({ recipientId }) => recipientId),
      ...(request.chiefId ? [request.chiefId] : []),
    ]);
    for (const personId of told) {
      await oweNotice(tx, ctx, { kind: 'linkRevoked', requestId: request.id, personId, about: 'stopped' });
    }
  });
}

/**
 * Hands the files on to a member of the chief's own section: a link of their own, with its own count and record. Somebody who
 * has one that still opens keeps it (`already`).
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`, `invalid_input` for somebody of another section
 */
export async function shareLink(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: { requestId: string; personId: string },
): Promise<{ link: Link; name: string; already: boolean }> {
  return ctx.db.transaction(async (tx) => {
    const request = await loadForStep(tx, actor, 'share', input.requestId);
    const { bureau, section } = request;
    const member = await tx.person.findFirst({
      where: { id: input.personId, active: true, posts: { some: { bureau, section } } },
    });
    if (!member || member.id === actor.personId) {
      throw new AppError(
        'invalid_input',
        'not a member of the section',
        `引渡し先は、${section}の職員からお選びください。`,
      );
    }
    const copies = await tx.copy.findMany({ where: { requestId: request.id, deletedAt: null } });
    if (copies.length === 0) {
      throw new AppError('unavailable', 'the copy is deleted', '複製データの保管期間が過ぎ、削除されています。');
    }
    const held = await linkEdition(tx, request.id, member.id);
    await endUsedUp(tx, ctx, request.id, member.id);
    const link = await issueLink(tx, ctx, {
      requestId: request.id,
      kind: 'answer',
      recipientId: member.id,
      copyIds: copies.map(({ id }) => id),
    });
    if (link.edition <= held) return { link, name: member.name, already: true };
    await auditStep(tx, ctx, actor, via, request.id, 'share', { link: link.id, recipient: member.id });
    await oweNotice(tx, ctx, { kind: 'shared', requestId: request.id, personId: member.id, about: link.id });
    return { link, name: member.name, already: false };
  });
}

/** A link whose downloads are all used makes way for a new one. */
async function endUsedUp(tx: Tx, { clock }: Context, requestId: string, recipientId: string): Promise<void> {
  const open = await tx.link.findFirst({
    where: { requestId, kind: 'answer', recipientId, revokedAt: null },
    include: { files: true },
  });
  if (open === null || open.files.some(({ downloads, allowed }) => downloads < allowed)) return;
  await tx.link.update({ where: { id: open.id }, data: { revokedAt: clock.now(), revokedReason: 'reissued' } });
}

/** @throws AppError `invalid_input` while the answer, with the first link, is still being made */
function assertAnswered({ answeredAt }: Pick<Request, 'answeredAt'>): void {
  if (answeredAt !== null) return;
  throw new AppError(
    'invalid_input',
    'the answer is being made',
    '回答書を準備しています。1分ほどお待ちいただき、もう一度お試しください。',
  );
}
