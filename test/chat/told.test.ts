import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CallFacts } from '../../bot/chat/intent.js';
import { reading } from '../../scripts/understand/sentences.js';
import { runs } from '../helpers/chance.js';

/** What was read of a sentence said on Monday, 23 November 2026; numbers by their digits, however they are written. */
function factsOf(sentence: string): CallFacts {
  const entries = Object.entries(reading(sentence).facts);
  return Object.fromEntries(
    entries.map(([field, value]) => [field, field.endsWith('Number') ? String(value).replace(/\D/g, '') : value]),
  );
}

describe('what people tell of a call, as they tell it', () => {
  it.each<[string, CallFacts]>([
    ['じゅういちがつむいかの電話', { callDate: '2026-11-06' }],
    ['はちがつにじゅうはちにちの電話です', { callDate: '2026-08-28' }],
    ['十一月ようかのごごさんじごふんに', { callDate: '2026-11-08', callTime: '15:05' }],
    ['はつかの電話', { callDate: '2026-11-20' }],
    ['令8.11.13受電分', { callDate: '2026-11-13' }],
    ['11.20 10:05の電話', { callDate: '2026-11-20', callTime: '10:05' }],
    ['先月の末日の電話', { callDate: '2026-10-31' }],
    ['文化の日の翌日の電話', { callDate: '2026-11-04' }],
    ['11/12、あ違う11/13でした', { callDate: '2026-11-13' }],
    ['先月22日、いえ失礼しました、23日の電話', { callDate: '2026-10-23' }],
    ['30日から来月4日まで', {}],
    ['申請期限は12月25日、電話は11月6日の9時15分', { callDate: '2026-11-06', callTime: '09:15' }],
  ])('a day: %s', (sentence, facts) => {
    expect(factsOf(sentence)).toEqual(facts);
  });

  it.each<[string, CallFacts]>([
    ['午後二時十分じゃなくて二時二十分に', { callTime: '14:20' }],
    ['20日の10:45、あ、違う、11:45', { callDate: '2026-11-20', callTime: '11:45' }],
    ['えーときゅうじじゅっぷんにかかってきました', { callTime: '09:10' }],
    ['14時台…正確には14時33分', { callTime: '14:33' }],
    ['10時から10時20分まで話した', { callTime: '10:00', durationMinutes: 20 }],
    ['16:20～16:35の通話', { callTime: '16:20', durationMinutes: 15 }],
    ['夕方の4時45分に出て、終わったのが5時15分です', { callTime: '16:45', durationMinutes: 30 }],
    ['14時から15時の間にかかってきた', { callTime: '14:00' }],
  ])('a time: %s', (sentence, facts) => {
    expect(factsOf(sentence)).toEqual(facts);
  });

  it.each<[string, number]>([
    ['よんじゅっぷんくらい話しました', 40],
    ['一時間十分も話してました', 70],
    ['通話の長さは00:12:45って出てます', 13],
    ['3\'25"と出てます', 3],
    ['通話 5min', 5],
    ['1h20m', 80],
    ['12m05s', 12],
    ['1.5時間くらい話しました', 90],
    ['五分あいや七分ぐらいでした', 7],
    ['小一時間、たしか55分だったかと', 55],
  ])('a length: %s', (sentence, durationMinutes) => {
    expect(factsOf(sentence)).toEqual({ durationMinutes });
  });

  it.each<[string, CallFacts]>([
    ['着信番号は096-000-2111', { cityNumber: '0960002111' }],
    ['課の直通 ０９６（０００）２７３３ で受けてます', { cityNumber: '0960002733' }],
    ['発番090-0000-3046、着番096-000-2366', { otherNumber: '09000003046', cityNumber: '0960002366' }],
    ['相手の代表096-000-2366から', { otherNumber: '0960002366' }],
    ['096-000-2204におかけいただいた通話', { cityNumber: '0960002204' }],
    ['代表に090-0000-1234からかかってきた', { otherNumber: '09000001234' }],
    ['受けたのは31207番です', { cityNumber: '31207' }],
    ['電話をとった席の番号が四一三〇二です', { cityNumber: '41302' }],
    ['ないせんさんごーぜろにーいちばんです', { cityNumber: '35021' }],
    ['内線23411じゃなくて23417でした', { cityNumber: '23417' }],
    ['内線12345、すみません12354でした', { cityNumber: '12354' }],
    ['普段内線25011なのですが、取ったのは隣の内線25014です', { cityNumber: '25014' }],
    ['内線は24010か…いや24011です', { cityNumber: '24011' }],
    ['内線 2-8-0-3-6 です', { cityNumber: '28036' }],
    ['内線2204です', { cityNumber: '2204' }],
    ['番号はぜろななぜろの〇〇〇〇の五五六七あ違う五五六八でした', { otherNumber: '07000005568' }],
    ['090.0000.2640から', { otherNumber: '09000002640' }],
    ['電話の件、案件番号12345です', {}],
    ['水栓番号12345の方から電話がありました', {}],
    ['電話で20000と言われた', {}],
    ['差押えの通知（860-0000宛で返送されたもの）の電話', {}],
  ])('a number: %s', (sentence, facts) => {
    expect(factsOf(sentence)).toEqual(facts);
  });

  it.each([
    '9時から17時まで受け付けています',
    '昨日14時に電話、今日16時までに欲しい',
    '14時に電話がありました。本日17時までに録音が必要です',
    '16時30分の電話、勤務が17時に終わった',
    '昨日10:00~12:00に着信があった',
    '10:00-11:00の会議の電話',
    '5mの距離',
  ])('no length: %s', (sentence) => {
    expect(factsOf(sentence).durationMinutes).toBeUndefined();
  });

  it.each<[string, CallFacts]>([
    ['昨日の通話は午後2時5分です', { callDate: '2026-11-22', callTime: '14:05' }],
    ['通話：午後3時10分から約5分', { callTime: '15:10', durationMinutes: 5 }],
    ['11/22 通話 9:30', { callDate: '2026-11-22', callTime: '09:30' }],
    ['昨日14時に電話があり、14時30分に折り返した', { callDate: '2026-11-22', callTime: '14:00' }],
    ['14:05:30（時刻）', { callTime: '14:05' }],
    ['10日の前日の電話', { callDate: '2026-11-09' }],
    ['さっき090-0000-5678から電話がありました', { callDate: '2026-11-23', otherNumber: '09000005678' }],
    ['先ほどの申請の補足です', {}],
    ['10月なのか11月なのか分かりません', {}],
    ['先月いつかの電話', {}],
    ['今月末日までに録音がほしい', {}],
    ['通話は2.5、3分', { durationMinutes: 3 }],
    ['窓口に096-000-1111から電話', { otherNumber: '0960001111' }],
    ['昨日14時に受けた電話、096-000-1111', { callDate: '2026-11-22', callTime: '14:00', otherNumber: '0960001111' }],
    ['相手は096-000-1111に折り返し電話が欲しいとのこと', { otherNumber: '0960001111' }],
    ['税務署から電話がありました', {}],
    ['障害支援区分3の方から', {}],
    ['内線は100件', {}],
    ['先方の内線は1234', {}],
    ['￥25000の電話', {}],
    ['12345万円の電話', {}],
    ['会議室10203で電話を受けた', {}],
  ])('what is told of something else is read as that: %s', (sentence, facts) => {
    expect(factsOf(sentence)).toEqual(facts);
  });

  it.each<[string, CallFacts]>([
    ['研修に使いたい（その他）', { purpose: 4 }],
    ['その他の目的で', { purpose: 4 }],
    ['くれーむたいおうです', { purpose: 1 }],
    ['用途は2です', { purpose: 2 }],
    ['県警の依頼です', { purpose: 3 }],
  ])('a purpose: %s', (sentence, facts) => {
    expect(factsOf(sentence)).toMatchObject(facts);
  });
});

it('is the same in whatever order it is told, and whatever stands between', () => {
  const parts: [string, CallFacts][] = [
    ['11月12日', { callDate: '2026-11-12' }],
    ['14時5分', { callTime: '14:05' }],
    ['通話時間は3分', { durationMinutes: 3 }],
    ['相手は090-0000-1234', { otherNumber: '09000001234' }],
    ['内線12345', { cityNumber: '12345' }],
    ['目的は2', { purpose: 2 }],
  ];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(parts, { minLength: 1 }),
      fc.constantFrom('、', '。', ' ', '\n', '／', '　', 'で、'),
      (told, between) => {
        const wanted = Object.assign({}, ...told.map(([, fact]) => fact));
        expect(factsOf(told.map(([words]) => words).join(between))).toEqual(wanted);
      },
    ),
    { numRuns: runs(500) },
  );
});
