import type { Label } from './labels.js';

/** Nobody has to be told how these are said. */
type Talk = 'denied' | 'greeting' | 'nothing' | 'off_topic' | 'thanks';

/** What people ask the bot for: the labels that are worth a button, and a line that teaches how to say it. */
export type Asked = Exclude<Label, Talk>;

/**
 * How each thing is best said: of the examples one that is short, polite enough for anybody, and understood for sure. A test holds each to
 * the examples and to what the bot makes of it.
 */
export const SAYINGS: Readonly<Record<Asked, string>> = {
  apply: '録音の写しをください',
  audit: '監査記録を確認したい',
  case_list: '事案一覧を表示して',
  case_new: '事案を作りたい',
  complaint_list: '苦情の記録を見たい',
  complaint_new: '苦情を受け付けました',
  count: '今月何件',
  deputy_list: '今日の代決者は誰ですか',
  download: '録音をまた聞きたい',
  edit: '申請内容を変更したいです',
  evidence: '証跡を出したい',
  examine_next: '古い申請から審査したい',
  facts: '通話の長さは3分ほどです',
  help: '使い方見せて',
  ledger: '台帳を出してください',
  link_broken: 'リンクが無効になっています',
  list_given: '外部に提供した分だけ出して',
  list_mine: '申請を一覧で見たい',
  list_open: '未処理の案件を確認したい',
  lock_check: '鍵の点検を記録',
  notice_edit: '公表文を作りたい',
  operations: '運用状況',
  playback_list: '再生許可の一覧が見たいです',
  playback_new: '再生の許可が必要です',
  preservation_list: '保全の一覧を見たい',
  preservation_new: '保全を依頼したい',
  progress: '申請の結果は出ましたか',
  resume: '申請書の作成を再開したい',
  rule_alteration: '原本の編集はできますか',
  rule_complaint: '苦情の窓口を教えてください',
  rule_decision: '申請は誰が審査するんですか',
  rule_deletion: '録音の削除はできますか',
  rule_grounds: '利用目的を教えて',
  rule_notice: '公表の内容を教えてください',
  rule_playback: '再生できるのは誰ですか',
  rule_purpose: '録音の目的を教えて',
  rule_refusal: '不交付の条件を教えてください',
  rule_retention: '録音の保管はいつまでですか',
  rule_security: '安全管理措置を知りたいです',
  rule_text: '規則を読ませてほしい',
  search: '電話番号で検索したい',
  search_recordings: '申請の録音を探す',
  settings_show: '設定内容を見せてください',
  show_form: '申請書を見せて',
  status: 'R8-13の件どうなってますか',
  unsent: '未達一覧を見せて',
};
