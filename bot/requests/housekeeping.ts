import type { Context } from '../context.js';
import { purgeCopies } from './purge.js';
import { remind } from './remind.js';

/**
 * What has to be seen to regularly: copies whose kept period is over are deleted, people are
 * reminded, and open applications are laid before
 * whoever may decide today, for a period of 代決 may have begun. Doing it often changes nothing.
 */
export async function keepHouse(ctx: Context): Promise<void> {
  while ((await purgeCopies(ctx)) > 0);
  await remind(ctx);
  await ctx.db.transaction(async (tx) => {
    const open = await tx.request.findMany({ where: { status: 'submitted' }, select: { id: true } });
    for (const { id } of open) await ctx.queue.enqueue(tx, 'submitted', { requestId: id });
  });
}
