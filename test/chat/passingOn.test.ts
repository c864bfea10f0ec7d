import { describe, expect, it } from '@jest/globals';
import type { Intent } from '../../bot/chat/intent.js';
import { understand } from '../../bot/chat/understand.js';
import { SPOKEN_MATTERS } from '../../bot/matters/kinds/index.js';
import { SPOKEN } from '../../bot/requests/verbs/index.js';

/** A Monday. */
const NOW = new Date('2026-11-23T10:00:00+09:00');
const said = (text: string) => understand(text, { now: NOW, areaCode: '096', verbs: SPOKEN, matters: SPOKEN_MATTERS });

type Said = readonly [sentence: string, intent: Intent];
const all = (intent: Intent, ...sentences: string[]): Said[] => sentences.map((sentence) => [sentence, intent]);

const ASK_BACK: Intent = { kind: 'ask_back' };
const HELP: Intent = { kind: 'help' };
const TWELVE = { serial: 12 };
const R8_12 = { fiscalYear: 2026, serial: 12 };

const TABLE: Record<string, readonly Said[]> = {
  'messages that could not be sent are sent again': [
    ...all(
      { kind: 'resend' },
      '再送',
      '再送して',
      '再送してください。',
      'お疲れ様です。再送をお願いします',
      '未達を再送',
      '未達分を再送してください',
      '未達のお知らせをもう一度送って',
      '届いていないお知らせをもう一度送って',
      '届いていない通知を再送してほしいです',
      '届かなかったお知らせを送り直して',
    ),
    ...all({ kind: 'unsent' }, '未達一覧', '未達はありますか'),
    ...all({ kind: 'reissue' }, 'リンクを再送', 'もう一度送って', 'リンクを再送してください'),
    ['12を再送', { kind: 'reissue', of: TWELVE }],
    ['データが届いていないので再送して', { kind: 'reissue', words: 'データが届いていないので' }],
    ...all(ASK_BACK, '再送しないで', '未達を再送しないでください'),
    ['未達は再送できますか', HELP],
  ],
  'the chief shares a copy within the section': [
    ...all(
      { kind: 'share', of: TWELVE, name: '試験一郎' },
      '申請12を課内の試験一郎に渡して',
      '申請１２を同じ課の試験一郎様に渡してください',
      '12を課員の試験一郎に引き渡します',
      '試験一郎さんに申請12の録音を渡したい',
      '申請12を試験一郎と共有したい',
      '申請12を試験一郎に渡してもらえますか？',
      '申請12を課内の試験一郎に渡して。対応を引き継ぐためです',
    ),
    ['R8-12の録音を試験 一郎さんにも渡したい', { kind: 'share', of: R8_12, name: '試験 一郎' }],
    ['申請12を試験ながこに渡して', { kind: 'share', of: TWELVE, name: '試験ながこ' }],
    ['Ｒ８－１２の録音を髙橋　はるかさんにも渡したいのですが', { kind: 'share', of: R8_12, name: '髙橋　はるか' }],
    ...all({ kind: 'share' }, '課内の職員に渡す', '課内の職員に録音を渡したい', '課内で共有したい'),
    ['12の録音を課内の別の職員にも渡してください', { kind: 'share', of: TWELVE }],
    ...all(
      { kind: 'status', of: TWELVE },
      '申請12を試験一郎に渡さないで',
      '申請12を試験一郎に渡せますか',
      '申請12を試験一郎に渡しました',
      '課長が申請12を試験一郎に渡してと言っていた',
      '12を承認して試験一郎に渡して',
      '申請12を市民に渡して',
    ),
    ['課内の職員に渡さないで', ASK_BACK],
    ['課内の職員に渡せますか', HELP],
  ],
  'a recording that is yet to be had is applied for, whoever is to be given it': [
    ['録音を警察に渡したい', { kind: 'apply', facts: { purpose: 3 } }],
    ['録音を課長に渡したい', { kind: 'apply', facts: {} }],
    ['録音を私に渡してください', { kind: 'apply', facts: {} }],
    ['昨日の電話の録音を試験一郎に渡したい', { kind: 'apply', facts: { callDate: '2026-11-22' } }],
    ['課長に提出する録音が必要です', { kind: 'apply', facts: {} }],
  ],
  'the chief gives a prepared form back': [
    ...all(
      { kind: 'handBack' },
      '担当者へ戻す',
      '担当者に戻してください。',
      '担当者にもどして',
      '担当者の試験三郎さんに戻したい',
      '作成者に返す',
    ),
    ['申請１２を担当者に戻します', { kind: 'handBack', of: TWELVE }],
    ['担当者に戻して。時間を確認してください', { kind: 'handBack', words: '時間を確認してください' }],
    ['担当者に差し戻します。日付が合っていません', { kind: 'handBack', words: '日付が合っていません' }],
    ['時間が空欄なので担当者に戻します', { kind: 'handBack', words: '時間が空欄なので' }],
    ...all(ASK_BACK, '担当者に戻さないで', '担当者に戻しました'),
    ['担当者に戻せますか', HELP],
    ['戻して', { kind: 'wizard', move: 'back' }],
    ['12を差し戻して', { kind: 'return', of: TWELVE }],
  ],
  'staff hand the form to their chief': [
    ...all(
      { kind: 'hand' },
      '課長へ確認を依頼',
      '課長に確認をお願いして',
      '課長に回して',
      '課長にまわしてください',
      'この内容で課長に確認を依頼します',
      '課長の確認をお願いします',
      '課長に確認してもらいたいです',
      '課長に確認を頼みたい',
      '確認を課長にお願いして',
      '申請書を課長に渡して',
      '室長に回したい',
      '課長に提出します',
    ),
    ['課長に回さないで', ASK_BACK],
    ['課長に確認します', { kind: 'unknown' }],
  ],
  'a form is mended': [
    ...all(
      { kind: 'edit' },
      '内容を直す',
      '内容を直したいです',
      '修正したい',
      '修正',
      '編集する',
      '申請書を修正してください',
      '差し戻された申請を直す',
      '差戻しになった申請を修正します',
      '下書きを編集',
      '日付を直したい',
      '電話番号を訂正したいのですが',
      '入力した内容を変更したい',
    ),
    ['時間を14時に修正', { kind: 'facts', facts: { callTime: '14:00' } }],
    ['日付は１１月２２日に訂正します', { kind: 'facts', facts: { callDate: '2026-11-22' } }],
    ['12を修正したい', { kind: 'status', of: TWELVE }],
    ['録音を編集したい', { kind: 'rule', topic: 'alteration' }],
    ['修正しない', { kind: 'ask_back' }],
    ...all(HELP, '内容は修正できますか', '修正したいのですが、どうすればよいですか'),
  ],
  'what was attached is taken off, and nothing else': [
    ...all(
      { kind: 'detach', of: TWELVE },
      '申請12の添付を取り消して',
      '申請１２の添付を取消してください',
      '12に添付した録音を外して',
      '申請12に添付した録音をはずしたい',
    ),
    ...all(
      { kind: 'detach' },
      '添付した録音を取り消す',
      '添付を外す',
      '添付ファイルを削除してください',
      '添付を間違えたので取り消したい',
      '間違えて添付した録音を取り消します',
    ),
    ...all({ kind: 'withdraw', of: TWELVE }, '申請12を取り消して', '12を取り消したい', '申請12を取り下げたい'),
    ...all(ASK_BACK, '取り消したい', '取消し', '添付を取り消さないで', '添付を取り消しました'),
    ['添付は取り消せますか', HELP],
  ],
  'an approval is taken back, and nothing else': [
    ...all(
      { kind: 'reopen', of: TWELVE },
      '申請12の承認を取り消す',
      '申請１２の承認を取消します',
      '12の承認を取り消して審査に戻してください',
      '12の承認とりけし',
      '申請12を審査に戻して',
      '12の承認を取り消したい。録音が残っていなかったため',
      '録音が見つからなかったため、12の承認を取り消します',
    ),
    ...all({ kind: 'reopen' }, '承認を取り消して審査に戻す', '承認を取り消し、審査に戻します'),
    ['承認', { kind: 'approve' }],
    ['12を承認', { kind: 'approve', of: TWELVE }],
    ...all(ASK_BACK, '承認を取り消したい', '承認を取り下げて', '不承認を取り消して'),
    ...all(
      { kind: 'status', of: TWELVE },
      '12の承認を取り消さないで',
      '12の承認は取り消せますか',
      '12の承認は取り消されましたか',
      '部長が12の承認を取り消すと言っていた',
      '問題があれば12の承認を取り消して',
    ),
  ],
};

describe.each(Object.entries(TABLE))('%s', (_, rows) => {
  it.each(rows)('「%s」', (sentence, intent) => {
    expect(said(sentence)).toEqual(intent);
  });
});
