import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cut, fold, LONGEST, typedPart } from '../../bot/chat/normalise.js';

describe('folding a sentence for understanding', () => {
  it.each([
    ['Ｒ８－１２', 'r8-12'],
    ['０９６ー３２８−２１１１', '096-328-2111'],
    ['サーバー', 'サーバー'],
    ['ﾘﾝｸがｷﾞﾘｷﾞﾘ', 'リンクがギリギリ'],
    ['十一月二十日', '11月20日'],
    ['一昨日の三時', '一昨日の3時'],
    ['それで十分です', 'それで十分です'],
    ['申請 を\nしたい', '申請を。したい'],
    ['  承認！  ', '承認'],
    ['ゼ\u200bロ幅', 'ゼロ幅'],
    ['👍', ''],
  ])('makes 「%s」 「%s」', (typed, folded) => {
    expect(fold(typed).text).toBe(folded);
  });

  it('still knows how a name was typed', () => {
    const sentence = fold('１２月は　髙橋 﨑子さんに');
    const at = sentence.text.indexOf('髙');
    expect(typedPart(sentence, at, at + '髙橋 﨑子'.length)).toBe('髙橋 﨑子');
  });

  it('never gets longer than what is read, even from characters that unfold to many', () => {
    expect(fold('ﷺ'.repeat(5000)).text.length).toBeLessThan(LONGEST + 20);
  });

  it('keeps a place in the typed text for every place in the folded one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
        const { text, origin } = fold(typed);
        expect(origin).toHaveLength(text.length + 1);
        expect([...origin]).toEqual([...origin].sort((a, b) => a - b));
        expect(cut(fold(typed), 0, text.length).text).toBe(text);
      }),
    );
  });
});
