import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { notifyOf } from './owe.js';

/** After so long a message that is owed is looked for, in milliseconds. */
const MINUTE_MS = 60_000;

/**
 * Finds messages that are owed and that no job is about, and gives each one. A message is owed with its job, in one transaction; this
 * is for what happened to the queue since: a job that was given up, or removed by hand.
 *
 * @returns how many were found
 */
export async function findOwed(ctx: Context): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - MINUTE_MS);
  // Mostly there are none, which one statement tells.
  if ((await owedSince(ctx.db.client, before)).length === 0) return 0;
  return ctx.db.transaction(async (tx) => {
    const found = await owedSince(tx, before);
    await ctx.queue.enqueueAll(tx, found.map(notifyOf));
    return found.length;
  });
}

const owedSince = (tx: Tx, before: Date): Promise<{ id: string; personId: string | null }[]> =>
  tx.$queryRaw`
    SELECT "id", "personId" FROM "Notice" WHERE "state" = 'pending' AND "createdAt" < ${before} AND NOT EXISTS (
      SELECT 1 FROM "Job"
      WHERE "name" = 'notify' AND "data" ->> 'noticeId' = "Notice"."id"::text AND "failedAt" IS NULL
    )`;
