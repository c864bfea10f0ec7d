import { isAsked } from '../moods.js';
import type { Sentence } from '../sentence.js';

/** Longest run of characters that is looked at. */
const LONGEST_GRAM = 4;

/** Of a long sentence the beginning and the end are looked at, so many characters of each: what is wanted stands there. */
const LOOKED_AT = 120;

/** A sentence in which what readers understood is only marked: a receipt number as Ⓡ, a fact of a call as Ⓕ. */
function shapeOf({ text, numbered, marked }: Pick<Sentence, 'text' | 'numbered' | 'marked'>): string {
  let shape = '';
  for (let place = 0; place < text.length; place++) {
    const isReference = numbered[place] === '〓' && text[place] !== '〓';
    const isFact = marked[place] === '〓' && text[place] !== '〓';
    const sign = isReference ? 'Ⓡ' : isFact ? 'Ⓕ' : (text[place] ?? '');
    if ((sign === 'Ⓡ' || sign === 'Ⓕ') && shape.endsWith(sign)) continue;
    shape += sign;
  }
  const plain = shape
    .replace(/\d+/g, '0')
    .replace(/[。、,.!・()]+/g, ' ')
    .trim();
  return plain.length <= 2 * LOOKED_AT ? plain : `${plain.slice(0, LOOKED_AT)} ${plain.slice(-LOOKED_AT)}`;
}

/** What of a sentence an intent is guessed by: its runs of one to four characters, and what readers found in it. */
export function featuresOf(sentence: Sentence): ReadonlySet<string> {
  const shape = `^${shapeOf(sentence)}$`;
  const features = new Set<string>();
  for (let length = 1; length <= LONGEST_GRAM; length++) {
    for (let place = 0; place + length <= shape.length; place++) features.add(shape.slice(place, place + length));
  }
  features.add(`#length ${Math.min(6, Math.floor(Math.log2(shape.length)))}`);
  if (isAsked(sentence.text)) features.add('#asked');
  if (sentence.references.length > 0) features.add('#reference');
  if (sentence.greeted) features.add('#greeted');
  if (sentence.thanked) features.add('#thanked');
  if (sentence.text === '') features.add('#nothing');
  for (const field of Object.keys(sentence.facts)) features.add(`#${field}`);
  return features;
}

/** Where each learned from the other's hash would collide, too. */
const SEEDS = { weight: 0x811c9dc5, known: 0x9747b28c } as const;

/**
 * The place of a feature among so many: FNV-1a, mixed. Two features may share one; with thousands of places that costs little.
 *
 * @param of the weights, or the marks of which features were learned at all
 */
export function placeOf(feature: string, places: number, of: keyof typeof SEEDS): number {
  let hash: number = SEEDS[of];
  for (let index = 0; index < feature.length; index++) hash = Math.imul(hash ^ feature.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 12)) >>> 0) % places;
}
