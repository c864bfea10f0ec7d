import { isDeepStrictEqual } from 'node:util';
import { intentOf, isLabel, labelOf } from '../../bot/chat/learned/labels.js';
import { openWeights } from '../../bot/chat/learned/model.js';
import { understand } from '../../bot/chat/understand.js';
import { CONTEXT, reading } from './sentences.js';

const guess = openWeights().guess;

/**
 * As what the bot understands a sentence: the wanted label where it comes to the same, another label, or the kind of an intent that has none.
 * Two labels may come to the same: how many there are is told on top of the list.
 */
export function understood(text: string, wanted: string): string {
  const read = understand(text, CONTEXT);
  const intent = read.kind === 'facts' ? (read.otherwise ?? read) : read;
  if (isLabel(wanted) && isDeepStrictEqual(intent, intentOf(wanted, reading(text)))) return wanted;
  if (intent.kind === 'unsure') return intent.guesses.includes(wanted) ? 'unsure, offered' : 'unsure';
  return labelOf(intent) ?? intent.kind;
}

/** As what the examples alone would have it. */
export const learned = (text: string): string => guess(reading(text))[0]?.label ?? '';
