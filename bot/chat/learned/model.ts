import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../paths.js';
import type { Sentence } from '../sentence.js';
import { featuresOf, placeOf } from './features.js';
import { LABELS, type Label } from './labels.js';

/** What was learned from the examples: multinomial logistic regression over hashed features. */
export interface Weights {
  /** SHA-256 of the examples from which it was learned. */
  examples: string;
  places: number;
  /** Which features were learned: a bit for each of `marks` places, in base64. What was never seen says nothing. */
  marks: number;
  known: string;
  /** In the order of `labels`. */
  labels: readonly string[];
  bias: readonly number[];
  /** What one step of a weight means, for each label. */
  scale: readonly number[];
  /** A signed byte for each label and place, label by label, in base64. */
  weights: string;
}

/** A guess at what somebody wants, with how likely it is. */
export interface Guess {
  label: Label;
  probability: number;
}

/** Guesses what a sentence wants, the likeliest first. */
export type Guesser = (sentence: Sentence) => readonly Guess[];

/** Tells whether a run of one to four characters stands in the examples from which some weights were learned, as far as hashes tell. */
function knowerOf({ marks, known }: Pick<Weights, 'marks' | 'known'>): (feature: string) => boolean {
  const bits = Buffer.from(known, 'base64');
  return (feature) => {
    const place = placeOf(feature, marks, 'known');
    return ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
  };
}

/** Makes the function that guesses by some weights. @throws Error where they are of other labels than the code knows */
export function guesserOf({ places, marks, known, labels, bias, scale, weights }: Weights): Guesser {
  if (labels.join() !== LABELS.join())
    throw new Error('the weights are of other labels: npm run understand -- --train');
  const bytes = new Int8Array(Buffer.from(weights, 'base64'));
  const isKnown = knowerOf({ marks, known });
  return (sentence) => {
    const learned = [...featuresOf(sentence)].filter(isKnown);
    const found = [...new Set(learned.map((feature) => placeOf(feature, places, 'weight')))];
    const share = 1 / Math.sqrt(Math.max(1, found.length));
    const sums = LABELS.map((_, label) => {
      let sum = 0;
      for (const place of found) sum += bytes[label * places + place] ?? 0;
      return (bias[label] ?? 0) + sum * (scale[label] ?? 0) * share;
    });
    const most = Math.max(...sums);
    const likely = sums.map((sum) => Math.exp(sum - most));
    const whole = likely.reduce((total, one) => total + one, 0);
    return LABELS.map((label, place) => ({ label, probability: (likely[place] ?? 0) / whole })).sort(
      (a, b) => b.probability - a.probability,
    );
  };
}

/** Where the weights lie. */
export const WEIGHTS_FILE = join(ROOT, 'bot', 'chat', 'learned', 'weights.json');

/** Reads the weights of the repository. */
export function openWeights(): { guess: Guesser; knows: (run: string) => boolean } {
  const weights: Weights = JSON.parse(readFileSync(WEIGHTS_FILE, 'utf8'));
  return { guess: guesserOf(weights), knows: knowerOf(weights) };
}
