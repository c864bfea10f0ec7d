import { readPeriod } from './periods.js';
import type { Sentence } from './sentence.js';

/** Whatever stands before 「の申請」, when nothing better is known of it. */
const OF_ANYTHING = /^(?<what>[^、。?]{1,30}?)の(?:出した|提出した)?(?:申請|案件|分)/;
const NOT_SOUGHT =
  /〓+(?:から|まで|の|に|は)?|[先今来昨去前本](?:々)?(?:週|月|年度?|日)の?|昨日の?|今日の?|本日の?|私の?|自分の?|全部の?|すべての?|全ての?/g;
const SECTION =
  /(?:^|[\sのはがをで、。〓])(?<what>[^\s、。のはがをで〓?]{1,14}(?:課|室|局|所|センター|署|係))の?(?:出した|提出した)?(?:申請|分|もの)/;
const OF_PERSON = /(?<what>[^\s、。のはがをで〓?]{2,12})(?:さん|様|課長|室長)の(?:出した|提出した)?(?:申請|分)/;
const OF_NUMBER = /(?<what>\d[\d-]{2,14}\d)/;

/** What requests are sought by: a section, a name, a number, a purpose, a state. */
export function soughtIn({ text, marked }: Sentence): string | undefined {
  const known = (SECTION.exec(text) ?? OF_PERSON.exec(text))?.groups?.what;
  return known ?? anything(marked) ?? OF_NUMBER.exec(text)?.groups?.what;
}

/** The states by which requests are sought, in the words of their lists. */
const STATES = /不交付|差戻し|取下げ|下書き/;

/** The state that a sentence names: 「不交付とした案件」. */
export const stateIn = ({ text }: Sentence): string | undefined =>
  STATES.exec(text.replace(/差し戻/g, '差戻').replace(/取り下げ/g, '取下げ'))?.[0];

function anything(marked: string): string | undefined {
  const what = OF_ANYTHING.exec(marked.replace(NOT_SOUGHT, ''))?.groups?.what?.trim();
  return what === '' ? undefined : what;
}

/** The time that a sentence about the past names. */
export const pastIn = ({ text, today }: Sentence) => readPeriod(text, today, 'past');
