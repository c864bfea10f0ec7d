import { formatMoment } from '../../japanese/wareki.js';
import { listUnsent, resendUnsent } from '../../requests/unreachable.js';
import { messageCard } from '../cards/message.js';
import type { CardContent } from '../cards/render.js';
import { receiptsOf } from '../cards/status.js';
import type { Turn } from '../turn.js';

const WHY: Record<string, string> = {
  no_conversation: 'まだボットと話したことがありません',
  ConversationBlockedByUser: 'ボットがブロックされています',
  BotNotInConversationRoster: 'ボットがチャットから外されています',
  left: '異動などにより、この申請をご覧になれない方です',
};

/** Who could not be reached, why, and 「再送」. */
export async function unsentView(turn: Turn, headline = 'お知らせが届いていない方'): Promise<CardContent> {
  const unsent = await listUnsent(turn.ctx, turn.actor);
  if (unsent.length === 0)
    return messageCard('届いていないお知らせはありません', '送れなかったお知らせは、ここに表示されます。');
  const lines = unsent.map(({ name, request, reason, createdAt }) => {
    const receipt = request?.serial ? receiptsOf(request).short : '';
    return `${name} 様　${receipt}　${formatMoment(createdAt)}　${WHY[reason ?? ''] ?? 'Teamsで届けられませんでした'}`;
  });
  return messageCard(
    headline,
    '原因を確かめたうえで「再送」を押してください。本人がボットに話しかけたときは、自動で届きます。',
    [{ title: '再送', verb: 'resend', data: {}, style: 'positive' }],
    lines,
  );
}

/** 「再送」: only what failed is tried again. */
export async function resendView(turn: Turn): Promise<CardContent> {
  const count = await resendUnsent(turn.ctx, turn.actor, turn.via);
  return messageCard(
    count > 0 ? `${count}件を再送しています` : '届いていないお知らせはありません',
    '届かなかったときは、もう一度「未達の一覧」に表示されます。',
    [{ title: '未達の一覧', verb: 'list_unsent', data: {}, style: 'default' }],
  );
}
