import { labelOf } from '../../bot/chat/learned/labels.js';
import { openGuesser } from '../../bot/chat/learned/model.js';
import { understand } from '../../bot/chat/understand.js';
import { CONTEXT, reading } from './sentences.js';

const guess = openGuesser();

/** As what the bot understands a sentence: a label, or the kind of an intent that has none. */
export function understood(text: string): string {
  const intent = understand(text, CONTEXT);
  return labelOf(intent) ?? intent.kind;
}

/** As what the examples alone would have it. */
export const learned = (text: string): string => guess(reading(text))[0]?.label ?? '';
