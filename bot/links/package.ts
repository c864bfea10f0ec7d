import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { AppError } from '../errors.js';
import { USED_UP, usedUp } from './download.js';
import { downloadsLeft, giveBack, setAside } from './giving.js';
import { auditReader, isId, lockLink, openStored, refuseFile } from './open.js';
import { type LinkSessionFacts, requestOf } from './session.js';
import { assertOpen, stateOf } from './usable.js';
import { filesOf } from './view.js';

/** A granted 文書登録一式. */
export interface GrantedPackage {
  packageId: string;
}

/**
 * Grants the 文書登録一式 of a link, which counts as one download of each file in it: all of them are counted or none. A refusal
 * has no files, and its set is granted without a count.
 *
 * @param alsoDo what the download means for the request, in the same transaction
 * @throws AppError `used_up` when a file has no download left; `link_unusable` when expired or revoked
 */
export async function grantPackage(
  ctx: Context,
  session: LinkSessionFacts,
  alsoDo: (tx: Tx, requestId: string) => Promise<void>,
): Promise<GrantedPackage> {
  if (session.link.kind !== 'answer') return refuseFile(ctx, session);
  // The store is asked first, so that a fault of the store uses up nothing.
  for (const { copy } of await filesOf(ctx.db.client, session.link)) {
    (await openStored(ctx, copy, { start: 0, end: 0 })).destroy();
  }
  const outcome = await ctx.db.transaction(async (tx) => {
    const link = await lockLink(tx, session);
    const files = await filesOf(tx, link);
    const open = stateOf(link, ctx.clock.now()) === 'open';
    // A refusal has nothing to count; its set, for which the whole log is checked, may be had as often as a file.
    const had = await tx.linkPackage.count({ where: { session: { linkId: link.id } } });
    const usedUpNow =
      files.length === 0 ? had >= ctx.config.linkDownloads : files.some((file) => downloadsLeft(file, file.copy) === 0);
    if (!open || usedUpNow) {
      await auditReader(tx, ctx, session, 'link.download_refused');
      return { refused: link };
    }
    const copies = files.map(({ copyId }) => copyId);
    await tx.linkFile.updateMany({
      where: { linkId: link.id, copyId: { in: copies } },
      data: { downloads: { increment: 1 } },
    });
    const granted = await tx.linkPackage.create({
      data: { sessionId: session.sessionId, startedAt: ctx.clock.now() },
    });
    if (copies.length > 0) await alsoDo(tx, requestOf(link));
    await ctx.queue.enqueue(tx, 'head', {});
    // The head of the log is locked last, as everywhere, so that two transactions never wait for each other.
    for (const copy of copies) await auditReader(tx, ctx, session, 'link.download', { copy, package: granted.id });
    await auditReader(tx, ctx, session, 'link.package', { package: granted.id, copies });
    return { packageId: granted.id };
  });
  if (outcome.refused === undefined) return outcome;
  assertOpen(outcome.refused, ctx.clock.now());
  throw usedUp(USED_UP);
}

/** How often one granted set may begin: once, and three times more after a broken connection. */
const STARTS = 4;

/** Does something in a transaction; where nothing is left to give, that is undone and leaves its row. */
async function auditIfUsedUp<T>(ctx: Context, session: LinkSessionFacts, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await ctx.db.transaction(work);
  } catch (error) {
    if (error instanceof AppError && error.code === 'used_up') {
      await ctx.db.transaction((tx) => auditReader(tx, ctx, session, 'link.download_refused'));
    }
    throw error;
  }
}

/** A set on its way. */
export interface BegunPackage {
  /** Ends it: of each file only the bytes that were sent, by its copy's id, stay counted. */
  settle(sent: ReadonlyMap<string, number>): Promise<void>;
}

/**
 * Begins a granted set of this session, with the bytes of its files set aside. Beginning once more is no further download of them,
 * but what is given out for the second time is missing from what is left.
 *
 * @throws AppError `not_found`, `link_unusable`; `used_up` when it was begun too often, or nothing is left to give
 */
export async function beginPackage(ctx: Context, session: LinkSessionFacts, packageId: string): Promise<BegunPackage> {
  const where = { id: packageId, sessionId: session.sessionId };
  const granted = isId(packageId) ? await ctx.db.client.linkPackage.findFirst({ where }) : null;
  if (granted === null) return refuseFile(ctx, session);
  const parts = await auditIfUsedUp(ctx, session, async (tx) => {
    // Together with a revocation one of the two waits for the other; after the revocation nothing is begun.
    assertOpen(await lockLink(tx, session), ctx.clock.now());
    const { count } = await tx.linkPackage.updateMany({
      where: { id: packageId, starts: { lt: STARTS } },
      data: { starts: { increment: 1 } },
    });
    if (count === 0) throw usedUp(USED_UP);
    const files = await filesOf(tx, session.link);
    const set = files.map(({ copyId, copy }) => ({
      ...{ linkId: session.link.id, copyId, use: 'download' as const },
      bytes: Number(copy.size),
    }));
    for (const part of set) if (!(await setAside(tx, ctx, part))) throw usedUp(USED_UP);
    if (granted.starts > 0) await auditReader(tx, ctx, session, 'link.resumed', { package: packageId });
    return set;
  });
  return {
    settle: (sent) =>
      ctx.db.transaction(async (tx) => {
        for (const part of parts) await giveBack(tx, { ...part, bytes: part.bytes - (sent.get(part.copyId) ?? 0) });
      }),
  };
}
