import type { Intent } from '../../bot/chat/intent.js';
import { LABELS, type Label } from '../../bot/chat/learned/labels.js';
import { openWeights } from '../../bot/chat/learned/model.js';
import { MEANINGS } from '../../bot/teams/cards/unsure.js';
import { reading } from './sentences.js';
import { examplesOf } from './train.js';
import { understood } from './understood.js';

/** Who mostly says what; nobody is kept from saying anything. */
const READERS: readonly { who: string; labels: readonly (keyof typeof MEANINGS)[] }[] = [
  {
    who: '申請するとき・申請したあと',
    labels: [
      ...(['apply', 'facts', 'resume', 'edit', 'progress', 'status', 'list_mine', 'search', 'count'] as const),
      ...(['show_form', 'download', 'link_broken', 'preservation_new', 'case_new', 'case_list'] as const),
    ],
  },
  {
    who: '審査するとき・管理するとき',
    labels: [
      ...(['list_open', 'examine_next', 'search_recordings', 'deputy_list', 'list_given', 'ledger'] as const),
      ...(['preservation_list', 'playback_list', 'notice_edit', 'settings_show', 'lock_check'] as const),
    ],
  },
  { who: '運用するとき・監査するとき', labels: ['operations', 'unsent', 'audit', 'evidence'] },
  {
    who: 'どなたでも',
    labels: [
      ...(['help', 'complaint_new', 'complaint_list', 'playback_new', 'rule_text', 'rule_purpose'] as const),
      ...(['rule_notice', 'rule_retention', 'rule_deletion', 'rule_alteration', 'rule_playback'] as const),
      ...(['rule_grounds', 'rule_decision', 'rule_refusal', 'rule_security', 'rule_complaint'] as const),
    ],
  },
];

/** What is done when it is said; each is understood as an intent of that kind and of no other. */
export const ACTS: readonly { kind: Intent['kind']; does: string; said: readonly string[] }[] = [
  { kind: 'wizard', does: '入力した申請書を提出する・破棄する', said: ['この内容で申請します', '下書きを破棄'] },
  { kind: 'hand', does: '作成した申請書を課長に回す', said: ['課長に確認を依頼'] },
  { kind: 'withdraw', does: '申請を取り下げる', said: ['R8-12を取り下げたい'] },
  { kind: 'nudge', does: '審査を催促する', said: ['R8-12を催促して'] },
  { kind: 'receive', does: '受領を記録する', said: ['R8-12を受領しました'] },
  { kind: 'register', does: '文書登録番号を入れる', said: ['R8-12の文書登録番号は市民発第77号です'] },
  { kind: 'reissue', does: 'リンクを再発行する', said: ['R8-12のリンクを再発行して'] },
  { kind: 'share', does: '課内の職員に渡す', said: ['R8-12の録音を課内の試験一郎に渡して'] },
  { kind: 'approve', does: '承認する', said: ['R8-12を承認'] },
  { kind: 'refuse', does: '不交付にする', said: ['R8-12を不交付。録音が保存されていないため'] },
  { kind: 'return', does: '差し戻す', said: ['R8-12を差し戻します。日付を確認してください'] },
  { kind: 'reopen', does: '承認を取り消し、審査に戻す', said: ['R8-12の承認を取り消す'] },
  { kind: 'revoke', does: 'リンクを失効させる', said: ['R8-12のリンクを失効'] },
  { kind: 'deputy', does: '代決者を決める・終える', said: ['明日から3日間、代決者を試験四郎に', '代決を終了'] },
  { kind: 'resend', does: '未達のお知らせを再送する', said: ['未達のお知らせを再送して'] },
];

/** So many ways of saying each thing. */
const WAYS = 3;
const [SHORTEST, LONGEST] = [5, 22];
/** As one writes who takes the time. */
const TIDY = /^[ぁ-んァ-ヶー一-龠々、A-Z\d年月日時分-]+$/;
/** Two that begin alike show one way of saying it. */
const ALIKE = 3;

const guess = openWeights().guess;

/** Those of the examples that are understood most surely, no two of which begin alike. */
function waysOf(label: Label, sentences: readonly string[]): string[] {
  const sure = sentences
    .filter((sentence) => sentence.length >= SHORTEST && sentence.length <= LONGEST && TIDY.test(sentence))
    .map((sentence) => {
      const of = guess(reading(sentence)).find((one) => one.label === label);
      return { sentence, probability: of?.probability ?? 0 };
    })
    .sort((a, b) => b.probability - a.probability);
  const ways: string[] = [];
  for (const { sentence } of sure) {
    if (ways.length === WAYS) break;
    if (ways.some((way) => way.slice(0, ALIKE) === sentence.slice(0, ALIKE))) continue;
    if (understood(sentence, label) === label) ways.push(sentence);
  }
  return ways;
}

const quoted = (sentences: readonly string[]) =>
  sentences.map((sentence) => `「${sentence.replaceAll('|', '｜')}」`).join(' ');

/** docs/what-you-can-say.md: what the bot understands, in sentences of its own examples. */
export function sayingsPage(): string {
  const examples = new Map<Label, string[]>(LABELS.map((label) => [label, []]));
  for (const { label, sentence } of examplesOf()) examples.get(label)?.push(sentence);
  const tables = READERS.map(({ who, labels }) => {
    const rows = labels.map((label) => `| ${MEANINGS[label]} | ${quoted(waysOf(label, examples.get(label) ?? []))} |`);
    return `## ${who}\n\n| できること | 言い方の例 |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  const acts = ACTS.map(({ does, said }) => `| ${does} | ${quoted(said)} |`);
  return [
    '# ボットに言えること',
    '`npm run understand -- --page` が例文（`bot/chat/examples/`）から作ります。このファイルは直接編集しないでください。',
    '次のとおりでなくても通じます。丁寧な言い方でも、短い言い方でも、音声入力でも構いません。はっきりしないときは、近いものをボタンでお尋ねします。',
    ...tables,
    '## 言葉でできる操作\n',
    '操作は、はっきりと頼まれたときだけ行います。「しないで」「もし…なら」や、ほかの方の言葉としてお書きになったときは行いません。取り消せない操作は、先に確認のカードを表示します。\n',
    `| 操作 | 言い方の例 |\n| --- | --- |\n${acts.join('\n')}\n`,
  ]
    .map((part) => part.trimEnd())
    .join('\n\n')
    .concat('\n');
}
