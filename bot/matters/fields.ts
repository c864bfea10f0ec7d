import { AppError } from '../errors.js';
import { addDays, isCivilDate } from '../japanese/civil.js';
import { parsePhone } from '../japanese/phone.js';
import { foldNumeric, tidyLines, tidySentence } from '../japanese/text.js';
import { formatTime, formatWareki } from '../japanese/wareki.js';
import { CITY } from '../rule/profile/city.js';
import { tidyDate } from '../rule/reading.js';

/** How a field is asked for. */
type MatterInput =
  /** A civil date that is not to come; with `future` one that is not past. */
  /** With `today` as well, that day may be it, too. */
  | { kind: 'date'; future?: true; today?: true }
  /** A time of the day, `HH:MM`. */
  | { kind: 'time' }
  /** A telephone number, an extension, or 非通知; kept as typed. */
  | { kind: 'phone'; placeholder: string }
  | { kind: 'text'; maxLength: number; placeholder: string; multiline?: true }
  /** A whole number; what it counts stands behind it. */
  | { kind: 'number'; least: number; most: number; unit: string }
  /** With `asked` what can be chosen depends on the matter; whether what was chosen can be is then for the verb to say. */
  | { kind: 'choice'; choices: Readonly<Record<string, string>>; asked?: true };

/** One field of a form about a matter: card, reading and the line in which it is shown derive from it. */
export interface MatterField {
  readonly id: string;
  /** What it is called, on the form and beside the value. */
  readonly word: string;
  readonly input: MatterInput;
  readonly optional?: true;
  /** What it means stands elsewhere; of itself it says nothing to people. */
  readonly unshown?: true;
  /** It is said for this once, and does not stay what was said before. */
  readonly once?: true;
  /** What stands in the field beforehand. */
  readonly first?: (today: string) => string;
}

/** What was typed into a form, by field. */
export type Typed = Readonly<Record<string, string>>;

/** Something in a form that cannot be right; what is wrong stands at each field. */
export class FieldFaults extends AppError {
  constructor(readonly faults: Typed) {
    super('invalid_input', 'a form about a matter has faults', Object.values(faults).join(''));
  }
}

/**
 * Reads a form: dates as `YYYY-MM-DD`, sentences tidied, choices as their value; what was left empty is left out.
 *
 * @param today civil date of today
 * @param areaCode area code for numbers written without one
 * @throws FieldFaults with a sentence for each field that has to be mended
 */
export function readFields(fields: readonly MatterField[], typed: Typed, today: string, areaCode: string): Typed {
  const values: Record<string, string> = {};
  const faults: Record<string, string> = {};
  for (const field of fields) {
    const read = readField(field, typed[field.id] ?? '', today, areaCode);
    if ('error' in read) faults[field.id] = read.error;
    else if (read.value !== '') values[field.id] = read.value;
  }
  if (Object.keys(faults).length > 0) throw new FieldFaults(faults);
  return values;
}

/** A period that slipped into another year would go on without anybody noticing. */
const MOST_DAYS_AHEAD = 366;

type Read = { value: string } | { error: string };

function readField({ word, input, optional }: MatterField, text: string, today: string, areaCode: string): Read {
  const isLong = input.kind === 'text' && input.multiline === true;
  const value = input.kind === 'date' ? tidyDate(text) : isLong ? tidyLines(text) : tidySentence(text);
  if (value === '') {
    if (optional) return { value };
    return { error: input.kind === 'choice' ? `${word}を選んでください。` : `${word}を入力してください。` };
  }
  switch (input.kind) {
    case 'date':
      return readDate(word, value, today, input);
    case 'time':
      return readTime(word, value);
    case 'phone':
      return parsePhone(value, areaCode) === undefined
        ? { error: `${word}を読み取れませんでした。市外局番から、例えば ${CITY.office.tel} のように入力してください。` }
        : { value };
    case 'number':
      return readNumber(word, value, input);
    case 'choice':
      return input.asked || Object.hasOwn(input.choices, value)
        ? { value }
        : { error: `${word}を選び直してください。` };
    case 'text':
      return value.length > input.maxLength
        ? { error: `${word}は${input.maxLength}字以内で入力してください。` }
        : { value };
  }
}

function readDate(
  word: string,
  value: string,
  today: string,
  { future, today: alsoToday }: { future?: true; today?: true },
): Read {
  if (!isCivilDate(value))
    return { error: `${word}を読み取れませんでした。2026-11-22 のように、暦にある日付を入力してください。` };
  if (!future && value > today) return { error: `${word}が今日より後になっています。日付をご確認ください。` };
  if (future && alsoToday && value < today) return { error: `${word}は、今日以降の日付にしてください。` };
  if (future && !alsoToday && value <= today) return { error: `${word}は、明日以降の日付にしてください。` };
  if (future && value > addDays(today, MOST_DAYS_AHEAD)) return { error: `${word}は、1年以内の日付にしてください。` };
  return { value };
}

function readNumber(
  word: string,
  value: string,
  { least, most, unit }: { least: number; most: number; unit: string },
): Read {
  const [, digits] = new RegExp(`^(\\d{1,9})(?:${unit})?$`).exec(foldNumeric(value)) ?? [];
  const read = Number(digits);
  if (digits === undefined || read < least || read > most)
    return { error: `${word}は、${least}から${most}までの数字で入力してください。` };
  return { value: String(read) };
}

function readTime(word: string, value: string): Read {
  const [, hour, minute = '0'] = /^(\d{1,2})(?:[:時](\d{1,2})?分?)?$/.exec(foldNumeric(value)) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59)
    return { error: `${word}は00時00分から23時59分までの間で、14:05 のように入力してください。` };
  return { value: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` };
}

/** A value as people read it. */
export function written({ input }: MatterField, value: string): string {
  if (input.kind === 'date') return isCivilDate(value) ? formatWareki(value) : value;
  if (input.kind === 'time') return formatTime(value);
  if (input.kind === 'number') return `${value}${input.unit}`;
  return input.kind === 'choice' ? (input.choices[value] ?? value) : value;
}
