import { describe, expect, it } from '@jest/globals';
import type { CallFacts } from '../../bot/chat/intent.js';
import { understand } from '../../bot/chat/understand.js';
import { SPOKEN_MATTERS } from '../../bot/matters/kinds/index.js';
import { SPOKEN } from '../../bot/requests/verbs/index.js';

const MONDAY = new Date('2026-11-23T10:00:00+09:00');

function factsOf(text: string, now = MONDAY): CallFacts {
  const intent = understand(text, { now, areaCode: '096', verbs: SPOKEN, matters: SPOKEN_MATTERS });
  return intent.kind === 'facts' || intent.kind === 'apply' ? intent.facts : {};
}

describe('the day of a call', () => {
  it.each([
    ['昨日', '2026-11-22'],
    ['きのうの電話', '2026-11-22'],
    ['一昨日', '2026-11-21'],
    ['おとといの電話', '2026-11-21'],
    ['今日の電話', '2026-11-23'],
    ['本日', '2026-11-23'],
    ['3日前', '2026-11-20'],
    ['一週間前の電話', '2026-11-16'],
    ['先週の金曜', '2026-11-20'],
    ['先週月曜日の電話', '2026-11-16'],
    ['先々週の水曜', '2026-11-11'],
    ['月曜の電話', '2026-11-16'],
    ['金曜', '2026-11-20'],
    ['11/22', '2026-11-22'],
    ['１１／２２', '2026-11-22'],
    ['11月22日', '2026-11-22'],
    ['十一月二十二日', '2026-11-22'],
    ['11/24の電話', '2025-11-24'],
    ['2月29日', '2024-02-29'],
    ['22日', '2026-11-22'],
    ['23日', '2026-11-23'],
    ['24日', '2026-10-24'],
    ['31日の電話', '2026-10-31'],
    ['先月の15日', '2026-10-15'],
    ['昨年12月1日の電話', '2025-12-01'],
    ['令和8年11月22日', '2026-11-22'],
    ['令和８年（2026年）11月22日', '2026-11-22'],
    ['令和元年12月3日', '2019-12-03'],
    ['R8.11.22', '2026-11-22'],
    ['㋿8年11月22日', '2026-11-22'],
    ['2026-11-22', '2026-11-22'],
    ['２０２６年１１月２２日', '2026-11-22'],
    ['20261122の電話', '2026-11-22'],
  ])('「%s」 is %s', (text, date) => {
    expect(factsOf(text)).toEqual({ callDate: date });
  });

  it.each(['11月31日の電話', '13/45の電話', '2026-02-30の電話', '明日の電話', '12月の電話', '3日間の電話'])(
    '「%s」 is no day of a call',
    (text) => {
      expect(factsOf(text)).toEqual({});
    },
  );

  it('is counted in Tokyo, where 15:30 UTC is already the next day', () => {
    expect(factsOf('昨日の電話', new Date('2026-03-31T15:30:00Z'))).toEqual({ callDate: '2026-03-31' });
  });
});

describe('the time of a call', () => {
  it.each([
    ['14時ごろ', '14:00'],
    ['14時半頃', '14:30'],
    ['14:05', '14:05'],
    ['１４：０５', '14:05'],
    ['午後2時半', '14:30'],
    ['午後二時半ごろ', '14:30'],
    ['午前９時１０分', '09:10'],
    ['14時5分', '14:05'],
    ['14 時 5 分ごろ', '14:05'],
    ['14時5分前', '13:55'],
    ['正午ごろ', '12:00'],
    ['朝9時', '09:00'],
    ['夕方5時の電話', '17:00'],
    ['3時ごろ', '15:00'],
    ['3時05分', '03:05'],
    ['pm 2:30', '14:30'],
    ['2:30pm', '14:30'],
    ['14時から15時の間', '14:00'],
  ])('「%s」 is %s', (text, time) => {
    expect(factsOf(text)).toEqual({ callTime: time });
  });

  it.each(['夕方', '25時の電話', '14:75の電話', '夕方の電話'])('「%s」 is no time', (text) => {
    expect(factsOf(text)).toEqual({});
  });
});

describe('the length of a call', () => {
  it.each([
    ['約3分', 3],
    ['10分くらい通話', 10],
    ['５分ほど', 5],
    ['十分くらいの通話', 10],
    ['30秒', 1],
    ['90秒の電話', 2],
    ['2分30秒', 3],
    ['1分半の電話', 2],
    ['1時間半', 90],
    ['1時間5分の通話', 65],
    ['通話時間:3分', 3],
  ])('「%s」 is %i minutes', (text, minutes) => {
    expect(factsOf(text)).toEqual({ durationMinutes: minutes });
  });

  it('is told from the time of the call', () => {
    expect(factsOf('14時から5分くらいの電話')).toEqual({ callTime: '14:00', durationMinutes: 5 });
    expect(factsOf('14時 5分くらいの電話')).toEqual({ callTime: '14:00', durationMinutes: 5 });
    expect(factsOf('14時5分の電話')).toEqual({ callTime: '14:05' });
  });

  it.each(['5分前の電話', '0分の通話', '十分な電話'])('「%s」 is no length', (text) => {
    expect(factsOf(text)).toEqual({});
  });
});

