import { describe, expect, it } from '@jest/globals';
import { placeIn } from '../../bot/chat/places.js';

describe('one of a list', () => {
  it.each([
    ['3番目', 3, false],
    ['三番目を見せてください', 3, false],
    ['2つ目の申請', 2, false],
    ['上から二つ目をお願いします', 2, false],
    ['下から2番目', -2, false],
    ['一番上', 1, false],
    ['いちばん下のやつを開いて', -1, false],
    ['最後の申請はどうなっていますか', -1, false],
    ['すみません、４番目は？', 4, false],
    ['3番', 3, true],
    ['3番を見せて', 3, true],
  ] as const)('is pointed at by 「%s」', (said, place, orNumber) => {
    expect(placeIn(said)).toEqual({ place, orNumber });
  });

  it.each([
    '3番目を承認',
    '3番は取り下げます',
    '12',
    '3番目の電話の録音がほしい',
    '最後に確認したいです',
    '3番目と4番目',
    'R8-3',
    '0番目',
  ])('is not by 「%s」', (said) => {
    expect(placeIn(said)).toBeUndefined();
  });
});
