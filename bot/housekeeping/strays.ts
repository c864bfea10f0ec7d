import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { AppError } from '../errors.js';
import { lockRequest } from '../requests/load.js';

/** A file may lie there for so long before a row names it: what makes it is tried again within minutes. */
const DAY_MS = 86_400_000;

/** So many files are looked up at once. */
const BATCH = 500;

/**
 * Processes that ended leave a few. Where more lie there the database is not the one of this folder: another one, an older one, or one
 * that somebody has had a hand in.
 */
const MOST = 20;

/**
 * Removes files that no row names and that are older than a day: what a process left that ended between writing a file and recording
 * it. Nobody would ever delete them otherwise (第4条第2項). While the database is perhaps an older one nothing is removed.
 *
 * @returns how many were removed
 * @throws AppError `integrity` where there are too many of them: then none is removed
 */
export async function removeUnnamed(ctx: Context): Promise<number> {
  if (ctx.links.held) return 0;
  const old = await ctx.files.writtenBefore(new Date(ctx.clock.now().getTime() - DAY_MS));
  const unnamed: string[] = [];
  for (let start = 0; start < old.length; start += BATCH) {
    unnamed.push(...(await withoutRow(ctx.db.client, old.slice(start, start + BATCH))));
  }
  if (unnamed.length > MOST) {
    throw new AppError(
      'integrity',
      `${unnamed.length} stored files are named by no row: is this the database of this DATA_DIR? Nothing was removed`,
      '保管しているファイルとデータベースが合いません。',
    );
  }
  let removed = 0;
  for (const key of unnamed) if (await remove(ctx, key)) removed += 1;
  return removed;
}

async function withoutRow(tx: Tx, keys: readonly string[]): Promise<string[]> {
  const where = { storeKey: { in: [...keys] } };
  const select = { storeKey: true } as const;
  const copies = await tx.copy.findMany({ where, select });
  const letters = await tx.letter.findMany({ where, select });
  const recordings = await tx.recording.findMany({ where, select });
  const preserved = await tx.preserved.findMany({ where, select });
  const named = new Set([...copies, ...letters, ...recordings, ...preserved].map(({ storeKey }) => storeKey));
  return keys.filter((key) => !named.has(key));
}

/** Removes one, unless its request has just named it: under the lock that whoever names it takes as well. */
async function remove(ctx: Context, key: string): Promise<boolean> {
  const [, requestId = ''] = key.split('/');
  return ctx.db.transaction(async (tx) => {
    if (isRequest(requestId)) await lockRequest(tx, requestId);
    if ((await withoutRow(tx, [key])).length === 0) return false;
    await ctx.files.remove(key);
    await appendAudit(tx, ctx, { actor: null, action: 'file.stray', channel: 'job', data: { file: key } });
    return true;
  });
}

const isRequest = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
