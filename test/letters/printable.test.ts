import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerDefinition } from '../../bot/letters/answer.js';
import { applicationDefinition } from '../../bot/letters/application.js';
import { MINCHO_CHARACTERS } from '../../bot/letters/fonts.js';
import { printable } from '../../bot/letters/printable.js';
import { read } from './reading.js';
import { ANSWER, APPLICATION, PRODUCED_AT } from './samples.js';

const inFont = (text: string) => [...text].every((character) => MINCHO_CHARACTERS.has(character.codePointAt(0) ?? 0));

describe('a text on paper', () => {
  it.each([
    ['肥後　花子', '肥後　花子'],
    ['髙橋 﨑田', '髙橋 﨑田'],
    ['𠮷野', '〓野'],
    ['ありがとう😀', 'ありがとう〓'],
    ['👨‍👩‍👧と来庁', '〓と来庁'],
    ['葛\u{e0100}城', '葛城'],
    ['か\u3099は\u309a', 'がぱ'],
    ['\ufa19', '\ufa19'],
    ['一行目\r\n二行目', '一行目 二行目'],
    ['a\u200bb\u202ec', 'abc'],
    ['\ud842', '〓'],
    [`\${x}`, `\${x}`],
  ])('%j is printed %j', (text, printed) => {
    expect(printable(text)).toBe(printed);
  });

  it('has only characters the font can draw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(inFont(printable(text))).toBe(true);
      }),
    );
  });

  it('loses no visible character: each is drawn or marked with 〓', () => {
    const unknown = fc.constantFrom('𠮷', '😀', 'א', '𝒳', '한');
    fc.assert(
      fc.property(fc.array(fc.oneof(unknown, fc.constantFrom('あ', '熊', '1'))), (characters) => {
        expect([...printable(characters.join(''))]).toHaveLength(characters.length);
      }),
    );
  });
});

describe('the printed words of the forms', () => {
  it('are all in the font', () => {
    expect(inFont('〔公印省略〕')).toBe(true);
    const letters = [applicationDefinition(APPLICATION, PRODUCED_AT), answerDefinition(ANSWER, PRODUCED_AT)];
    expect(letters.flatMap(read).filter((line) => !inFont(line.replace(/[〔〕｜／]/g, '')))).toEqual([]);
  });
});
