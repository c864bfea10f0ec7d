import { wholeMinutes } from '../japanese/lengths.js';
import { type Candidate, chosen, corrects } from './chosen.js';
import { mark } from './normalise.js';

/** A time of day (`HH:MM`) or a length (minutes) and the text with it marked. */
export interface FoundTime<T> {
  value: T | undefined;
  text: string;
}

const HALF_DAY = 12;
const DAY_MINUTES = 24 * 60;

const CLOCK =
  /(?<!(?:長さ|通話時間|録音時間)[はがの:、\s]{0,3})(?:(?<part>午前|午後|am|pm|早朝|朝|お?昼|夕方|夕|深夜|夜中|未明|明け方|夜)の?\s?)?(?<!\d:?)(?<hour>\d{1,2})(?:時(?!間|停止|保|金)(?:(?<half>半)|(?:\s(?!\d{1,2}分(?:くらい|ぐらい|ほど|程度|間|の)))?(?<minute>\d{1,2})分(?!間)(?<before>前)?)?|:(?<digits>\d{2})(?::\d{2})?(?!\d)(?:\s?(?<suffix>am|pm))?)|(?<noon>正午)/g;

const LENGTH =
  /(?<half>半時間)|(?<=(?:長さ|通話時間|録音時間)[はがの:、\s]{0,3})(?<h>\d{1,2}):(?<m>\d{2}):(?<s>\d{2})|(?<!\d[.:/-]?|時|月)(?:(?<hours>\d{1,2})時間(?<halfHour>半)?と?)?(?:(?<minutes>\d{1,4})(?:分|\s?min(?:ute)?s?(?![a-z]))(?<halfMinute>半)?)?(?:(?<seconds>\d{1,5})秒)?(?!\d|前(?!後)|後|以内|の\d|おき|ごと)/g;

/** The hour on the 24-hour clock, given the part of the day that was named. */
function hourOf(hour: number, part: string | undefined, exact: boolean): number {
  if (part === '午前' || part === 'am') return hour % HALF_DAY;
  if (part === '午後' || part === 'pm') return hour >= HALF_DAY ? hour : hour + HALF_DAY;
  if (part === '夕方' || part === '夕') return hour < HALF_DAY ? hour + HALF_DAY : hour;
  if (part === '深夜' || part === '夜中' || part === '未明' || part === '明け方') return hour % HALF_DAY;
  if (part === '夜' && hour === HALF_DAY) return 0;
  if (part === '夜') return hour >= 5 && hour < HALF_DAY ? hour + HALF_DAY : hour;
  if (part?.endsWith('昼')) return hour <= 4 ? hour + HALF_DAY : hour;
  // A city hall that says 「3時ごろ」 means the afternoon; 3時05分 or 3:05 is taken at its word.
  if (part === undefined && !exact && hour >= 1 && hour <= 6) return hour + HALF_DAY;
  return hour;
}

/**
 * The time of day a sentence names, of several as {@link chosen} has it: 14時ごろ, 14:05, 午後2時半, 14時5分前, 正午. 夕方 alone is none. A bare 1時 to 6時
 * without minutes is the afternoon's.
 */
export function readTime(text: string): FoundTime<string> {
  const found: Candidate<string>[] = [];
  let rest = text;
  let last: { part: string | undefined; end: number } | undefined;
  for (const match of text.matchAll(CLOCK)) {
    const part = match.groups ?? {};
    const ending = match.index + match[0].length;
    // 「午後2時10分じゃなくて2時20分」: the same half of the day.
    const isCorrection = last !== undefined && corrects(text.slice(last.end, match.index), text.slice(ending));
    const half = part.part ?? (isCorrection ? last?.part : undefined);
    last = { part: half, end: ending };
    const typedMinute = part.minute ?? part.digits;
    const minute = part.half ? 30 : Number(typedMinute ?? 0);
    const padded = part.hour?.startsWith('0') ?? false;
    const hour = part.noon
      ? HALF_DAY
      : hourOf(Number(part.hour), half ?? part.suffix, typedMinute !== undefined || padded);
    if (hour > 23 || minute > 59) continue;
    const total = (hour * 60 + (part.before ? -minute : minute) + DAY_MINUTES) % DAY_MINUTES;
    const value = `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
    found.push({ value, start: match.index, end: ending });
    rest = mark(rest, match.index, ending);
  }
  return { value: chosen(found, text), text: rest };
}

/**
 * The length of the call a sentence names, in whole minutes, rounded half up as 様式第1号 has it (約〇〇分): 約3分,
 * 1時間半, 1分13秒 → 1, 2分30秒 → 3. To be asked after {@link readTime} has marked 14時5分. 3分前 is no length.
 */
export function readDuration(text: string): FoundTime<number> {
  const found: Candidate<number>[] = [];
  let rest = text;
  for (const match of text.matchAll(LENGTH)) {
    const { halfHour, halfMinute, half, ...digits } = match.groups ?? {};
    const { hours = digits.h ?? 0, minutes = digits.m ?? 0, seconds = digits.s ?? 0 } = digits;
    const total =
      Number(hours) * 60 +
      (halfHour || half ? 30 : 0) +
      Number(minutes) +
      ((halfMinute ? 30 : 0) + Number(seconds)) / 60;
    if (match[0] === '' || total <= 0 || total > DAY_MINUTES) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    found.push({ value: wholeMinutes(total * 60), start, end });
    rest = mark(rest, start, end);
  }
  return { value: chosen(found, text), text: rest };
}
