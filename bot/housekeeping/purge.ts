import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import { keptSince } from '../rule/retention.js';

const DAY_MS = 86_400_000;
const BATCH = 50;

/**
 * Deletes copies whose kept period after 交付 is over, as it was laid down then; hash and record stay. The row is marked first and the file removed after
 * the commit, so that a crash leaves at most a file that the next run removes.
 *
 * @returns how many copies were deleted
 */
export async function purgeCopies(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const before = new Date(now.getTime() - ctx.config.copyDays * DAY_MS);
  const due = await ctx.db.client.copy.findMany({
    where: {
      deletedAt: null,
      request: { OR: [{ copiesUntil: { lte: now } }, { copiesUntil: null, answeredAt: { lte: before } }] },
    },
    take: BATCH,
  });
  for (const copy of due) {
    await ctx.db.transaction(async (tx) => {
      const { count } = await tx.copy.updateMany({
        where: { id: copy.id, deletedAt: null },
        data: { deletedAt: ctx.clock.now() },
      });
      if (count === 0) return;
      await appendAudit(tx, ctx, {
        actor: null,
        action: 'copy.delete',
        requestId: copy.requestId,
        channel: 'job',
        data: { copy: copy.id, sha256: copy.sha256 },
      });
    });
  }
  const deleted = await ctx.db.client.copy.findMany({
    where: { deletedAt: { not: null }, removedAt: null },
    take: BATCH,
  });
  for (const { id, storeKey, requestId } of deleted) {
    // Another's file that somebody named here in the table stays.
    if (storeKey.startsWith(`copies/${requestId}/`)) await ctx.files.remove(storeKey);
    await ctx.db.client.copy.update({ where: { id }, data: { removedAt: ctx.clock.now() } });
  }
  return due.length;
}

/**
 * Deletes files that were extracted by hand as soon as they are no longer needed: the copy was made, the application was
 * refused or withdrawn, or the file was taken back; and in every state with the end of the 90 days of 第4条第2項, which hold
 * for a recording wherever it lies. Hash and record stay. Marked first and removed after, like copies.
 *
 * @returns how many files were removed
 */
export async function purgeExtracts(ctx: Context): Promise<number> {
  const since = keptSince(ctx.clock.now(), ctx.config.retention);
  const dayAgo = new Date(ctx.clock.now().getTime() - DAY_MS);
  const over = await ctx.db.client.recording.findMany({
    where: {
      storeKey: { not: null },
      detachedAt: null,
      OR: [
        { attachedTo: { OR: [{ answeredAt: { not: null } }, { status: 'withdrawn' }] } },
        // What was approved on the last day is copied within a minute.
        {
          // A call is over before its recording is attached, whatever date the application has been given since.
          OR: [{ startedAt: { lt: since } }, { importedAt: { lt: since } }],
          attachedTo: { OR: [{ status: { not: 'approved' } }, { decidedAt: { lt: dayAgo } }] },
        },
      ],
    },
    take: BATCH,
  });
  for (const { id, attachedToId, sha256 } of over) {
    await ctx.db.transaction(async (tx) => {
      const marked = { where: { id, detachedAt: null }, data: { detachedAt: ctx.clock.now() } };
      if ((await tx.recording.updateMany(marked)).count === 0) return;
      await appendAudit(tx, ctx, {
        actor: null,
        action: 'extract.delete',
        ...(attachedToId === null ? {} : { requestId: attachedToId }),
        channel: 'job',
        data: { sha256 },
      });
    });
  }
  const marked = await ctx.db.client.recording.findMany({
    where: { storeKey: { not: null }, detachedAt: { not: null }, removedAt: null },
    take: BATCH,
  });
  for (const { id, storeKey, attachedToId } of marked) {
    if (storeKey?.startsWith(`extracts/${attachedToId}/`)) await ctx.files.remove(storeKey);
    await ctx.db.client.recording.update({ where: { id }, data: { removedAt: ctx.clock.now() } });
  }
  return marked.length;
}
