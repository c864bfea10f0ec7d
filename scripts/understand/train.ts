import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { featuresOf, placeOf } from '../../bot/chat/learned/features.js';
import { LABELS, type Label } from '../../bot/chat/learned/labels.js';
import { guesserOf, type Weights } from '../../bot/chat/learned/model.js';
import { chanceFrom } from '../../bot/demo/chance.js';
import { ROOT } from '../../bot/paths.js';
import type { Pair } from './measure.js';
import { reading } from './sentences.js';

/** One sentence and what it wants. */
interface Example {
  label: Label;
  sentence: string;
}

const FOLDER = join(ROOT, 'bot', 'chat', 'examples');

/** Places for features, of which there are about fifty thousand; more places gained nothing that could be measured. */
const PLACES = 16384;
/** Marks for which features were learned: so many that of twenty others one is taken for learned. */
const MARKS = 2 ** 19;
/** A feature counts that stands in so many sentences. */
const LEAST = 3;
/** How often all examples are gone through. */
const ROUNDS = 12;
const STEP = 0.5;
const DECAY = 3e-5;
const SEED = 7;

/** All examples, in an order that is always the same. @throws Error for a line that is not a known label, a tab and a sentence */
export function examplesOf(): Example[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.tsv'));
  return files.sort().flatMap((file) =>
    readFileSync(join(FOLDER, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [name, sentence, more] = line.split('\t');
        const label = LABELS.find((one) => one === name);
        if (label === undefined || !sentence || more !== undefined) throw new Error(`${file}: ${line}`);
        return { label, sentence };
      }),
  );
}

/** SHA-256 of examples, by which weights tell from what they were learned. */
export function fingerprintOf(examples: readonly Example[]): string {
  const hash = createHash('sha256');
  for (const { label, sentence } of examples) hash.update(`${label}\t${sentence}\n`);
  return hash.digest('hex');
}

/** Each of the examples in an order of chance that is always the same. */
function shuffled<T>(all: readonly T[], chance: () => number): T[] {
  const order = [...all];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(chance() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

interface Point {
  label: number;
  places: readonly number[];
}

/** The examples as places of their features, and which features these are. */
function pointsOf(examples: readonly Example[]): { points: Point[]; known: Buffer } {
  const features = examples.map(({ sentence }) => [...featuresOf(reading(sentence))]);
  const counts = new Map<string, number>();
  for (const one of features.flat()) counts.set(one, (counts.get(one) ?? 0) + 1);
  const known = Buffer.alloc(MARKS / 8);
  const points = examples.map(({ label }, index) => {
    const learned = (features[index] ?? []).filter((feature) => (counts.get(feature) ?? 0) >= LEAST);
    for (const feature of learned) {
      const mark = placeOf(feature, MARKS, 'known');
      known[mark >> 3] = (known[mark >> 3] ?? 0) | (1 << (mark & 7));
    }
    const places = [...new Set(learned.map((feature) => placeOf(feature, PLACES, 'weight')))];
    return { label: LABELS.indexOf(label), places };
  });
  return { points, known };
}

/** Multinomial logistic regression by stochastic descent, each weight with a step of its own (AdaGrad). */
function descend(points: readonly Point[]): { weights: Float64Array; bias: Float64Array } {
  const count = LABELS.length;
  const [weights, slopes] = [new Float64Array(count * PLACES), new Float64Array(count * PLACES).fill(1e-6)];
  const [bias, biasSlopes] = [new Float64Array(count), new Float64Array(count).fill(1e-6)];
  const chance = chanceFrom(SEED);
  const at = (numbers: Float64Array, place: number) => numbers[place] ?? 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const { label, places } of shuffled(points, chance)) {
      const portion = 1 / Math.sqrt(Math.max(1, places.length));
      const sums = Array.from({ length: count }, (_, one) => {
        let sum = 0;
        for (const place of places) sum += at(weights, one * PLACES + place);
        return at(bias, one) + sum * portion;
      });
      const most = Math.max(...sums);
      const likely = sums.map((sum) => Math.exp(sum - most));
      const whole = likely.reduce((total, one) => total + one, 0);
      for (let one = 0; one < count; one++) {
        const error = (likely[one] ?? 0) / whole - (one === label ? 1 : 0);
        if (Math.abs(error) < 1e-4) continue;
        biasSlopes[one] = at(biasSlopes, one) + error * error;
        bias[one] = at(bias, one) - (STEP * error) / Math.sqrt(at(biasSlopes, one));
        for (const feature of places) {
          const place = one * PLACES + feature;
          const slope = error * portion + DECAY * at(weights, place);
          slopes[place] = at(slopes, place) + slope * slope;
          weights[place] = at(weights, place) - (STEP * slope) / Math.sqrt(at(slopes, place));
        }
      }
    }
  }
  return { weights, bias };
}

/** Learns from examples. The same examples give the same weights. */
export function learn(examples: readonly Example[]): Weights {
  const { points, known } = pointsOf(examples);
  const { weights, bias } = descend(points);
  const bytes = new Int8Array(weights.length);
  const scale = LABELS.map((_, label) => {
    const own = weights.subarray(label * PLACES, (label + 1) * PLACES);
    const most = own.reduce((highest, one) => Math.max(highest, Math.abs(one)), 1e-9);
    for (const [place, one] of own.entries()) bytes[label * PLACES + place] = Math.round((one / most) * 127);
    return most / 127;
  });
  return {
    examples: fingerprintOf(examples),
    places: PLACES,
    marks: MARKS,
    known: known.toString('base64'),
    labels: LABELS,
    bias: [...bias],
    scale,
    weights: Buffer.from(bytes.buffer).toString('base64'),
  };
}

const FOLDS = 5;

/** What is made of each example by weights learned from the four fifths of the others. */
export function crossValidated(examples: readonly Example[]): Pair[] {
  const mixed = shuffled(examples, chanceFrom(SEED));
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const guesses = guesserOf(learn(mixed.filter((_, place) => place % FOLDS !== fold)));
    return mixed
      .filter((_, place) => place % FOLDS === fold)
      .map(({ label, sentence }) => ({ wanted: label, got: guesses(reading(sentence))[0]?.label ?? '' }));
  });
}
