import { addDays } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import { type Direction, monthStart, readDates, weekStart } from './dates.js';

/** Civil dates, both included; an open side is missing. */
export interface Period {
  from?: string;
  to?: string;
}

const REIWA = 2018;
/** Days that are told by the day of speaking. */
const OF_TODAY = /^\s?(?:今日|本日|きょう|昨日|きのう|一昨日|おととい)/;
const LAST_YEAR = /^(?:去年|昨年)$/;

const week = (today: string, weeks: number): Period => ({
  from: weekStart(today, weeks),
  to: addDays(weekStart(today, weeks), 6),
});
const month = (first: string): Period => ({ from: first, to: addDays(monthStart(first, 1), -1) });
const fiscal = (year: number): Period => ({ from: `${year}-04-01`, to: `${year + 1}-03-31` });
const calendar = (year: number): Period => ({ from: `${year}-01-01`, to: `${year}-12-31` });

const WORDS: readonly { pattern: RegExp; period: (today: string) => Period }[] = [
  { pattern: /先々週/, period: (today) => week(today, -2) },
  { pattern: /先週/, period: (today) => week(today, -1) },
  { pattern: /今週/, period: (today) => week(today, 0) },
  { pattern: /再来週/, period: (today) => week(today, 2) },
  { pattern: /来週/, period: (today) => week(today, 1) },
  { pattern: /先々月/, period: (today) => month(monthStart(today, -2)) },
  { pattern: /先月/, period: (today) => month(monthStart(today, -1)) },
  { pattern: /今月/, period: (today) => month(monthStart(today, 0)) },
  { pattern: /来月/, period: (today) => month(monthStart(today, 1)) },
  { pattern: /(?:今|本)年度/, period: (today) => fiscal(fiscalYearOf(today)) },
  { pattern: /(?:昨|前|去)年度/, period: (today) => fiscal(fiscalYearOf(today) - 1) },
];

const NAMED_FISCAL_YEAR = /(?<!\d)(?<year>20\d\d)年度|(?:令和|(?<![a-z])r)?(?<!\d)(?<era>\d{1,2}|元)年度/;

function namedFiscalYear(text: string): Period | undefined {
  const part = NAMED_FISCAL_YEAR.exec(text)?.groups;
  if (part === undefined) return undefined;
  return fiscal(part.year ? Number(part.year) : REIWA + (part.era === '元' ? 1 : Number(part.era)));
}

const NAMED_MONTH =
  /(?:(?:令和|(?<![a-z])r)(?<era>\d{1,2}|元)年|(?<!\d)(?<year>\d{4})年|(?<word>去年|昨年|今年|本年)の?)?(?<!\d)(?<month>1[0-2]|0?[1-9])月/;

function namedMonth(text: string, today: string, direction: Direction): Period | undefined {
  const part = NAMED_MONTH.exec(text)?.groups;
  if (part?.month === undefined) return undefined;
  const thisYear = Number(today.slice(0, 4));
  const first = (year: number) => `${year}-${String(part.month).padStart(2, '0')}-01`;
  if (part.era) return month(first(REIWA + (part.era === '元' ? 1 : Number(part.era))));
  if (part.year) return month(first(Number(part.year)));
  if (part.word) return month(first(LAST_YEAR.test(part.word) ? thisYear - 1 : thisYear));
  const present = monthStart(today, 0);
  if (direction === 'past') return month(first(first(thisYear) <= present ? thisYear : thisYear - 1));
  return month(first(first(thisYear) >= present ? thisYear : thisYear + 1));
}

/**
 * The stretch of time a sentence names: 「12月1日から5日まで」, 「明日から3日間」, 先週, 今月, 今年度, 令和8年度, 12月, a single day. A month without its
 * year is the nearest one in the given direction, the present month included. Empty when no time is named.
 */
export function readPeriod(text: string, today: string, direction: Direction): Period {
  const { dates } = readDates(text, today, direction);
  const first = dates[0];
  if (first !== undefined) {
    const after = text.slice(first.end);
    if (/^(?:まで|迄)/.test(after)) return { to: first.date };
    const open = /^\s?(?:\([月火水木金土日]\))?\s?(?:から|より|~|-)/.exec(after);
    if (open === null) return { from: first.date, to: first.date };
    const span = /^\s?(?<count>\d{1,3})(?<unit>日|週)間/.exec(after.slice(open[0].length))?.groups;
    if (span !== undefined) {
      const days = Number(span.count) * (span.unit === '週' ? 7 : 1);
      return { from: first.date, to: addDays(first.date, Math.max(days, 1) - 1) };
    }
    // The end is counted from the beginning: 「12月28日から4日まで」 ends in January.
    const end = after.slice(open[0].length);
    // But 「今日まで」 is today.
    const last = (OF_TODAY.test(end) ? readDates(end, today, direction) : readDates(end, first.date, 'coming'))
      .dates[0];
    return last === undefined ? { from: first.date } : { from: first.date, to: last.date };
  }
  const word = WORDS.find(({ pattern }) => pattern.test(text));
  if (word !== undefined) return word.period(today);
  const named = namedFiscalYear(text) ?? namedMonth(text, today, direction);
  if (named !== undefined) return named;
  if (/(?:去|昨)年/.test(text)) return calendar(Number(today.slice(0, 4)) - 1);
  if (/今年/.test(text)) return calendar(Number(today.slice(0, 4)));
  return {};
}
