import { chosen } from './chosen.js';
import { type FoundDate, readDates } from './dates.js';
import type { CallFacts } from './intent.js';
import type { Folded } from './normalise.js';
import { readPhones } from './phones.js';
import { readPurpose } from './purposes.js';
import { readDuration, readTime } from './times.js';

/** A time of day, a length, or another word of a call. */
const OF_A_CALL = /\d(?:時|:\d\d|分|min|['"])|電話|着信|受電|通話|非通知|発信|09[0-9]-|0[5-9]0\d|カスハラ|クレーム/;

/**
 * Reads what a sentence says about a call into the fields of 様式第1号. Days are looked for in the past.
 *
 * @param folded the sentence
 * @param text its text with receipt numbers marked, of the same length
 * @param today civil date in Asia/Tokyo
 * @param areaCode area code for local telephone numbers
 * @returns the facts and the text with everything understood marked
 */
export function readFacts(
  folded: Folded,
  text: string,
  today: string,
  areaCode: string,
): { facts: CallFacts; text: string } {
  // Each reader marks what it took, so that 22日 is no extension and 14時5分 no length of a call.
  const { dates, text: withoutDates } = readDates(text, today, 'past');
  const {
    otherNumber,
    cityNumber,
    text: withoutPhones,
  } = readPhones(withoutDates, areaCode, dates.length > 0 || OF_A_CALL.test(text));
  const time = readTime(withoutPhones);
  const duration = readDuration(time.text);
  const callDate = dayOf(dates, text);
  const durationMinutes = duration.value ?? time.minutes;
  return {
    facts: {
      ...(callDate === undefined ? {} : { callDate }),
      ...(time.value === undefined ? {} : { callTime: time.value }),
      ...(durationMinutes === undefined ? {} : { durationMinutes }),
      ...(otherNumber === undefined ? {} : { otherNumber }),
      ...(cityNumber === undefined ? {} : { cityNumber }),
      ...readPurpose(folded),
    },
    text: duration.text,
  };
}

/** Right behind the day of a call: its time, or that it was one. */
const OF_THE_CALL =
  /^(?:\(.\))?(?:[のに、\s]{0,2}(?:(?:午前|午後|朝|お?昼|夕方|夜)の?)?\d{1,2}(?:時|:)|の(?:お?電話|通話|着信))/;

/** 「30日から来月4日まで」 is no day of a call. */
const isStretch = ([first, second]: readonly { start: number; end: number }[], text: string): boolean =>
  first !== undefined &&
  second !== undefined &&
  /^(?:から|~|より)$/.test(text.slice(first.end, second.start)) &&
  /^(?:まで|の間|迄|$)/.test(text.slice(second.end));

/** The day of the call: of several the one that a time stands behind, unless the speaker corrects themselves. */
function dayOf(dates: readonly FoundDate[], text: string): string | undefined {
  const found = dates.map(({ date, start, end }) => ({ value: date, start, end }));
  const first = chosen(found, text);
  if (isStretch(found, text)) return undefined;
  if (first === undefined || first !== found[0]?.value) return first;
  const ofTheCall = found.filter(({ end }) => OF_THE_CALL.test(text.slice(end, end + 16)));
  return ofTheCall.length === 1 ? ofTheCall[0]?.value : first;
}
