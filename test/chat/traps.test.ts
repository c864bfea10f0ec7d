import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { understand } from '../../bot/chat/understand.js';
import { SPOKEN_MATTERS } from '../../bot/matters/kinds/index.js';
import { ROOT } from '../../bot/paths.js';
import { SPOKEN } from '../../bot/requests/verbs/index.js';
import { acts, actsAtOnce } from './acts.js';

/** A Monday. */
const NOW = new Date('2026-11-23T10:00:00+09:00');
const said = (text: string) => understand(text, { now: NOW, areaCode: '096', verbs: SPOKEN, matters: SPOKEN_MATTERS });

/** Orders, each with the way to say it before と言う and before a condition. */
const ORDERS = [
  '12を承認します',
  '12を不交付にします',
  '12を差し戻します',
  '12を取り下げます',
  '12を受領しました',
  '12のリンクを失効してください',
  '12のリンクを再発行してください',
  '12を催促してください',
  '12を試験一郎に共有してください',
  '12の文書登録番号は2026-00345です',
  '代決者を試験四郎にしてください',
  '明日から3日間、代決者を試験四郎にしてください',
  '代決を終了してください',
  'このチャネルを決裁チャネルにする',
  '未達のお知らせを再送してください',
  '復元しました',
  'サーバーの時刻は正しいです',
  '12の録音を保全してください',
  '下書きを破棄してください',
  'この内容で申請します',
];

const FRAMES: Record<string, (order: string) => string> = {
  'quoted and told of somebody': (order) => `部長が「${order}」と言っていました`,
  'told of somebody': (order) => `${order}と部長から言われました`,
  'what a paper says': (order) => `書類に「${order}」と書いてあります`,
  'left to a condition': (order) => `もし問題がなければ、${order}`,
  'left to a condition that comes later': (order) => `確認が取れたら${order}`,
  'taken back': (order) => `${order}、やっぱりやめます`,
  'taken back in a sentence of its own': (order) => `${order}。いや、待ってください`,
  'what somebody is thinking about': (order) => `「${order}」かどうか迷っています`,
  'what was meant to be said': (order) => `「${order}」と言うつもりでした`,
  planned: (order) => `${order}という予定です`,
  'thought about': (order) => `${order}、ということも検討しています`,
  'what should not be': (order) => `「${order}」とはしないでください`,
};

describe.each(Object.entries(FRAMES))('an order that is %s', (_, framed) => {
  it.each(ORDERS)('changes nothing: 「%s」', (order) => {
    expect(acts(said(order))).toBe(true);
    expect([framed(order), acts(said(framed(order)))]).toEqual([framed(order), false]);
  });
});

describe('what only sounds like an order', () => {
  it.each([
    'メールで録音の苦情が届きました',
    'この前開いた事案をもう一度見たいので一覧をください',
    'テープを保全してほしい',
    '訴訟に備えて保全をお願いしたい',
    '文書登録の手順',
    '市民の苦情が市長あてに届きました',
    '苦情の手紙が届きました',
    '新しい申請が届きました',
    '警察から照会文書を受け取りました',
    '明日届きます',
    'R8-12をあとで受領します',
    '代決を終了すると表示された',
    '代決を終了する方法',
    '代決を終了したのは私です',
    '代決期間終了のお知らせが届きました',
    '明日代決を終了してください',
    '昨日、試験四郎が代決しました',
    '「代決を終了してください」',
    '『明日から3日間、代決者を試験四郎にしてください』',
    '代決を終了してください。取り消します',
    '総務課のチャネルを決裁チャネルにします',
    '決裁チャネルにする方法',
    'R8-12の文書登録番号の市民発第77号を消して',
    'R8-12の文書登録番号は市民発第77号で、R8-13は市民発第78号です',
    'R8-12を承認します。と入力すればいいの',
    'R8-12を承認します。違った',
    'R8-12を承認します。キャンセルで',
    'R8-12を承認します。ミスです',
    'R8-12を承認します。来週の月曜に',
    'R8-12を承認します。ごめんなさい、R8-13でした',
    '早く決裁が終わった',
    '承認をお願いする方法',
    '至急の対応を求める電話がありました',
    '苦情の電話を課長に回します',
    '来週課長に回します',
    '文書番号で検索',
  ])('changes nothing: 「%s」', (sentence) => {
    expect([sentence, acts(said(sentence))]).toEqual([sentence, false]);
  });
});

describe('an honest order', () => {
  it.each([
    '12月1日から5日まで出張の予定なので、試験四郎を代決者にしてください',
    '予定より早く戻ったので代決を終了してください',
    '試験四郎と相談しました。明日から3日間、代決者を試験四郎にしてください',
    '来週の月曜から金曜まで代決者を試験四郎にしてください',
    'R8-12の文書登録番号は企画検討発第5号です',
    'R8-123のご承認をお願いします',
    '通話記録をもう一度送ってください',
    '録音の回答書を受け取りました',
    'R8-12を承認します。早めの準備をお願いします',
  ])('is obeyed: 「%s」', (sentence) => {
    expect([sentence, acts(said(sentence))]).toEqual([sentence, true]);
  });

  it('is for the request that was named', () => {
    expect(said('R8-123のご承認をお願いします')).toMatchObject({ of: { serial: 123 } });
    expect(said('R8-12の文書登録番号は1234になりました')).toMatchObject({ number: '1234' });
  });
});

/** Denials, conditions, quotations and the like, by somebody who saw neither the examples nor the code. */
const APART = readFileSync(join(ROOT, 'test', 'chat', 'apart', 'traps.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('\t') as [kind: string, sentence: string]);

describe('a trap by somebody who knew nothing of the bot', () => {
  it('changes nothing, whatever it is', () => {
    expect(APART.length).toBeGreaterThan(100);
    const acting = APART.filter(([, sentence]) => actsAtOnce(said(sentence)));
    expect(acting.map(([kind, sentence]) => [kind, said(sentence).kind])).toEqual([]);
  });
});

describe('an order with a pause behind it, however long,', () => {
  it.each([
    'R8-12を受領しました………ではなくR8-13',
    'R8-12を受領しました。ではなくR8-13',
    'R8-12を受領しました、、、、、、、、、、いや違う',
    'R8-12を受領しました　　　　　　　　　　　ではなくR8-13',
    'R8-12を受領しました！！！！！！！！！！！違う',
    'R8-12を取り下げて………なし',
    'R8-12を失効してください………いや違う',
    '明日から3日間、試験四郎さんを代決者に………取り消し',
    '代決者を試験四郎にします………なし',
  ])('is turned round all the same: %s', (sentence) => {
    expect(acts(said(sentence))).toBe(false);
  });
});
