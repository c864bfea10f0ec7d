import type { Context } from '../context.js';
import { alone, type Report } from '../jobs/alone.js';
import { remind } from '../notices/remind.js';
import { keptSince } from '../rule/retention.js';
import { expireRecordings } from './expire.js';
import { publishHead } from './heads.js';
import { purgeCopies, purgeExtracts } from './purge.js';
import { holdIfOlder } from './restored.js';
import { removeUnnamed } from './strays.js';
import { handOverToSuccessors } from './succeed.js';
import { tidyLinks } from './tidy.js';

/** A message that could not be sent for so long is shown to the office as unsent. */
const LATE_MS = 60 * 60_000;

/**
 * What has to be seen to regularly, each step for itself, so that one that fails holds back no other: copies and extracts whose
 * kept period is over are deleted, call data past their 90 days too, offices are handed over, people are reminded, and open
 * applications are laid before whoever may decide today, for a period of 代決 may have begun. Doing it often changes nothing.
 */
export async function keepHouse(ctx: Context, report: Report): Promise<void> {
  const steps: Record<string, () => Promise<unknown>> = {
    directory: () => ctx.directory.refresh(),
    'purge copies': async () => {
      while ((await purgeCopies(ctx)) > 0);
    },
    'purge extracts': async () => {
      while ((await purgeExtracts(ctx)) > 0);
    },
    'expire recordings': () => expireRecordings(ctx, keptSince(ctx.clock.now(), ctx.config.retentionDays)),
    'codes and sessions': () => tidyLinks(ctx),
    'fetched files': () => ctx.queue.forgetFetched(),
    'files of no row': () => removeUnnamed(ctx),
    succession: () => handOverToSuccessors(ctx, report),
    reminders: () => remind(ctx, report),
    'held links': async () => {
      if (ctx.links.held) await holdIfOlder(ctx);
    },
    'head of the audit log': () => publishHead(ctx),
    'late notices': () => giveUpLateNotices(ctx),
    'open requests': () => enqueueOpen(ctx),
  };
  for (const [step, work] of Object.entries(steps)) await alone(step, report, work);
}

async function enqueueOpen(ctx: Context): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const open = await tx.request.findMany({ where: { status: 'submitted' }, select: { id: true } });
    for (const { id } of open) await ctx.queue.enqueue(tx, 'submitted', { requestId: id });
    // Decided, but the answer could not be made while its job was tried: the recorder may be back by now.
    const unanswered = await tx.request.findMany({
      where: { status: { in: ['approved', 'refused'] }, answeredAt: null },
      select: { id: true },
    });
    for (const { id } of unanswered) await ctx.queue.enqueue(tx, 'answer', { requestId: id });
  });
}

/** Messages whose job was given up are not forgotten: they stand on the list of what could not be sent. */
async function giveUpLateNotices(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - LATE_MS);
  await ctx.db.client.notice.updateMany({
    where: { state: 'pending', createdAt: { lt: before } },
    data: { state: 'unreachable', reason: 'failed' },
  });
}
