import { HOLIDAY_NAMES, holidayOf } from '../japanese/businessDays.js';
import { addDays, dayOfWeek, isCivilDate } from '../japanese/civil.js';
import { corrects } from './chosen.js';
import { mark } from './normalise.js';

/** A civil date and where it stands in the sentence. */
export interface FoundDate {
  date: string;
  start: number;
  end: number;
  /** The day of a month, where no more was said. */
  day?: number;
}

/** Calls lie in the past; absences of the manager are still to come. */
export type Direction = 'past' | 'coming';

/** Resolves the named parts of a match to a civil date, or undefined when the calendar has no such day. */
type Resolve = (part: Record<string, string | undefined>, today: string, direction: Direction) => string | undefined;

const REIWA = 2018;
const YEARS_SEARCHED = 8;

const DAY_WORDS: Readonly<Record<string, number>> = {
  一昨々日: -3,
  さきおととい: -3,
  一昨日: -2,
  おととい: -2,
  おとつい: -2,
  前日: -1,
  昨日: -1,
  きのう: -1,
  昨夜: -1,
  昨晩: -1,
  ゆうべ: -1,
  今日: 0,
  本日: 0,
  きょう: 0,
  今朝: 0,
  けさ: 0,
  明日: 1,
  あした: 1,
  あす: 1,
  明後日: 2,
  あさって: 2,
};

const WEEK_WORDS: Readonly<Record<string, number>> = { 先々週: -2, 先週: -1, 今週: 0, 来週: 1, 再来週: 2 };
const YEAR_WORDS: Readonly<Record<string, number>> = { 一昨年: -2, 去年: -1, 昨年: -1, 今年: 0, 本年: 0, 来年: 1 };
const MONTH_WORDS: Readonly<Record<string, number>> = { 先々月: -2, 先月: -1, 今月: 0, 来月: 1 };

const words = (table: Readonly<Record<string, number>>) => Object.keys(table).join('|');

function civil(year: number, month: number, day: number): string | undefined {
  const date = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isCivilDate(date) ? date : undefined;
}

