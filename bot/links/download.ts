import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Copy } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import type { ByteRange } from '../files/fileStore.js';
import { downloadsLeft, type Giving, giveBack, setAside } from './giving.js';
import { auditReader, copyOf, isId, lockLink, openAndRecord, openStored, refuseFile } from './open.js';
import { type LinkSessionFacts, requestOf } from './session.js';
import { assertOpen, stateOf } from './usable.js';

/** What somebody is told who has no download left. */
export const USED_UP =
  'ダウンロードできる回数の上限に達しました。再度必要なときは、課（室）の長がTeamsのボットで「リンクを再発行」または引渡しを行ってください。';

/**
 * Grants one download of one file and counts it, as long as the whole file is left of what may be given out. Of many at once for
 * the last permitted one exactly one is granted: the count is raised by a conditional update. The store is asked first, so that a
 * fault of the store uses up nothing.
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
  (await openStored(ctx, copy, { start: 0, end: 0 })).destroy();
  const outcome = await ctx.db.transaction(async (tx) => {
    const link = await lockLink(tx, session);
    const open = stateOf(link, ctx.clock.now()) === 'open';
    const raised =
      open &&
      (await tx.$executeRaw`
        UPDATE "LinkFile" SET "downloads" = "downloads" + 1
        WHERE "linkId" = ${link.id} AND "copyId" = ${copyId}::uuid AND "downloads" < "allowed"
          AND "given" + ${copy.size}::bigint <= ${copy.size}::bigint * "allowed"`) === 1;
    if (!raised) {
      await auditReader(tx, ctx, session, 'link.download_refused', { copy: copyId });
      return { refused: link };
    }
    const download = await tx.linkDownload.create({
      data: { sessionId: session.sessionId, copyId, startedAt: ctx.clock.now() },
    });
    await alsoDo(tx, requestOf(link));
    const file = await tx.linkFile.findUniqueOrThrow({ where: { linkId_copyId: { linkId: link.id, copyId } } });
    // What was used up is known outside the database, too, so that a backup put back is recognised.
    await ctx.queue.enqueue(tx, 'head', {});
    // The head of the log is locked last, as everywhere, so that two transactions never wait for each other.
    await auditReader(tx, ctx, session, 'link.download', { copy: copyId });
    return { downloadId: download.id, downloadsLeft: downloadsLeft(file, copy) };
  });
  if (outcome.refused === undefined) return outcome;
  assertOpen(outcome.refused, ctx.clock.now());
  throw usedUp(USED_UP);
}

/** The downloads, or the beginnings of one, are used up. */
export function usedUp(forPerson: string): AppError {
  return new AppError('used_up', 'the downloads of a link are used up', forPerson);
}

/** How often one granted download may be begun or resumed; each time but the first has a row of its own. */
const STARTS = 16;

/** The copy behind a granted download of this session. @throws AppError `not_found`, `link_unusable` */
export async function grantedCopy(ctx: Context, session: LinkSessionFacts, downloadId: string): Promise<Copy> {
  const where = { id: downloadId, sessionId: session.sessionId };
  const download = isId(downloadId) ? await ctx.db.client.linkDownload.findFirst({ where }) : null;
  return download ? copyOf(ctx, session, download.copyId) : refuseFile(ctx, session);
}

/**
 * Opens a part of a granted download, with its bytes set aside. Going on after a broken connection, and beginning once more, is no
 * further download, but what is given out for the second time is missing from what is left.
 *
 * @throws AppError `used_up`; `link_unusable`; `unavailable`, and nothing is counted, when the store cannot give it
 */
export async function openGranted(
  ctx: Context,
  session: LinkSessionFacts,
  downloadId: string,
  copy: Copy,
  range: ByteRange,
): Promise<Giving> {
  const part = {
    linkId: session.link.id,
    copyId: copy.id,
    use: 'download',
    bytes: range.end - range.start + 1,
  } as const;
  const stream = await openAndRecord(openStored(ctx, copy, range), async () => {
    const given = await ctx.db.transaction(async (tx) => {
      assertOpen(await lockLink(tx, session), ctx.clock.now());
      const { starts } = await tx.linkDownload.update({
        where: { id: downloadId },
        data: { starts: { increment: 1 } },
      });
      const allowed = starts <= STARTS && (await setAside(tx, ctx, part));
      const { start: from, end: to } = range;
      if (!allowed) await auditReader(tx, ctx, session, 'link.download_refused', { copy: copy.id, from, to });
      else if (starts > 1) await auditReader(tx, ctx, session, 'link.resumed', { copy: copy.id, from, to });
      return allowed;
    });
    if (!given) throw usedUp(USED_UP);
  });
  return { stream, settle: (sent) => giveBack(ctx.db.client, { ...part, bytes: part.bytes - sent }) };
}
