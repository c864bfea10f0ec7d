import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';

const BATCH = 5000;

/**
 * Deletes the call data of recordings that the recorder itself no longer keeps (第4条第2項): the index must not outlive the
 * recordings. What was approved for copying stays, because letter, copy and log speak of it.
 *
 * @param since the moment before which nothing is kept
 * @returns how many were deleted
 */
export async function expireRecordings(
  ctx: Pick<Context, 'db' | 'clock' | 'auditSigner'>,
  since: Date,
): Promise<number> {
  let deleted = 0;
  for (let count = BATCH; count === BATCH; deleted += count) {
    count = await ctx.db.transaction(async (tx) => {
      const gone = await tx.$executeRaw`
        DELETE FROM "Recording" WHERE "id" IN (
          SELECT r."id" FROM "Recording" r
          WHERE r."startedAt" < ${since} AND r."attachedToId" IS NULL
            AND NOT EXISTS (SELECT 1 FROM "ChosenRecording" c WHERE c."recordingId" = r."id")
            AND NOT EXISTS (SELECT 1 FROM "Copy" c WHERE c."recordingId" = r."id")
          ORDER BY r."startedAt" LIMIT ${BATCH})`;
      if (gone > 0) {
        const data = { recordings: gone, before: since.toISOString() };
        await appendAudit(tx, ctx, { actor: null, action: 'recording.expire', channel: 'job', data });
      }
      return gone;
    });
  }
  return deleted;
}
