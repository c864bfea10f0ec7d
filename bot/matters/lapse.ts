import type { Context } from '../context.js';
import { alone, type Report } from '../jobs/alone.js';
import { lapse, playback } from './kinds/playback.js';
import { takeMatterStep } from './step.js';

/** Why a 再生許可 ended by itself, for its listener and the log. */
const BECAUSE = {
  over: '再生できる期間が終わったため',
  stopped: 'リンクが停止されたため。再生が必要なときは、もう一度お申し出ください',
  left: '所属が変わったため',
};

/** Ends every 再生許可 whose days are over, whose link was stopped, or whose recording is kept no longer, each for itself. */
export async function endPlaybacks(ctx: Context, report: Report): Promise<void> {
  const now = ctx.clock.now();
  const over = await ctx.db.client.matter.findMany({
    where: {
      kind: 'playback',
      status: 'permitted',
      OR: [{ links: { none: { revokedAt: null, expiresAt: { gt: now } } } }, { playback: { is: null } }],
    },
    include: { links: true },
  });
  for (const { id: matterId, links } of over) {
    const [link] = links;
    const because = link?.revokedAt == null ? 'over' : link.revokedReason === 'left' ? 'left' : 'stopped';
    const input = { matterId, typed: { words: BECAUSE[because] } };
    await alone('end of a permission to play', report, async () => {
      await takeMatterStep(ctx, null, { channel: 'job' }, playback, lapse, input);
    });
  }
}
