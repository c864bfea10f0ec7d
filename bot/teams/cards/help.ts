import type { Addresses } from '../../addresses.js';
import { type Asked, SAYINGS } from '../../chat/learned/sayings.js';
import type { InHand } from '../../requests/reads/inHand.js';
import { type Actor, decidesToday, hasRole, submittingPosts } from '../../rule/actor.js';
import { FORM_LABELS } from '../../rule/fileNames.js';
import { ACT, CITES, MANAGER, RULE_WORD, ruleCites } from '../../rule/office.js';
import { articleCited } from '../../rule/profile/profile.js';
import { articleName } from '../../rule/text.js';
import { guideLinks, mayApply, messageCard, usualButtons } from './message.js';
import type { CardContent } from './render.js';
import { MEANINGS } from './unsure.js';

/** So many things are said at the top of the help. */
const MOST = 6;

type When = (actor: Actor, inHand: InHand) => boolean;

const oversees: When = (actor) => hasRole(actor, 'manager', 'deputy', 'operator');
const always: When = () => true;

/** What somebody most likely wants to say now: what lies in their hands first, then what their role does, then what anybody may ask. */
const LIKELY: readonly { asked: Asked; when: When }[] = [
  { asked: 'resume', when: (_, { draft }) => draft },
  { asked: 'examine_next', when: (actor, { waiting }) => waiting && decidesToday(actor) },
  { asked: 'download', when: (_, { handedOver }) => handedOver },
  { asked: 'progress', when: (_, { underWay }) => underWay },
  { asked: 'list_open', when: oversees },
  { asked: 'operations', when: (actor) => hasRole(actor, 'operator') },
  { asked: 'unsent', when: (actor) => hasRole(actor, 'operator') },
  { asked: 'apply', when: mayApply },
  { asked: 'audit', when: (actor) => hasRole(actor, 'auditor') },
  { asked: 'ledger', when: (actor) => hasRole(actor, 'auditor', 'manager') },
  { asked: 'deputy_list', when: (actor) => hasRole(actor, 'manager', 'deputy') },
  { asked: 'list_mine', when: mayApply },
  { asked: 'complaint_new', when: mayApply },
  { asked: 'count', when: (actor) => hasRole(actor, 'manager', 'deputy', 'operator', 'auditor') },
  { asked: 'playback_new', when: mayApply },
  { asked: 'rule_grounds', when: always },
  { asked: 'rule_retention', when: always },
  { asked: 'rule_refusal', when: always },
  { asked: 'rule_text', when: always },
];

/** The line that tells, after a guess, how the same is said so that it needs none. */
export const hintOf = (asked: Asked): string => `次からは「${SAYINGS[asked]}」でも承ります。`;

/** Six things that this person can say now, and what each is answered with. */
function sayingsFor(actor: Actor, inHand: InHand): { said: string; does: string }[] {
  return LIKELY.filter(({ when }) => when(actor, inHand))
    .slice(0, MOST)
    .map(({ asked }) => ({ said: SAYINGS[asked], does: MEANINGS[asked] }));
}

/** 「ヘルプ」: six things this person can say now, and behind them all others. Nobody is told what they may not do. */
export function helpCard(config: Addresses, actor: Actor, inHand: InHand): CardContent {
  const lines: string[] = [];
  if (mayApply(actor)) {
    lines.push(
      '「昨日の14時ごろ、090-1234-5678からの電話の録音がほしい」　日付・時間・番号を入力した申請書を開きます。「申請」だけでも始められます。',
      '「続き」　作成途中の申請を再開します。「時間は10時20分」のように、入力を言葉で直すこともできます。',
    );
  }
  lines.push('「R8-12は？」「先週の申請どうなった」「私の申請」　申請の状況をお知らせします。');
  if (submittingPosts(actor).length > 0) {
    lines.push(
      '「R8-12を取り下げたい」「受領しました」「文書登録番号は市民第77号です」「リンクを再発行」「R8-12を催促して」　申請後の手続をします。',
      '「R8-12の録音を課内の試験一郎に渡して」　課内の職員に、その方専用のリンクをお送りします。',
      '「担当者に戻して。時間を確認してください」「内容を直す」　担当者が作成した申請書を戻し、または直します。',
    );
  }
  if (hasRole(actor, 'staff')) lines.push('「課長に確認を依頼」　作成した申請書を、課長・室長に回します。');
  if (mayApply(actor)) lines.push(`「申請書のPDFを見たい」　提出した申請書（${FORM_LABELS[1]}）を開きます。`);
  if (hasRole(actor, 'manager', 'deputy', 'operator', 'auditor')) {
    lines.push('「未処理一覧」「先月の保険年金課の申請を探して」「昨日の決裁件数」　申請を一覧・検索します。');
  }
  if (hasRole(actor, 'manager') || actor.deputises) {
    lines.push('「R8-12を承認」「R8-12を差し戻す」　カードのボタンの代わりに、言葉でも審査できます。');
  }
  if (hasRole(actor, 'manager')) {
    lines.push(
      '「明日から3日間、代決者を試験四郎に」「代決者は？」　代決を設定・確認します。',
      '「R8-12の承認を取り消す」　録音を用意できないときに、審査へ戻します。',
    );
  }
  if (hasRole(actor, 'operator')) {
    lines.push('「未達の一覧」「再送」「R8-12の添付を取り消して」　お知らせと添付を管理します。');
  }
  if (hasRole(actor, 'manager', 'operator')) {
    lines.push('「運用状況」「ログの検査を今すぐ」　システムの状況と監査記録を確かめます。');
  } else if (hasRole(actor, 'auditor')) {
    lines.push('「監査記録」「ログの検査を今すぐ」　監査記録を確かめます。');
  }
  lines.push(
    `「再生の許可がほしい」　犯罪が発生したときなどに、録音の再生（${ruleCites('playback')}）を${MANAGER}に求めます。`,
  );
  lines.push(
    `「苦情を記録したい」「苦情の一覧」　録音に関する苦情（${ruleCites('complaints')}）を${MANAGER}へ送り、その後を確かめます。`,
  );
  lines.push(`「何日保存？」「どんなとき不交付？」「${CITES.grounds}を見せて」　${RULE_WORD}についてお答えします。`);
  return messageCard(
    'ご利用方法',
    `通話録音データの${ACT}申請（${RULE_WORD}${articleName(articleCited(CITES.application))}）をお手伝いします。`,
    usualButtons(actor).filter(({ verb }) => verb !== 'help'),
    lines,
    { links: guideLinks(config, actor), buttonsAbove: true, sayings: sayingsFor(actor, inHand), folded: true },
  );
}
