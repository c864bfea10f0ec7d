import type { Readable } from 'node:stream';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Copy } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import type { ByteRange } from '../files/fileStore.js';
import { type LinkSessionFacts, recipientOf } from './session.js';
import { assertOpen } from './usable.js';

const USED_UP =
  'ダウンロードできる回数の上限に達しました。再度必要なときは、Teamsのボットに「リンクを再発行」とお伝えください。';

const BEGUN = 'このダウンロードは終了しています。必要なときは、画面からもう一度ダウンロードしてください。';

function notHere(): AppError {
  return new AppError('not_found', 'the file does not belong to the link', 'このファイルは表示できません。');
}

/**
 * Grants one download of one file and counts it. Of many at once for the last permitted one exactly one is granted: the
 * count is raised by a conditional update. The store is asked first, so that a fault of the store uses up nothing.
 *
 * @param alsoDo what the download means for the request, in the same transaction
 * @throws AppError `used_up`; `link_unusable` when expired or revoked; `not_found` for a file of another link
 */
export async function grantDownload(
  ctx: Context,
  session: LinkSessionFacts,
  copyId: string,
  alsoDo: (tx: Tx, requestId: string) => Promise<void> = async () => {},
): Promise<{ downloadId: string; downloadsLeft: number }> {
  const copy = await copyOf(ctx, session, copyId);
  (await openCopy(ctx, copy, { start: 0, end: 0 })).destroy();
  const granted = await ctx.db.transaction(async (tx) => {
    const link = await tx.link.findUniqueOrThrow({ where: { id: session.link.id } });
    assertOpen(link, ctx.clock.now());
    const raised = await tx.$executeRaw`
      UPDATE "LinkFile" SET "downloads" = "downloads" + 1
      WHERE "linkId" = ${link.id} AND "copyId" = ${copyId}::uuid AND "downloads" < "allowed"`;
    const actor = await recipientOf(tx, link);
    const audit = { actor, requestId: link.requestId, channel: 'web' as const, data: { link: link.id, copy: copyId } };
    if (raised === 0) {
      await appendAudit(tx, ctx.clock, { ...audit, action: 'link.download_refused' });
      return undefined;
    }
    const download = await tx.linkDownload.create({
      data: { sessionId: session.sessionId, copyId, startedAt: ctx.clock.now() },
    });
    await alsoDo(tx, link.requestId);
    const file = await tx.linkFile.findUniqueOrThrow({ where: { linkId_copyId: { linkId: link.id, copyId } } });
    // The head of the log is locked last, as everywhere, so that two transactions never wait for each other.
    await appendAudit(tx, ctx.clock, { ...audit, action: 'link.download' });
    return { downloadId: download.id, downloadsLeft: file.allowed - file.downloads };
  });
  if (granted === undefined) throw new AppError('used_up', 'the downloads of a link are used up', USED_UP);
  return granted;
}

/** How often one granted download may begin at the first byte: once, and three times more after a broken connection. */
const STARTS = 4;

/**
 * The copy behind a granted download of this session. Going on from a later byte is free within the session; beginning at the
 * first one is counted by a conditional update, so that a grant cannot be turned into many copies.
 */
export async function grantedCopy(ctx: Context, session: LinkSessionFacts, downloadId: string): Promise<Copy> {
  const download = await ctx.db.client.linkDownload.findFirst({
    where: { id: downloadId, sessionId: session.sessionId },
  });
  if (!download) throw notHere();
  return copyOf(ctx, session, download.copyId);
}

/** Counts a beginning at the first byte; call it once the store has opened the file. @throws AppError `used_up` */
export async function countStart(ctx: Context, downloadId: string): Promise<void> {
  const { count } = await ctx.db.client.linkDownload.updateMany({
    where: { id: downloadId, starts: { lt: STARTS } },
    data: { starts: { increment: 1 } },
  });
  if (count === 0) throw new AppError('used_up', 'a granted download was begun too often', BEGUN);
}

/** Refuses a link that is not open any more, with its audit row. */
async function assertOpenOrAudit(ctx: Context, session: LinkSessionFacts, copyId: string): Promise<void> {
  try {
    assertOpen(session.link, ctx.clock.now());
  } catch (error) {
    await ctx.db.transaction(async (tx) => {
      await appendAudit(tx, ctx.clock, {
        actor: await recipientOf(tx, session.link),
        action: 'link.download_refused',
        requestId: session.link.requestId,
        channel: 'web',
        data: { link: session.link.id, copy: copyId },
      });
    });
    throw error;
  }
}

/** The copy that a link hands over, for playing on the page. */
export async function copyOf(ctx: Context, session: LinkSessionFacts, copyId: string): Promise<Copy> {
  await assertOpenOrAudit(ctx, session, copyId);
  const file = await ctx.db.client.linkFile.findUnique({
    where: { linkId_copyId: { linkId: session.link.id, copyId } },
    include: { copy: true },
  });
  if (!file || file.copy.deletedAt !== null) throw notHere();
  return file.copy;
}

/** Opens a stored copy. @throws AppError `unavailable` before the first byte when the store cannot give it */
export async function openCopy(ctx: Context, copy: Pick<Copy, 'storeKey'>, range: ByteRange): Promise<Readable> {
  try {
    return await ctx.files.open(copy.storeKey, range);
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'the store cannot give a copy',
      'ファイルを読み出せませんでした。取得回数は減っていません。少し時間をおいて、もう一度お試しください。',
      { cause },
    );
  }
}

/** Opens a copy for playing; the first playing of a file in a session is audited, the parts the player asks for later are not. */
export async function openForPlaying(
  ctx: Context,
  session: LinkSessionFacts,
  copy: Copy,
  range: ByteRange,
): Promise<Readable> {
  const stream = await openCopy(ctx, copy, range);
  try {
    await ctx.db.transaction(async (tx) => {
      const first = await tx.linkPlay.createMany({
        data: [{ sessionId: session.sessionId, copyId: copy.id, startedAt: ctx.clock.now() }],
        skipDuplicates: true,
      });
      if (first.count === 0) return;
      await appendAudit(tx, ctx.clock, {
        actor: await recipientOf(tx, session.link),
        action: 'link.play',
        requestId: session.link.requestId,
        channel: 'web',
        data: { link: session.link.id, copy: copy.id },
      });
    });
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return stream;
}

/** Audits that the recipient opened the letter. */
export async function auditLetter(ctx: Context, session: LinkSessionFacts, letterId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await appendAudit(tx, ctx.clock, {
      actor: await recipientOf(tx, session.link),
      action: 'link.letter',
      requestId: session.link.requestId,
      channel: 'web',
      data: { link: session.link.id, letter: letterId },
    });
  });
}
