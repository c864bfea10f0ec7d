import type { Context } from '../context.js';

/** A file that no row names may be about to be named by one for so long: the job that makes it is tried again for hours. */
const DAY_MS = 86_400_000;

/** So many files are looked up at once. */
const BATCH = 500;

/**
 * Removes files that no row names and that are older than a day: what a process left that ended between writing a file and recording
 * it, and what a restored database no longer knows. Nobody would ever delete them otherwise (第4条第2項).
 *
 * @returns how many were removed
 */
export async function removeUnnamed(ctx: Context): Promise<number> {
  const { client } = ctx.db;
  const old = await ctx.files.writtenBefore(new Date(ctx.clock.now().getTime() - DAY_MS));
  let removed = 0;
  for (let start = 0; start < old.length; start += BATCH) {
    const keys = old.slice(start, start + BATCH);
    const where = { storeKey: { in: keys } };
    const rows = await Promise.all([
      client.copy.findMany({ where, select: { storeKey: true } }),
      client.letter.findMany({ where, select: { storeKey: true } }),
      client.recording.findMany({ where, select: { storeKey: true } }),
    ]);
    const named = new Set(rows.flat().map(({ storeKey }) => storeKey));
    for (const key of keys.filter((one) => !named.has(one))) {
      await ctx.files.remove(key);
      removed += 1;
    }
  }
  return removed;
}
