import { addDays } from '../japanese/civil.js';

/** For how long something is kept, as a rule says it: 90日間, 3か月間, 1年間. */
export type Period = { readonly days: number } | { readonly months: number } | { readonly years: number };

/** A period as people read it: 90日間, 3か月間, 1年間. */
export function periodWords(period: Period): string {
  if ('days' in period) return `${period.days}日間`;
  return 'months' in period ? `${period.months}か月間` : `${period.years}年間`;
}

const pad = (number: number): string => String(number).padStart(2, '0');

/**
 * The last civil date of a period that begins with something that happened on a civil date. As in 民法第140条 that day itself does not
 * count; months and years follow the calendar (民法第143条): they end on the eve of the day that answers to the one after it, and on
 * the last day of the month where that month has no such day.
 */
export function lastDayOf(period: Period, date: string): string {
  if ('days' in period) return addDays(date, period.days);
  const [year = 0, month = 0, day = 0] = addDays(date, 1).split('-').map(Number);
  const months = year * 12 + month - 1 + ('months' in period ? period.months : 12 * period.years);
  const first = `${Math.floor(months / 12)}-${pad((months % 12) + 1)}-01`;
  const following = `${Math.floor((months + 1) / 12)}-${pad(((months + 1) % 12) + 1)}-01`;
  const eve = addDays(first, day - 2);
  return eve < following ? eve : addDays(following, -1);
}

/** A day early enough to begin the search of {@link firstDayOf}. */
function wellBefore(period: Period, today: string): string {
  if ('days' in period) return addDays(today, -period.days);
  return addDays(today, -31 * ('months' in period ? period.months : 12 * period.years) - 1);
}

/** The earliest civil date whose period has not ended by `today`. */
export function firstDayOf(period: Period, today: string): string {
  let date = wellBefore(period, today);
  while (lastDayOf(period, date) < today) date = addDays(date, 1);
  return date;
}
