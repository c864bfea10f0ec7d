import { chosen } from './chosen.js';
import { readDates } from './dates.js';
import type { CallFacts } from './intent.js';
import type { Folded } from './normalise.js';
import { readPhones } from './phones.js';
import { readPurpose } from './purposes.js';
import { readDuration, readTime } from './times.js';

/** A time of day or a length. */
const A_TIME = /\d(?:時|:\d\d|分)/;

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
  } = readPhones(withoutDates, areaCode, dates.length > 0 || A_TIME.test(text));
  const time = readTime(withoutPhones);
  const duration = readDuration(time.text);
  const callDate = chosen(
    dates.map(({ date, start, end }) => ({ value: date, start, end })),
    text,
  );
  return {
    facts: {
      ...(callDate === undefined ? {} : { callDate }),
      ...(time.value === undefined ? {} : { callTime: time.value }),
      ...(duration.value === undefined ? {} : { durationMinutes: duration.value }),
      ...(otherNumber === undefined ? {} : { otherNumber }),
      ...(cityNumber === undefined ? {} : { cityNumber }),
      ...readPurpose(folded),
    },
    text: duration.text,
  };
}
