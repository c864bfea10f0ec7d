import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskedWords } from '../../bot/chat/understand.js';
import { CONTEXT } from '../../scripts/understand/sentences.js';

const NAMES = ['水前寺 花子', 'ウエダ ケン'];
const masked = (text: string) => maskedWords(text, CONTEXT, NAMES);

describe('a sentence that leaves the chat', () => {
  it.each([
    ['田中さんの録音がほしい', '田中'],
    ['市民の田中一郎様から電話', '田中'],
    ['西園寺の件を見せて', '西園寺'],
    ['水前寺が言っていたやつ', '水前寺'],
    ['花子が出したやつ', '花子'],
    ['やまださんの分', 'やまだ'],
    ['ジョンソンさんの苦情', 'ジョンソン'],
    ['ぜろきゅうぜろいちにさんよんごろくななはちから電話', '1234'],
    ['九月十日の十四時', '十四'],
    ['家賃五万三千円の件', '五万三'],
    ['「死ね」と言われた', '死ね'],
    ['帯山三丁目の人', '帯山'],
    ['taro@example.jp に送って', 'taro'],
    ['https://example.jp/x を開けない', 'example'],
    ['R8-12を見せて', '12'],
    ['文書番号は管財発第45号', '45'],
    ['john smith様の録音', 'smith'],
    ['Nguyen Thi Hoaさんの件', 'thi'],
    ['たけもとゆうじさんの件', 'たけもと'],
    ['なかがわけいこの件', 'けいこ'],
    ['たなか氏の電話', 'たなか'],
    ['@twitter_idの人', 'twitter'],
    ['【死ね】と言われた', '死ね'],
    ['「死ねと言われた', '死ね'],
    ['番号はab12cdです', 'cd'],
    ['ぜろきゅうぜろいちにさんよんごろく', 'きゅう'],
  ])('has not what would tell of a person or a call: %s', (sentence, hidden) => {
    expect(masked(sentence)).not.toContain(hidden);
  });

  it('keeps what is asked', () => {
    expect(masked('録音は何日で消えるのか教えて')).toBe('録音は何日で消えるのか教えて');
    expect(masked('田中さんの申請の状況を見せて')).toBe('＊さんの申請の状況を見せて');
  });

  it('has no digit, whatever was said', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0１2③録音の件を見せて一二ぜろ-、.:/ ') }), (text) => {
        expect(masked(text)).not.toMatch(/\d/);
      }),
    );
  });
});