describe('the numbers of a call', () => {
  it.each([
    ['0963282111', { otherNumber: '（096）328-2111' }],
    ['（０９６）３２８－２１１１', { otherNumber: '（096）328-2111' }],
    ['番号は328−2111', { otherNumber: '（096）328-2111' }],
    ['＋８１－９０－１２３４－５６７８から電話', { otherNumber: '（090）1234-5678' }],
    ['090 1234 5678', { otherNumber: '（090）1234-5678' }],
    ['0120-123-456から電話', { otherNumber: '（0120）123-456' }],
    ['相手は非通知', { otherNumber: '非通知' }],
    ['番号非通知設定の電話', { otherNumber: '非通知' }],
    ['公衆電話から', { otherNumber: '非通知' }],
    ['内線12345', { cityNumber: '12345' }],
    ['市側電話番号：１２３４５', { cityNumber: '12345' }],
    ['12345で受けた', { cityNumber: '12345' }],
    ['12345にかかってきた電話', { cityNumber: '12345' }],
    ['相手は内線54321', { otherNumber: '54321' }],
    [
      '11/22 14:05 090-1234-5678 内線12345',
      { callDate: '2026-11-22', callTime: '14:05', otherNumber: '（090）1234-5678', cityNumber: '12345' },
    ],
  ])('「%s」', (text, facts) => {
    expect(factsOf(text)).toEqual(facts);
  });

  it.each(['12345円の電話代', '非通知ではない電話', '番号は999-99です'])('「%s」 names none', (text) => {
    expect(factsOf(text)).toEqual({});
  });
});

describe('what was dictated', () => {
  it.each([
    ['ぜろきゅうぜろのいちにさんよんのごろくななはちからです', { otherNumber: '（090）1234-5678' }],
    ['ゼロキュウロクサンニハチニイチイチイチ', { otherNumber: '（096）328-2111' }],
    ['〇九〇の一二三四の五六七八', { otherNumber: '（090）1234-5678' }],
    ['相手は090の1234の5678', { otherNumber: '（090）1234-5678' }],
    ['内線いちにさんよんご', { cityNumber: '12345' }],
    ['ごごにじはんごろ', { callTime: '14:30' }],
    ['じゅうよじはんごろ、約ごふんくらい', { callTime: '14:30', durationMinutes: 5 }],
    ['十四時半', { callTime: '14:30' }],
    ['さんじゅっぷんくらい', { durationMinutes: 30 }],
    ['11月の9日', { callDate: '2026-11-09' }],
  ])('「%s」', (text, facts) => {
    expect(factsOf(text)).toEqual(facts);
  });

  it.each(['いちにち', 'にさんにち', 'ごじゆうに', 'はちみつ'])('「%s」 is no number', (text) => {
    expect(factsOf(text)).toEqual({});
  });
});

describe('a speaker who corrects themselves', () => {
  it.each([
    ['14時半って言いましたが14時15分に直してください', { callTime: '14:15' }],
    ['13時半、いやいや16時半です', { callTime: '16:30' }],
    ['昨日じゃなくて一昨日です', { callDate: '2026-11-21' }],
    ['5分くらい、いや10分くらいです', { durationMinutes: 10 }],
  ])('「%s」 means the last', (text, facts) => {
    expect(factsOf(text)).toEqual(facts);
  });

  it.each([
    ['相手は096-328-2111に', { otherNumber: '（096）328-2111' }],
    ['昨日いやがらせの電話があり、今日申請します', { callDate: '2026-11-22' }],
    ['昨日、失礼な電話があり、今日録音がほしい', { callDate: '2026-11-22' }],
    ['昨日かかってきた電話を今日申請したい', { callDate: '2026-11-22' }],
    ['電話は14時から15時でした', { callTime: '14:00' }],
    ['深夜2時の電話', { callTime: '02:00' }],
  ])('does not by words that only look like it: 「%s」', (text, facts) => {
    expect(factsOf(text)).toEqual(facts);
  });

  it('means the last number, too', () => {
    expect(factsOf('相手は090-1234-5678ではなく090-1234-5679')).toEqual({ otherNumber: '（090）1234-5679' });
  });

  it('and does not know which means none', () => {
    expect(factsOf('2時か3時、相手は090-1234-5678')).toEqual({ otherNumber: '（090）1234-5678' });
  });
});

describe('the purpose of use', () => {
  it('is left to the person when the words point to two of the four', () => {
    expect(factsOf('クレーム電話の対応内容の確認のため録音がほしい')).toEqual({});
  });

  it('keeps the words in the brackets of 4 その他 as they were typed', () => {
    expect(factsOf('利用目的は４ その他（新任職員のＯＪＴ）')).toEqual({
      purpose: 4,
      purposeOther: '新任職員のＯＪＴ',
    });
  });

  it('is not a request number', () => {
    expect(factsOf('利用目的は2番でお願いします')).toEqual({ purpose: 2 });
  });
});
