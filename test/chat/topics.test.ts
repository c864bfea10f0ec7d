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
const rule = (topic: Extract<Intent, { kind: 'rule' }>['topic'], ...sentences: string[]) =>
  all({ kind: 'rule', topic }, ...sentences);

const TABLE: Record<string, readonly Said[]> = {
  'a question that the 要綱 answers': [
    ...rule(
      'retention',
      '何日保存？',
      '録音データは何日保存されますか',
      '録音はいつまで残っていますか',
      '保存期間は？',
    ),
    ...rule(
      'decision',
      '誰が決めるの？',
      'だれが審査しますか',
      '承認は誰がしますか',
      '決裁者は誰ですか',
      'どこで決裁されますか',
    ),
    ...rule('refusal', 'どんなとき不交付になりますか', 'どういう場合に断られますか', '不交付になる条件を教えて'),
    ...rule('grounds', 'どんなときに録音をもらえますか', '複製の要件は？'),
    ...rule('text', '要綱を見せて', '規程を読みたい', 'ルールはどこ？', '要綱'),
    ...rule('article-5', '第5条とは？', '第５条を見せて'),
    ...rule('purpose', '何のために録音していますか', 'なぜ録音するのですか'),
    ...rule('playback', '録音は再生できますか', '再生はできますか'),
    ...rule('deletion', '録音データを全部消して', '録音を削除してください', '通話データを破棄して'),
    ...rule('complaint', '苦情はどこへ言えばいいですか', '市民から『録音するな』と強く言われました'),
  ],
  'many requests at once': [
    ['昨日の決裁件数', { kind: 'list', scope: 'mine', from: '2026-11-22', to: '2026-11-22', decided: true }],
    ['今月の申請は何件？', { kind: 'list', scope: 'mine', from: '2026-11-01', to: '2026-11-30' }],
    [
      '先月の保険年金課の申請を探して',
      { kind: 'list', scope: 'mine', from: '2026-10-01', to: '2026-10-31', search: '保険年金課' },
    ],
    ['試験花子さんの申請を検索', { kind: 'list', scope: 'mine', search: '試験花子' }],
    ['残ってる分を出して', { kind: 'list', scope: 'open' }],
  ],
  'requests that are there already': [
    ...all({ kind: 'progress' }, '私が出したやつ、まだですか', '回答書が届かないのですが', '返事がまだ来ません'),
    ...all({ kind: 'showForm' }, '申請書のPDFを見たい', '様式1号を見せて', '申請書の控えがほしい'),
    ['R8-12の申請書を見たい', { kind: 'showForm', of: { fiscalYear: 2026, serial: 12 } }],
    ...all({ kind: 'download' }, 'もう一度ダウンロードしたい', '録音をもう一度聞きたい'),
    ['3番はやっぱりいらないです', { kind: 'withdraw', of: { serial: 3 } }],
  ],
  'an application, by its form or by the wish for a recording': [
    [
      '個人情報の開示請求があったため、昨日の録音がほしい',
      { kind: 'apply', facts: { callDate: '2026-11-22', purpose: 4, purposeOther: '個人情報の開示請求への対応' } },
    ],
    ...all({ kind: 'apply', facts: {} }, '様式１号を出します', '申請書を作りたい', '苦情の電話の録音がほしい').map(
      ([sentence]) =>
        [sentence, { kind: 'apply', facts: sentence.includes('苦情') ? { purpose: 1 as const } : {} }] as const,
    ),
  ],
};

describe.each(Object.entries(TABLE))('%s', (_, rows) => {
  it.each(rows)('「%s」', (sentence, intent) => {
    expect(said(sentence)).toEqual(intent);
  });
});

describe('what begins no application', () => {
  it.each([
    '録音装置の調子が悪い',
    '録音のことで市民から電話がありました',
    'この申請はどう処理されますか',
    '申請の件数を教えて',
    '録音がどこに保存されているか知りたい',
    '保険年金課の申請は全部終わりましたか',
    '取り出したデータの保存期間は',
    '録音を取り出したのは誰ですか',
    '先月取り出した件数',
    '取り出した録音はどこに保存すればいいですか',
    '申請書の提出先はどこですか',
  ])('「%s」', (sentence) => {
    expect(said(sentence).kind).not.toBe('apply');
  });
});

describe('a period of 代決', () => {
  it.each([
    ['明日から3日間、代決者を試験四郎に', '2026-11-24', '2026-11-26'],
    ['12月1日から1週間、代決者を試験四郎さんに', '2026-12-01', '2026-12-07'],
    ['明日から５日間代決者を試験四郎にして', '2026-11-24', '2026-11-28'],
  ])('「%s」', (sentence, from, to) => {
    expect(said(sentence)).toEqual({ kind: 'deputy', move: 'set', name: '試験四郎', from, to });
  });
});

describe('an entry of the form', () => {
  it.each([
    ['目的は苦情対応です', { purpose: 1 }],
    ['苦情対応です', { purpose: 1 }],
    ['目的は情報漏えいの調査です', { purpose: 4, purposeOther: '情報漏えいの調査' }],
  ])('「%s」 is one, whatever it is about', (sentence, facts) => {
    expect(said(sentence)).toEqual({ kind: 'facts', facts });
  });
});
