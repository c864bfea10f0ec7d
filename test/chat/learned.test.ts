import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { intentOf, LABELS, labelOf } from '../../bot/chat/learned/labels.js';
import { guesserOf, openWeights, WEIGHTS_FILE, type Weights } from '../../bot/chat/learned/model.js';
import { type Asked, SAYINGS } from '../../bot/chat/learned/sayings.js';
import { ROOT } from '../../bot/paths.js';
import { reading } from '../../scripts/understand/sentences.js';
import { examplesOf, fingerprintOf } from '../../scripts/understand/train.js';
import { understood } from '../../scripts/understand/understood.js';

const guess = openWeights().guess;
const weights = JSON.parse(readFileSync(WEIGHTS_FILE, 'utf8')) as Weights;

/** Sentences written by somebody who saw neither the examples nor the code. */
const APART = readFileSync(join(ROOT, 'test', 'chat', 'apart', 'intents.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('\t') as [label: string, sentence: string]);

describe('what was learned from examples', () => {
  it('was learned from those that stand here: after a change, npm run understand -- --train', () => {
    expect(fingerprintOf(examplesOf())).toBe(weights.examples);
  });

  it('has forty examples or more of everything that somebody may want to be shown', () => {
    const counts = new Map(LABELS.map((label) => [label, 0]));
    for (const { label } of examplesOf()) counts.set(label, (counts.get(label) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count < 40)).toEqual([]);
  });

  it('has none of the sentences by which it is measured', () => {
    const bare = (text: string) => text.normalize('NFKC').replace(/[\s。、,.!?・]/g, '');
    const known = new Set(examplesOf().map(({ sentence }) => bare(sentence)));
    expect(APART.filter(([, sentence]) => known.has(bare(sentence)))).toEqual([]);
  });

  it('is right for nineteen in twenty sentences of somebody who never saw it, and has the right one among three for all but a few', () => {
    const places = APART.map(([label, sentence]) => guess(reading(sentence)).findIndex((one) => one.label === label));
    expect(places.filter((place) => place === 0).length / APART.length).toBeGreaterThan(0.95);
    expect(places.filter((place) => place < 3).length / APART.length).toBeGreaterThan(0.97);
  });

  it('is understood by the bot as a whole as well, its guard included', () => {
    const right = APART.filter(([label, sentence]) => understood(sentence, label) === label);
    expect(right.length / APART.length).toBeGreaterThan(0.93);
  });

  it('never leads to anything that changes something, whatever is said', () => {
    for (const [, sentence] of APART) {
      const read = reading(sentence);
      for (const label of LABELS) {
        const intent = intentOf(label, read);
        if (intent !== undefined) expect([label, labelOf(intent)]).not.toContain(undefined);
      }
    }
  });

  it('takes less than five milliseconds for a sentence', () => {
    const readings = APART.map(([, sentence]) => reading(sentence));
    const times = readings.map((one) => {
      const from = performance.now();
      guess(one);
      return performance.now() - from;
    });
    expect(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]).toBeLessThan(5);
  });

  it('is not taken from weights of other labels', () => {
    expect(() => guesserOf({ ...weights, labels: ['apply'] })).toThrow('the weights are of other labels');
  });
});

describe('the sentence that teaches how something is said', () => {
  const examples = new Set(examplesOf().map(({ label, sentence }) => `${label}\t${sentence}`));

  it.each(Object.entries(SAYINGS))('%s: 「%s」 is one of the examples, and understood for sure', (label, said) => {
    expect(examples).toContain(`${label}\t${said}`);
    expect(understood(said, label as Asked)).toBe(label);
  });
});
