import { createHash } from 'node:crypto';
import { lstat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { sameState } from '../recordings/inspectFile.js';

const BATCH = 5000;

/** Call data that are over, as far as their files and what proves them go. */
interface Expired {
  id: string;
  fileName: string;
  sha256: string;
  size: bigint;
  modifiedAt: Date;
}

/**
 * Deletes the call data of recordings that the recorder itself no longer keeps (第4条第2項): the index must not outlive the
 * recordings. What was approved for copying stays, because letter, copy and log speak of it; so does what is
 * preserved, until it is released. The log keeps how many went, and one hash
 * over their files' hashes: whoever kept those can prove by it which they were.
 *
 * Where `RECORDER_DELETE` says so, their files on the recorder go first: a crash in between leaves rows whose files are gone, which go
 * the next time.
 *
 * @param since the moment before which nothing is kept
 * @returns how many were deleted
 */
export async function expireRecordings(
  ctx: Pick<Context, 'db' | 'clock' | 'auditSigner' | 'config'>,
  since: Date,
): Promise<number> {
  const { recorderDelete, recorderDir } = ctx.config;
  let deleted = 0;
  /** Files that could not be removed keep their rows, and are tried again the next time. */
  const left: string[] = [];
  for (let count = BATCH; count === BATCH; ) {
    const over = await overBefore(ctx.db.client, since, left);
    count = over.length;
    const removed = recorderDelete ? await removeFromRecorder(recorderDir, over) : undefined;
    left.push(...(removed?.left ?? []));
    const ids = over.flatMap(({ id }) => (left.includes(id) ? [] : [id]));
    if (ids.length === 0) continue;
    deleted += await ctx.db.transaction(async (tx) => {
      const gone = await tx.$queryRaw<Expired[]>`
        DELETE FROM "Recording" r WHERE r."id" = ANY(${ids}::uuid[])
          AND NOT EXISTS (SELECT 1 FROM "ChosenRecording" c WHERE c."recordingId" = r."id")
          AND NOT EXISTS (SELECT 1 FROM "Copy" c WHERE c."recordingId" = r."id")
          AND NOT EXISTS (SELECT 1 FROM "Preserved" p WHERE p."recordingId" = r."id")
        RETURNING r."id", r."fileName", r."sha256", r."size", r."modifiedAt"`;
      if (gone.length === 0) return 0;
      const data = {
        recordings: gone.length,
        before: since.toISOString(),
        sha256: hashOver(gone),
        ...(removed === undefined ? {} : { files: { removed: removed.removed, left: removed.left.length } }),
      };
      await appendAudit(tx, ctx, { actor: null, action: 'recording.expire', channel: 'job', data });
      return gone.length;
    });
  }
  return deleted;
}

function overBefore(tx: Tx, since: Date, left: readonly string[]): Promise<Expired[]> {
  return tx.$queryRaw<Expired[]>`
    SELECT r."id", r."fileName", r."sha256", r."size", r."modifiedAt" FROM "Recording" r
    WHERE r."startedAt" < ${since} AND r."attachedToId" IS NULL AND NOT (r."id" = ANY(${[...left]}::uuid[]))
      AND NOT EXISTS (SELECT 1 FROM "ChosenRecording" c WHERE c."recordingId" = r."id")
      AND NOT EXISTS (SELECT 1 FROM "Copy" c WHERE c."recordingId" = r."id")
      AND NOT EXISTS (SELECT 1 FROM "Preserved" p WHERE p."recordingId" = r."id")
    ORDER BY r."startedAt" LIMIT ${BATCH}`;
}

/** SHA-256 (hex) over the SHA-256 of all files, in their order as texts, a line each. */
function hashOver(gone: readonly Expired[]): string {
  const lines = gone.map(({ sha256 }) => `${sha256}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/**
 * Removes files from the recorder's folder, each only while it is the regular file that was taken in, by its size and the moment it was
 * written; another file of that name is none of ours.
 *
 * @returns how many went, and the ids of those that could not be removed
 */
async function removeFromRecorder(
  folder: string,
  over: readonly Expired[],
): Promise<{ removed: number; left: string[] }> {
  const result = { removed: 0, left: [] as string[] };
  for (const one of over) {
    if (folder === '' || one.fileName !== basename(one.fileName)) continue;
    const path = join(folder, one.fileName);
    try {
      const stats = await lstat(path);
      const known = { size: Number(one.size), modifiedAt: one.modifiedAt };
      if (!stats.isFile() || !sameState({ size: stats.size, modifiedAt: stats.mtime }, known)) continue;
      await unlink(path);
      result.removed++;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT') result.left.push(one.id);
    }
  }
  return result;
}
