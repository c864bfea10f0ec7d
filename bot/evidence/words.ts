import { exactLength } from '../japanese/lengths.js';
import { MATTERS_KEPT } from '../matters/kinds/index.js';
import { actionsOf, VERBS } from '../requests/verbs/index.js';
import { FORM_LABELS } from '../rule/fileNames.js';
import { member } from './rowData.js';
import type { Evidence, LogRow } from './schema.js';

const STEPS = VERBS.flatMap((verb) => actionsOf(verb).map((action) => [action, verb.done] as const));

const MATTER_STEPS = MATTERS_KEPT.flatMap(({ kind, begins, verbs }) =>
  [begins, ...verbs].map(({ name, done }) => [`${kind}.${name}`, done] as const),
);

/** What an action of the log is called on the sheet. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ...STEPS,
  ...MATTER_STEPS,
  ['preservation.delete', '保全した録音の削除'],
  ['turn.refused', '権限のない操作の拒否'],
  ['request.letter', `申請書（${FORM_LABELS[1]}）の作成`],
  ['request.view', '申請内容の閲覧'],
  ['request.shown', '申請内容の表示（自動更新）'],
  ['request.succeed', '後任への引継ぎ'],
  ['recording.search', '録音の検索'],
  ['copy.failed', '複製の失敗'],
  ['copy.delete', '複製データの削除'],
  ['request.dispose', '廃棄（保存期間満了）'],
  ['extract.delete', '添付された録音ファイルの削除'],
  ['link.code', '確認コードの送信'],
  ['link.code_throttled', '確認コードの送信を制限'],
  ['link.sign_in_begun', 'サインインの開始'],
  ['link.sign_in_refused', '本人確認の失敗'],
  ['link.opened', '本人確認・ページの表示'],
  ['link.signed_out', 'サインアウト'],
  ['link.letter', '文書の表示'],
  ['link.play', '録音の再生'],
  ['link.played', '録音の再生の範囲'],
  ['link.play_refused', '録音の再生を拒否'],
  ['link.download', '録音のダウンロードを許可'],
  ['link.resumed', '録音のダウンロードの続き'],
  ['link.package', '文書登録一式のダウンロードを許可'],
  ['link.download_refused', '録音・文書の取得を拒否'],
  ['link.upload_refused', '録音の添付を拒否'],
  ['link.throttled', '続けざまの操作を拒否'],
  ['link.left', '所属の変更によるリンクの終了'],
  ['evidence.made', '証跡の作成'],
]);

/** What a row of the log tells, in the words of the office; an action without words is named as it stands in the log. */
export function wordsOf(action: string): string {
  return WORDS.get(action) ?? action;
}

/** True for what was done, or tried, with a link. */
export function isOfLink({ content }: LogRow, linkId: string): boolean {
  return content.action.startsWith('link.') && member(content, 'link') === linkId;
}

/** What a row tells, with the recording it speaks of, or how the person proved who they are. */
export function whatIn({ what, content }: LogRow, copies: Evidence['copies']): string {
  const copy = copies.find(({ id }) => id === member(content, 'copy'));
  if (copy !== undefined) return `${what}（録音${copy.position}件目${heardIn(content)}）`;
  if (content.action !== 'link.opened') return what;
  return `${what}（${member(content, 'method') === 'entra' ? 'サインイン' : '確認コード'}）`;
}

/** From where to where a recording was listened to. */
function heardIn(content: LogRow['content']): string {
  const [from, to] = [member(content, 'from'), member(content, 'to')];
  if (content.action !== 'link.played' || typeof from !== 'number' || typeof to !== 'number') return '';
  return `、${from === 0 ? '初め' : exactLength(from)}から${exactLength(to)}まで`;
}

/** Who did what a row tells: a name, or what stands in its place where nobody was known. */
export function whoIn({ content: { actorName, action, channel } }: LogRow): string {
  if (actorName !== null) return actorName;
  if (channel === 'command') return 'コマンド操作';
  return action.startsWith('link.') && channel === 'web' ? '本人確認前の利用者' : '自動処理';
}
