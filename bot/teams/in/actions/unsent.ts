import { formatMoment } from '../../../japanese/wareki.js';
import { listUnsent, resendUnsent } from '../../../notices/unreachable.js';
import { messageCard } from '../../cards/message.js';
import type { CardContent } from '../../cards/render.js';
import { receiptsOf } from '../../cards/status.js';
import type { Turn } from '../../views/turn.js';

const WHY: Record<string, string> = {
  no_conversation: 'まだボットと話したことがありません',
  ConversationBlockedByUser: 'ボットがブロックされています',
  BotNotInConversationRoster: 'ボットがチャットから外されています',
  left: '異動などにより、この申請をご覧になれない方です',
};

/** What a message is called that did not arrive. */
const WHAT: Partial<Record<string, string>> = {
  decide: '審査のお願い',
  prepared: '申請書の確認のお願い',
  handedBack: '申請書の差戻し',
  submitted: '申請のお知らせ',
  returned: '差戻しのお知らせ',
  answered: '回答',
  refused: '回答',
  result: '回答のお知らせ',
  downloaded: '文書登録のお願い',
  shared: '録音の引渡し',
  openedAnew: 'リンクが開かれたお知らせ',
  guessing: '本人確認の失敗のお知らせ',
  guessedOut: 'リンクの停止のお知らせ',
  nudge: '審査の催促',
  deputySet: '代決の設定',
  deputyChanged: '代決の変更',
  deputyEnded: '代決の終了',
  logFault: '監査記録の異常のお知らせ',
  logChecked: '監査記録の検査の結果',
  directoryFault: '職員名簿の誤りのお知らせ',
  directoryHeld: '職員名簿の確認のお願い',
  olderState: '復元の確認のお願い',
  clockJump: '時計の確認のお願い',
  recordsDue: '公文書の廃棄の予告',
  system: 'システムのお知らせ',
  uninstalled: 'ボットを使っていない方のお知らせ',
  linkRenewed: '新しい取得リンクのお知らせ',
};

/** Who could not be reached, why, and 「再送」. */
export async function unsentView(turn: Turn, headline = 'お知らせが届いていない方'): Promise<CardContent> {
  const unsent = await listUnsent(turn.ctx, turn.actor);
  const requests = unsent.flatMap(({ request }) => request ?? []);
  const shows = { list: 'notice.list', requests } as const;
  if (unsent.length === 0) {
    const none = messageCard('届いていないお知らせはありません', '送れなかったお知らせは、ここに表示されます。');
    return { ...none, shows };
  }
  const lines = unsent.map(({ name, request, reason, kind, createdAt }) => {
    const receipt = request?.serial ? receiptsOf(request).short : '';
    const about = [receipt, WHAT[kind] ?? 'お知らせ'].filter((part) => part !== '').join('　');
    return `${name} 様　${about}　${formatMoment(createdAt)}　${WHY[reason ?? ''] ?? 'Teamsで届けられませんでした'}`;
  });
  const card = messageCard(
    headline,
    '原因を確かめたうえで「再送」を押してください。本人がボットに話しかけたときは、自動で届きます。',
    [{ title: '再送', verb: 'resend', data: {}, style: 'positive' }],
    lines,
  );
  return { ...card, shows };
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
