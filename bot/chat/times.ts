import { wholeMinutes } from '../japanese/lengths.js';
import { type Candidate, chosen, corrects } from './chosen.js';
import { mark } from './normalise.js';

/** A time of day (`HH:MM`) or a length (minutes) and the text with it marked. */
export interface FoundTime<T> {
  value: T | undefined;
  /** How long a call was, where its beginning and its end are told. */
  minutes?: number;
  text: string;
}

const HALF_DAY = 12;
const DAY_MINUTES = 24 * 60;

const CLOCK =
  /(?!(?<=(?:長さ|通話時間|録音時間|duration|talk|dur)[はがので:=、\s]{0,3})\d{1,2}:\d\d)(?!(?<!〓\s?)0{1,2}:\d\d:\d\d|\d{1,2}:\d\d:\d\d\(時:|\d{1,2}:\d\d'\d\d)(?:(?<part>午前|午後|am|pm|早朝|朝|お?昼|夕方|夕|深夜|夜中|未明|明け方|夜)の?\s?)?(?<!\d:?)(?<hour>\d{1,2})(?:時(?!間|停止|保|金)(?:(?<half>半)|(?:\s(?!\d{1,2}分(?:くらい|ぐらい|ほど|程度|間|の)))?(?<minute>\d{1,2})分(?!間)(?<before>前)?)?|:(?<digits>\d{2})(?::\d{2})?(?!\d)(?:\s?(?<suffix>am|pm))?)|(?<noon>正午)/g;

const LENGTH =
  /(?<half>半時間)|(?<![\d:])(?<h>\d{1,2}):(?<m>\d{2})(?::|')(?<s>\d{2})"?(?![\d:])|(?<![\d:.])(?<m2>\d{1,3})'(?<s2>\d{2})"?|(?<!\d[.:/-]?|時|月)(?:(?<!小)(?<hours>\d{1,2}(?:\.5)?)(?:時間|\s?h(?:ours?|r)?(?![a-z]))(?<halfHour>半)?と?\s?)?(?:(?<minutes>\d{1,4})(?:分(?!までは?いか)|\s?min(?:ute)?s?(?![a-z])|m(?=\s?\d{1,2}\s?s)|(?<=h\s?\d{1,2})m(?![a-z]))(?<halfMinute>半)?)?(?:(?<seconds>\d{1,5})(?:秒|\s?sec(?![a-z])|(?<=m\s?\d{1,2})\s?s(?![a-z])|(?<=dur[^\d]{0,3}\d{1,5})s(?![a-z])))?(?!\d|前(?!後)|後|以内|の\d|おき|ごと)/g;

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
  const found: Moment[] = [];
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
    found.push({
      value,
      start: match.index,
      end: ending,
      total,
      exact: typedMinute !== undefined || part.half !== undefined,
    });
    rest = mark(rest, match.index, ending);
  }
  const span = spanIn(found, text);
  if (span !== undefined) return { ...span, text: rest };
  const value = chosen(found, text);
  // 「14時ごろ、14時5分です」: the same, told more exactly.
  const [first, second] = found;
  const isSame = first !== undefined && second?.exact && MORE_EXACTLY.test(text.slice(first.end, second.start));
  const exact = isSame && second.value.slice(0, 2) === first.value.slice(0, 2) ? second : undefined;
  return { value: value?.endsWith(':00') ? (exact?.value ?? value) : value, text: rest };
}

/** Between a time and the same, told more exactly. */
const MORE_EXACTLY = /^(?:ごろ|頃|くらい|ぐらい|台)?(?:です(?:ね)?|か)?[、。\s]{0,3}(?:正確には)?[、\s]?$/;

/** A time of day that was found, in minutes from midnight, and whether it was told to the minute. */
interface Moment extends Candidate<string> {
  total: number;
  exact: boolean;
}

const FROM_TO = /^(?:ごろ|頃|くらい|ぐらい)?\s?(?:から|~|-|ー|→|着信?、|開始、)\s?$/;
const ENDED_BEFORE = /(?:終了|終話|終わ|切れ)[^。\d〓]{0,5}$/;
const UNTIL = /^(?:ごろ|頃|くらい|ぐらい)?まで(?!に)/;
const FROM = /^(?:ごろ|頃|くらい|ぐらい)?(?:から|~)/;
const ENDED_AFTER = /^(?:ごろ|頃|くらい|ぐらい)?に?(?:終わ|終話|終了|切れ)/;
/** Nothing else is told of between the two. */
const OF_THE_SAME = /^[^がは〓。]{0,12}$/;
/** Within such a time the call came in; it did not last so long. */
const WITHIN =
  /^(?:ごろ|頃|くらい|ぐらい)?(?:まで)?(?:の?(?:間|あいだ|どこか|うち)|に(?:着信|かかって|来|お?電話)|の(?!お?電話|通話|録音|分|件)|は?、?(?:会議|研修|出張|不在|外出|休|受け?付|営業|開庁|勤務))/;
/** No call is longer, as far as anybody tells it by its beginning and its end. */
const LONGEST_CALL = 180;

/** The beginning of a call and its length, where two times of day are told as its beginning and its end. */
function spanIn(
  [first, second, third]: readonly Moment[],
  text: string,
): { value: string; minutes: number } | undefined {
  if (first === undefined || second === undefined || third !== undefined) return undefined;
  const between = text.slice(first.end, second.start);
  const after = text.slice(second.end);
  if (WITHIN.test(after) || corrects(between, after)) return undefined;
  const told =
    ENDED_BEFORE.test(between) ||
    (UNTIL.test(after) && FROM.test(between) && !between.includes('〓')) ||
    (ENDED_AFTER.test(after) && OF_THE_SAME.test(between));
  const written = FROM_TO.test(between) && first.exact && second.exact;
  const minutes = second.total - first.total;
  // 「夕方の4時45分に出て、終わったのが5時15分」
  const lasted = minutes <= 0 && minutes > -HALF_DAY * 60 ? minutes + HALF_DAY * 60 : minutes;
  return (told || written) && lasted > 0 && lasted <= LONGEST_CALL
    ? { value: first.value, minutes: lasted }
    : undefined;
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
    const { h = 0, m = digits.m2 ?? 0, s = digits.s2 ?? 0 } = digits;
    const { hours = h, minutes = m, seconds = s } = digits;
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
