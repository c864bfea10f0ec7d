import type { Context } from '../context.js';
import { lapse, playback } from './kinds/playback.js';
import { takeMatterStep } from './step.js';

/** Ends every 再生許可 whose days are over, or whose recording is kept no longer. @returns how many */
export async function endPlaybacks(ctx: Context): Promise<number> {
  const over = await ctx.db.client.matter.findMany({
    where: {
      kind: 'playback',
      status: 'permitted',
      OR: [{ links: { none: { revokedAt: null, expiresAt: { gt: ctx.clock.now() } } } }, { playback: { is: null } }],
    },
    select: { id: true },
  });
  let ended = 0;
  for (const { id: matterId } of over) {
    const taken = await takeMatterStep(ctx, null, { channel: 'job' }, playback, lapse, { matterId, typed: {} });
    if (taken.kind === 'done') ended++;
  }
  return ended;
}
