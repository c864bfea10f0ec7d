import type { Context } from '../context.js';
import { purgeCopies } from './purge.js';
import { remind } from './remind.js';
import { handOverToSuccessors } from './succeed.js';

/** A message that could not be sent for so long is shown to the office as unsent. */
const LATE_MS = 60 * 60_000;

/**
 * What has to be seen to regularly: copies whose kept period is over are deleted, people are
 * reminded, and open applications are laid before
 * whoever may decide today, for a period of 代決 may have begun. Doing it often changes nothing.
 */
export async function keepHouse(ctx: Context): Promise<void> {
  while ((await purgeCopies(ctx)) > 0);
  await handOverToSuccessors(ctx);
  await remind(ctx);
  await giveUpLateNotices(ctx);
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