/** The first day of the month `months` after (before, when negative) the month of a civil date. */
export function monthStart(date: string, months: number): string {
  const count = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}-01`;
}

/** The Monday of the week that lies `weeks` after (before) the week of a civil date. */
export function weekStart(date: string, weeks: number): string {
  return addDays(date, weeks * 7 - ((dayOfWeek(date) + 6) % 7));
}

/** Tries candidates in order and takes the first real day on the wanted side of today; today itself counts. */
function nearest(today: string, direction: Direction, candidates: (string | undefined)[]): string | undefined {
  return candidates.find((date) => date !== undefined && (direction === 'past' ? date <= today : date >= today));
}

const steps = (count: number, direction: Direction) =>
  Array.from({ length: count }, (_, step) => (direction === 'past' ? -step : step));

const ofEra: Resolve = ({ era, month, day }) =>
  civil(REIWA + (era === '元' ? 1 : Number(era)), Number(month), Number(day));
const ofYear: Resolve = ({ year, month, day }) => civil(Number(year), Number(month), Number(day));
const ofYearWord: Resolve = ({ word = '', month, day }, today) =>
  civil(Number(today.slice(0, 4)) + (YEAR_WORDS[word] ?? 0), Number(month), Number(day));
const ofMonthWord: Resolve = ({ word = '', day }, today) => {
  const start = monthStart(today, MONTH_WORDS[word] ?? 0);
  return civil(Number(start.slice(0, 4)), Number(start.slice(5, 7)), Number(day));
};
const ofLastOfMonth: Resolve = ({ word = '' }, today, direction) =>
  nearest(today, direction, [addDays(monthStart(today, (MONTH_WORDS[word] ?? 0) + 1), -1)]);
const ofMonthDay: Resolve = ({ month, day }, today, direction) =>
  nearest(
    today,
    direction,
    steps(YEARS_SEARCHED, direction).map((step) => civil(Number(today.slice(0, 4)) + step, Number(month), Number(day))),
  );
const ofHoliday: Resolve = ({ name = '' }, today, direction) =>
  nearest(
    today,
    direction,
    steps(YEARS_SEARCHED, direction).map((step) => holidayOf(name, Number(today.slice(0, 4)) + step)),
  );
const ofDay: Resolve = ({ day }, today, direction) =>
  nearest(
    today,
    direction,
    steps(12, direction).map((step) => {
      const start = monthStart(today, step);
      return civil(Number(start.slice(0, 4)), Number(start.slice(5, 7)), Number(day));
    }),
  );
const ofDayWord: Resolve = ({ word = '' }, today, direction) => {
  const days = DAY_WORDS[word] ?? 0;
  return direction === 'past' && days > 0 ? undefined : addDays(today, days);
};
const ofDaysAgo: Resolve = ({ days, weeks }, today) => addDays(today, -(Number(days ?? 0) + 7 * Number(weeks ?? 0)));
const ofWeekday: Resolve = ({ word, weekday = '' }, today, direction) => {
  const wanted = '月火水木金土日'.indexOf(weekday);
  if (word !== undefined) return addDays(weekStart(today, WEEK_WORDS[word] ?? 0), wanted);
  const ahead = (wanted + 1 - dayOfWeek(today) + 7) % 7 || 7;
  return addDays(today, direction === 'past' ? (ahead === 7 ? -7 : ahead - 7) : ahead);
};

/** From the fullest way of writing a day to the barest. */
const FORMS: readonly { pattern: RegExp; resolve: Resolve }[] = [
  {
    pattern:
      /(?:令和?|(?<![a-z])r)\s?(?<era>\d{1,2}|元)(?:年|[./-])(?:\(\d{4}年?\))?\s?(?<month>\d{1,2})(?:月|[./-])(?<day>\d{1,2})日?(?!\d)/g,
    resolve: ofEra,
  },
  {
    pattern: /(?<![\d-])(?<year>\d{4})(?:年|[./-])\s?(?<month>\d{1,2})(?:月|[./-])(?<day>\d{1,2})日?(?!\d)/g,
    resolve: ofYear,
  },
  { pattern: /(?<![\d-])(?<year>20\d\d)(?<month>\d\d)(?<day>\d\d)(?![\d-])/g, resolve: ofYear },
  {
    pattern: new RegExp(`(?<word>${words(YEAR_WORDS)})の?(?<month>\\d{1,2})(?:月|/)(?<day>\\d{1,2})日?(?!\\d)`, 'g'),
    resolve: ofYearWord,
  },
  { pattern: new RegExp(`(?<word>${words(MONTH_WORDS)})の?(?<day>\\d{1,2})日`, 'g'), resolve: ofMonthWord },
  { pattern: new RegExp(`(?<word>${words(MONTH_WORDS)})の?(?:末日|最終日|みそか|晦日)`, 'g'), resolve: ofLastOfMonth },
  {
    pattern:
      /(?:(?<!\d)(?=\d{1,2}月)|(?<!\d[/.:-]?))(?<month>\d{1,2})(?:月の?|\/)(?<day>\d{1,2})日?(?![\d/:時分件月])/g,
    resolve: ofMonthDay,
  },
  // 「11.10 10:30」, 「11.9の電話」: not 「2.5時間」.
  {
    pattern:
      /(?<=^|[、。\s(〓])(?<month>\d{1,2})\.(?<day>\d{1,2})(?=\s\d{1,2}[:時]|[、\s]?(?:の|に)?(?:お?電話|着信|通話|録音|受電|受付)|の件|、)/g,
    resolve: ofMonthDay,
  },
  // 「11-10 10:30」: a day only right before a time.
  { pattern: /(?<![\d/.:-])(?<month>\d{1,2})-(?<day>\d{1,2})(?=\s(?:\d{1,2}[:時]))/g, resolve: ofMonthDay },
  { pattern: new RegExp(`(?<name>${HOLIDAY_NAMES.join('|')})`, 'g'), resolve: ofHoliday },
  { pattern: new RegExp(`(?<![日〓曜]の?(?=前日))(?<word>${words(DAY_WORDS)})`, 'g'), resolve: ofDayWord },
  // Today's call, not 「先ほどの申請」.
  {
    pattern:
      /(?:さっき|さきほど|先ほど|先程)(?!から)(?=の?(?:お?電話|通話|着信|録音|分)|[^。申送]{0,30}(?:かか|受け|電話|通話|着信))/g,
    resolve: (_, today) => today,
  },
  {
    pattern:
      /(?<!\d)(?<days>\d{1,3})日(?:ほど|くらい|ぐらい)?前|(?<!\d)(?<weeks>\d{1,2})週間(?:ほど|くらい|ぐらい)?前/g,
    resolve: ofDaysAgo,
  },
  {
    pattern: new RegExp(
      `(?:(?<word>${words(WEEK_WORDS)})の?)?(?<![〓][(の、\\s]?)(?<weekday>[月火水木金土日])曜日?`,
      'g',
    ),
    resolve: ofWeekday,
  },
  { pattern: /(?<![\d月/])(?<day>\d{1,2})日(?![間後前目分中]|以内|ごと)/g, resolve: ofDay },
];

/** Said right behind a day: the day beside it. */
const BESIDE = /^の?(?:(?<after>翌日|次の日|明くる日)|前の?日)/;

/** 「先月22日、いえ、23日」: the day of the month that was corrected. */
function inSameMonth(one: FoundDate, before: FoundDate | undefined, text: string): FoundDate {
  if (one.day === undefined || before === undefined) return one;
  if (!corrects(text.slice(before.end, one.start), text.slice(one.end))) return one;
  const date = civil(Number(before.date.slice(0, 4)), Number(before.date.slice(5, 7)), one.day);
  return date === undefined ? one : { ...one, date };
}

/** More days than any honest sentence names. */
const MOST = 20;

/**
 * Finds the days a sentence names, relative to `today` (a civil date of Asia/Tokyo). A day without its year or month is the
 * nearest one in the given direction, today included; a weekday alone is never today.
 *
 * @returns the days in the order of the sentence and the text with them marked
 */
export function readDates(text: string, today: string, direction: Direction): { dates: FoundDate[]; text: string } {
  const dates: FoundDate[] = [];
  let rest = text;
  for (const { pattern, resolve } of FORMS) {
    for (const match of rest.matchAll(pattern)) {
      if (dates.length === MOST) break;
      const date = resolve(match.groups ?? {}, today, direction);
      if (date === undefined) continue;
      const beside = BESIDE.exec(rest.slice(match.index + match[0].length, match.index + match[0].length + 8));
      const end = match.index + match[0].length + (beside?.[0].length ?? 0);
      const days = beside === null ? 0 : beside.groups?.after === undefined ? -1 : 1;
      const bare = resolve === ofDay ? { day: Number(match.groups?.day) } : {};
      dates.push({ date: addDays(date, days), start: match.index, end, ...bare });
      rest = mark(rest, match.index, end);
    }
  }
  dates.sort((a, b) => a.start - b.start);
  return { dates: dates.map((one, place) => inSameMonth(one, dates[place - 1], text)), text: rest };
}
