import { describe, expect, it } from '@jest/globals';
import { type AnswerLetter, answerDefinition } from '../../bot/letters/answer.js';
import { applicationDefinition } from '../../bot/letters/application.js';
import { refusalSentence } from '../../bot/rule/purposes.js';
import { read } from './reading.js';
import { ANSWER, APPLICATION, CALL, LONG_SECTION, PRODUCED_AT } from './samples.js';

const TITLE = '熊本市役所本庁舎における通話録音装置の設置及び運用に関する要綱';

/** What a text points back to, and what must have been said before it may. */
const POINTS_BACK: readonly [RegExp, RegExp][] = [
  [/同要綱/g, new RegExp(TITLE)],
  [/同条(?!例)|前条/g, /第\d+条/],
  [/同項|前項/g, /第\d+条(第\d+項)?/],
  [/同号|前号/g, /第\d+号/],
  [/同日/g, /\d+月\d+日/],
];

/** References of a letter that nothing before them is meant by; and an 要綱 that is not named in full the first time. */
function danglingIn(lines: readonly string[]): string[] {
  const text = lines.join('\n');
  const dangling = POINTS_BACK.flatMap(([reference, referent]) =>
    [...text.matchAll(reference)].filter(({ index }) => !referent.test(text.slice(0, index))).map(([words]) => words),
  );
  const first = text.search(/(?<!同)要綱/);
  if (first >= 0 && !text.slice(0, first + '要綱'.length).endsWith(TITLE)) dangling.push('要綱');
  // 「下記のとおり」 needs the 記 that follows.
  if (/下記/.test(text) && !/下記[\s\S]*\n記\n/.test(text)) dangling.push('下記');
  return dangling;
}

const LONGEST = '通話の内容が要綱の目的の範囲にあるかを確認した結果、'.repeat(12).slice(0, 300);

const OUTCOMES: Record<string, Partial<AnswerLetter>> = {
  granted: { stored: true, refusal: null },
  'refused for want of a ground': { stored: true, refusal: refusalSentence('no_ground', '目的の範囲を超えるため') },
  'refused for want of a ground, in the longest words': { refusal: refusalSentence('no_ground', LONGEST) },
  'refused because nothing is stored': { stored: false, refusal: refusalSentence('not_stored', '') },
  'refused because nothing is stored, in the longest words': {
    stored: false,
    refusal: refusalSentence('not_stored', LONGEST),
  },
};

const letters = Object.entries(OUTCOMES).flatMap(([outcome, changes]) =>
  [null, '代決　試験 四郎'].flatMap((deputyNote) =>
    [[CALL], [CALL, { ...CALL, callTime: '14:09' }, CALL, CALL, CALL, CALL, CALL]].flatMap((calls) =>
      ['市民課', LONG_SECTION].map(
        (section) =>
          [
            `${outcome}, ${deputyNote ? 'by the deputy' : 'by the manager'}, ${calls.length} calls, ${section.slice(0, 6)}`,
            { ...ANSWER, ...changes, deputyNote, calls, section, chiefTitle: `${section}長` },
          ] as const,
      ),
    ),
  ),
);

describe('every 様式第2号 that can be drawn', () => {
  it.each(letters)('%s: each reference has been named before', (_, letter) => {
    expect(danglingIn(read(answerDefinition(letter, PRODUCED_AT)))).toEqual([]);
  });

  it.each(['no_ground', 'not_stored'] as const)('%s: names the 要綱 in full and the provision it follows', (reason) => {
    expect(refusalSentence(reason, '')).toContain(TITLE);
    expect(refusalSentence(reason, '')).toContain('第6条第2項ただし書の規定により、複製データは交付しません。');
  });
});

describe('every 様式第1号 that can be drawn', () => {
  it.each([1, 2, 3, 4] as const)('purpose %d: each reference has been named before', (purpose) => {
    const letter = { ...APPLICATION, purpose, purposeOther: purpose === 4 ? '第三者照会のため' : null };
    expect(danglingIn(read(applicationDefinition(letter, PRODUCED_AT)))).toEqual([]);
  });
});

describe('the check itself', () => {
  it('notices a reference to nothing', () => {
    expect(danglingIn(['保存されていないため、同要綱第6条により'])).toEqual(['同要綱']);
    expect(danglingIn(['通話録音装置の設置及び運用に関する要綱第5条により'])).toEqual(['要綱']);
    expect(danglingIn(['下記のとおり回答します。', '以上'])).toEqual(['下記']);
  });
});
