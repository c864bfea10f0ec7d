import { askLogCheck } from '../../../housekeeping/logCheck.js';
import { operationsOf, retryFailed } from '../../../housekeeping/operations.js';
import { messageCard } from '../../cards/message.js';
import { operationsCard } from '../../cards/operations.js';
import type { Handler } from './shared.js';

/** What whoever looks after the system asks for. */
export const OPERATIONS_ACTIONS: Record<string, Handler> = {
  operations: async (turn) => operationsCard(await operationsOf(turn.ctx, turn.actor), turn.ctx.clock.now()),
  async check_log(turn) {
    const begun = await askLogCheck(turn.ctx, turn.actor, turn.via);
    return messageCard(
      begun ? '監査記録の検査を始めました' : '監査記録を検査しています',
      'はじめから最後まで確かめます。終わりましたら、結果をこのチャットにお知らせします。',
      [{ title: '運用状況', verb: 'operations', data: {}, style: 'default' }],
    );
  },
  async retry_failed(turn) {
    const count = await retryFailed(turn.ctx, turn.actor, turn.via);
    const headline = count > 0 ? `${count}件の処理をやり直しています` : 'やり直す処理はありません';
    return operationsCard(await operationsOf(turn.ctx, turn.actor), turn.ctx.clock.now(), headline);
  },
};
