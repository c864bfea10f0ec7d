import type { Intent } from './intent.js';
import { RULES } from './intents.js';
import { readSentence } from './sentence.js';

/**
 * What a person wants of the bot, from one sentence as typed in Teams (a mention of the bot already removed). Never throws;
 * reads at most the first 2,000 characters. Verbs that decide something are only understood when plainly ordered: a denial,
 * a question or another's words never decide.
 *
 * @param text as typed: polite or rough, full-width or not
 * @param context the present moment, to which 昨日 and 11/22 are relative in Asia/Tokyo, and the area code for local numbers
 */
export function understand(text: string, context: { now: Date; areaCode: string }): Intent {
  const sentence = readSentence(text, context);
  for (const rule of RULES) {
    const intent = rule.read(sentence);
    if (intent !== undefined) return intent;
  }
  return { kind: 'unknown' };
}
