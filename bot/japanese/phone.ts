import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { foldNumeric } from './text.js';

const COUNTRY: CountryCode = 'JP';

/** What a person or the recorder wrote where a telephone number belongs. */
export type ParsedPhone =
  | { kind: 'number'; value: string }
  | { kind: 'extension'; value: string }
  | { kind: 'service'; value: string }
  | { kind: 'withheld' };

/** Three-digit numbers of services: emergency calls and the like. */
const SERVICE = /^1([01]\d|36|4[1-8]|5\d|7[178]|8[89])$/;

/** The word the recorder and the form use for a caller who withheld the number. */
export const WITHHELD = '非通知';

/**
 * Reads a telephone number as people write it: `0963282111`, `(096)328-2111`, `＋81-96-328-2111`, `328-2111` (the area code
 * is added), a five-digit extension, a three-digit service number (110, 119 …), or 非通知. Returns E.164 for numbers of the
 * public network, short ones as they are, undefined for anything else.
 *
 * @param areaCode area code for numbers written without one, such as `096`
 */
export function parsePhone(text: string, areaCode: string): ParsedPhone | undefined {
  const folded = foldNumeric(text).replace(/^(内線|TEL|Tel|tel|電話)[:：\s]*/, '');
  if (/^(非通知|番号非通知|非通知設定|公衆電話|表示圏外)$/.test(folded)) return { kind: 'withheld' };
  if (!/^\+?[\d\s().-]+$/.test(folded)) return undefined;
  const digits = folded.replace(/[^\d+]/g, '');
  if (/^[1-9]\d{4}$/.test(digits)) return { kind: 'extension', value: digits };
  if (SERVICE.test(digits)) return { kind: 'service', value: digits };
  const complete = /^[1-9]\d{5,6}$/.test(digits) && areaCode.length + digits.length === 10 ? areaCode + digits : digits;
  const number = parsePhoneNumberFromString(complete, COUNTRY);
  return number?.isValid() ? { kind: 'number', value: number.number } : undefined;
}

/**
 * Writes a stored number the way 様式 does: `+81963282111` → `（096）328-2111`, an extension as it is, null → 非通知.
 */
export function formatPhone(value: string | null): string {
  if (value === null) return WITHHELD;
  if (!value.startsWith('+')) return value;
  const number = parsePhoneNumberFromString(value);
  if (number === undefined) return value;
  if (number.country !== COUNTRY) return number.formatInternational();
  const [first, ...rest] = number.formatNational().split('-');
  return rest.length === 0 ? number.formatNational() : `（${first}）${rest.join('-')}`;
}

/** So many of the last digits of a number everybody sees who may see its request. */
export const LAST_DIGITS = 4;

/** A stored number as lists name it, so that a call is known again and the number is not told: 下4桁 5678; 非通知 for null. */
export function lastDigits(value: string | null): string {
  return value === null ? WITHHELD : `下${LAST_DIGITS}桁 ${value.slice(-LAST_DIGITS)}`;
}
