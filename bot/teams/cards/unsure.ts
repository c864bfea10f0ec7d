import type { Asked } from '../../chat/learned/sayings.js';
import type { Draft } from '../../requests/draftForm.js';
import { ACT, MANAGER, PEOPLE, RULE_WORD } from '../../rule/office.js';
import { draftWords, messageCard } from './message.js';
import type { Button, CardContent } from './render.js';

/** What may have been meant, in the words of a button. */
export const MEANINGS: Readonly<Record<Asked, string>> = {
  apply: '録音を申請する',
  audit: '監査記録を見る',
  case_list: '事案の一覧を見る',
  case_new: '事案を記録する',
  complaint_list: '苦情の一覧を見る',
  complaint_new: '苦情を記録する',
  count: '申請の件数を見る',
  deputy_list: '代決者を確認する',
  download: '録音を受け取る',
  edit: '申請書の内容を直す',
  evidence: '証跡を見る',
  examine_next: '申請を順に審査する',
  facts: '申請書に入力する',
  help: '使い方を見る',
  ledger: '台帳を出す',
  link_broken: '録音を受け取れない',
  list_given: '外部提供の一覧を見る',
  list_mine: '私の申請を見る',
  list_open: '未処理の申請を見る',
  lock_check: '施錠の点検を記録する',
  notice_edit: '公表の内容を直す',
  operations: '運用状況を見る',
  playback_list: '再生許可の一覧を見る',
  playback_new: '録音の再生許可を願い出る',
  preservation_list: '保全の一覧を見る',
  preservation_new: '録音を消さずに残す',
  progress: '申請の進み具合を見る',
  resume: '作成中の申請書を開く',
  rule_alteration: '録音の編集の可否を知る',
  rule_complaint: '苦情の伝え方を知る',
  rule_decision: `${MANAGER}の決裁について知る`,
  rule_deletion: '録音の消去について知る',
  rule_grounds: `${ACT}の要件を知る`,
  rule_notice: `${PEOPLE}への公表について知る`,
  rule_playback: '録音の再生について知る',
  rule_purpose: '録音の目的を知る',
  rule_refusal: '不交付になる場合を知る',
  rule_retention: '録音の保存期間を知る',
  rule_security: '情報の安全管理を知る',
  rule_text: `${RULE_WORD}を読む`,
  search: '申請を探す',
  search_recordings: '申請の録音を探す',
  settings_show: '設定を見る',
  show_form: '申請書を見る',
  status: '申請の状況を見る',
  unsent: '未達の一覧を見る',
};

/** Whether a label, or anything else, has a button. */
export const isOffered = (label: string): label is Asked => Object.hasOwn(MEANINGS, label);

/**
 * Asks which of a few things a sentence meant; it is answered as what is pressed.
 *
 * @param labels the likeliest first
 * @param draft the form in hand, for which it may have been meant
 */
export function unsureCard(text: string, labels: readonly Asked[], draft: Draft | undefined): CardContent {
  const meant = labels.map(
    (label): Button => ({
      title: MEANINGS[label],
      verb: 'meant',
      data: { label, text },
      style: 'default',
    }),
  );
  const goOn: Button = { title: '続きから再開', verb: 'draft_resume', data: {}, style: 'default' };
  const card = messageCard(
    meant.length === 1 ? '次のことでしょうか' : '次のどれでしょうか',
    meant.length === 1
      ? 'よろしければボタンを押してください。違うときは、別の言い方でお試しください。'
      : '近いものをお選びください。どれでもないときは、別の言い方でお試しください。',
    [...meant, ...(draft === undefined ? [] : [goOn]), { title: 'ヘルプ', verb: 'help', data: {}, style: 'default' }],
    draft === undefined ? [] : [`作成途中：${draftWords(draft)}`],
  );
  const which = { verb: 'which', data: { labels, text } };
  return { ...card, asks: { choices: meant, ...(meant.length > 1 && { which }) }, unread: 'unsure' };
}
