import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldNumeric, tidySentence } from '../../bot/japanese/text.js';

const anyText = fc.string({ unit: 'binary', maxLength: 80 });
const spacedText = fc
  .array(fc.constantFrom('あ', 'a', ' ', '　', '\n', '\r', '\t', '\u200b', '\ufeff', '\u2028', '\u202e', '\0'))
  .map((parts) => parts.join(''));

describe('a number as typed', () => {
  it.each([
    ['１２３', '123'],
    ['①', '1'],
    ['12−34', '12-34'],
    ['12ー34', '12-34'],
    ['12ｰ34', '12-34'],
    ['12〜34', '12-34'],
    [' 12　', '12'],
    ['\u202d0963282111\u202c', '0963282111'],
  ])('%j becomes %j', (typed, folded) => {
    expect(foldNumeric(typed)).toBe(folded);
  });

  it('stays as it is once folded', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldNumeric(foldNumeric(text))).toBe(foldNumeric(text));
      }),
    );
  });
});

describe('a sentence as typed', () => {
  it.each([
    ['窓口での対応を\n確認するため', '窓口での対応を 確認するため'],
    ['一行目 \r\n\r\n　二行目', '一行目 二行目'],
    ['　前後の空白　', '前後の空白'],
    ['肥後　花子', '肥後　花子'],
    ['髙橋 﨑', '髙橋 﨑'],
    ['葛\u{e0100}城', '葛\u{e0100}城'],
    ['山\ufeff田', '山田'],
    ['山 \u200b 田', '山  田'],
    ['abc\u202egpj.exe', 'abcgpj.exe'],
    ['①㈱ﾊﾝｶｸ', '①㈱ﾊﾝｶｸ'],
    ['\u200b', ''],
  ])('%j becomes %j', (typed, tidied) => {
    expect(tidySentence(typed)).toBe(tidied);
  });

  it('has no line break, control or text-direction character left', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, spacedText), (text) => {
        expect(tidySentence(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
      }),
    );
  });

  it('stays as it is once tidied', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, spacedText), (text) => {
        expect(tidySentence(tidySentence(text))).toBe(tidySentence(text));
      }),
    );
  });
});
