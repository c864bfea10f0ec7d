import { confirmRestored } from '../../../housekeeping/restored.js';
import { messageCard } from '../../cards/message.js';
import type { Handler } from './shared.js';

/** What the office says after a backup was put back. */
export const RESTORED_ACTIONS: Record<string, Handler> = {
  async restored(turn) {
    const count = await confirmRestored(turn.ctx, turn.actor, turn.via);
    return count === undefined
      ? messageCard('取得リンクは止まっていません', 'データが以前の状態に戻ったときに、ここから確認していただきます。')
      : messageCard(
          '復元を確認しました',
          `開いていた取得リンク${count}件を新しくし、宛先の方にお知らせしています。以前のリンクは使えません。`,
        );
  },
};
