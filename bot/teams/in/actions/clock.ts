import { confirmClock } from '../../../housekeeping/clockJump.js';
import { messageCard } from '../../cards/message.js';
import type { Handler } from './shared.js';

/** What the office says after it has looked at the clock. */
export const CLOCK_ACTIONS: Record<string, Handler> = {
  async clock_right(turn) {
    return (await confirmClock(turn.ctx, turn.actor, turn.via))
      ? messageCard('時計を確認済みとしました', '保管期間を過ぎた複製データなどの削除を、15分以内に再開します。')
      : messageCard('削除は止まっていません', 'サーバーの時計が大きく進んだときに、ここから確認していただきます。');
  },
};
