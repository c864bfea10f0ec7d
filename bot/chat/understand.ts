import type { Intent } from './intent.js';
import { RULES } from './intents.js';
import { isTurned } from './moods.js';
import { type ReadingContext, readSentence } from './sentence.js';

/** Kinds that change something, or show what would, besides the guarded verbs, which are judged word by word. */
const CHANGES: ReadonlySet<Intent['kind']> = new Set([
  'deputy',
  'set_channel',
  'register',
  'restored',
  'clock_right',
  'hand',
  'resend',
]);

/**
 * What a person wants of the bot, from one sentence as typed in Teams (a mention of the bot already removed). Never throws;
 * reads at most the first 2,000 characters. Verbs that decide something are only understood when plainly ordered: a denial,
 * a question or another's words never decide.
 *
 * @param text as typed: polite or rough, full-width or not
 * @param context what the reading rests on
 */
export function understand(text: string, context: ReadingContext): Intent {
  const sentence = readSentence(text, context);
  for (const rule of RULES) {
    const intent = rule.read(sentence);
    if (intent === undefined) continue;
    return CHANGES.has(intent.kind) && isTurned(sentence.text) ? { kind: 'ask_back' } : intent;
  }
  return { kind: 'unknown' };
}
