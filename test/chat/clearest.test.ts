import { describe, expect, it } from '@jest/globals';
import { guarded } from '../../bot/chat/guard.js';
import type { Label } from '../../bot/chat/learned/labels.js';
import { openWeights } from '../../bot/chat/learned/model.js';
import { understand } from '../../bot/chat/understand.js';
import { isOffered } from '../../bot/teams/cards/unsure.js';
import { CONTEXT, reading } from '../../scripts/understand/sentences.js';
import { examplesOf } from '../../scripts/understand/train.js';
import { understood } from '../../scripts/understand/understood.js';
import { actsAtOnce } from './acts.js';

const COUNT = 500;

interface Clear {
  label: Label;
  sentence: string;
}

const guess = openWeights().guess;

/** A sentence that says one thing: it has no facts of a call in it, and no act is spoken of. */
function saysOneThing(sentence: string): boolean {
  const read = reading(sentence);
  return Object.keys(read.facts).length === 0 && guarded(read).standing === 'open';
}

/** The examples whose meaning is likeliest, as many of each thing. */
function clearest(): Clear[] {
  const byLabel = new Map<Label, (Clear & { probability: number })[]>();
  for (const { label, sentence } of examplesOf()) {
    if (!isOffered(label) || label === 'facts' || sentence.length > 40 || !saysOneThing(sentence)) continue;
    const [first] = guess(reading(sentence));
    if (first?.label !== label) continue;
    const others = byLabel.get(label) ?? [];
    byLabel.set(label, [...others, { label, sentence, probability: first.probability }]);
  }
  const each = Math.ceil(COUNT / byLabel.size);
  return [...byLabel.values()]
    .flatMap((ones) => ones.sort((a, b) => b.probability - a.probability).slice(0, each))
    .slice(0, COUNT);
}

const CLEAREST = clearest();

/** What became of the meaning of those that were said otherwise. */
const misread = (otherwise: (sentence: string) => readonly string[]) =>
  CLEAREST.flatMap(({ label, sentence }) =>
    otherwise(sentence)
      .filter((said) => understood(said, label) !== label)
      .map((said) => `${label}: ${said}`),
  );

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

/** Every sentence that is one slip of the hand away: a character left out, typed twice, or two of them swapped; figures are figures. */
function typosOf(sentence: string): string[] {
  const typed = [...sentence];
  return typed.flatMap((character, place) => {
    const [before, after] = [typed.slice(0, place).join(''), typed.slice(place + 1)];
    if (/\d/.test(`${typed[place - 1] ?? ''}${character}${after[0] ?? ''}`)) return [];
    const swapped = after.length === 0 ? [] : [`${before}${after[0]}${character}${after.slice(1).join('')}`];
    return [`${before}${after.join('')}`, `${before}${character}${character}${after.join('')}`, ...swapped];
  });
}

describe('the five hundred clearest sentences', () => {
  it('are five hundred, of everything that can be asked for', () => {
    expect(CLEAREST).toHaveLength(COUNT);
    expect(new Set(CLEAREST.map(({ label }) => label)).size).toBeGreaterThan(40);
  });

  const noise = [
    'えっと、',
    'あの、',
    'すみません、',
    'えーと',
    'お疲れさまです。',
    'お忙しいところすみません。',
    'ちょっと',
  ];
  it.each(noise)('mean the same behind 「%s」', (word) => {
    expect(misread((sentence) => [`${word}${sentence}`])).toEqual([]);
  });

  const courtesies = [
    '。お願いします',
    '、お願いします。',
    '。よろしくお願いいたします',
    '。以上です',
    '。',
    '！',
    '。すみません',
  ];
  it.each(courtesies)('mean the same before 「%s」', (word) => {
    expect(misread((sentence) => [`${sentence}${word}`])).toEqual([]);
  });

  it('mean the same in full-width signs, without commas, and with blanks around them', () => {
    const otherwise = (one: string) => [
      fullWidth(one),
      one.replaceAll('、', ''),
      one.replaceAll('、', ' '),
      ` ${one}　`,
    ];
    expect(misread(otherwise)).toEqual([]);
  });

  it('mean the same with any one slip of the hand, but for one in a thousand that takes the very word away', () => {
    const slips = CLEAREST.flatMap(({ sentence }) => typosOf(sentence));
    expect(misread(typosOf).length / slips.length).toBeLessThan(0.001);
  });

  it('order nothing with any one slip of the hand', () => {
    const slips = CLEAREST.flatMap(({ sentence }) => typosOf(sentence));
    expect(slips.filter((said) => actsAtOnce(understand(said, CONTEXT)))).toEqual([]);
  });
});
