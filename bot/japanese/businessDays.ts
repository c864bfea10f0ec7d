import holidays from '@holiday-jp/holiday_jp';
import { addDays, dayOfWeek } from './civil.js';

/** True when the city hall works on that civil date: no weekend, no national holiday, not 29 December to 3 January. */
export function isBusinessDay(date: string): boolean {
  const day = dayOfWeek(date);
  if (day === 0 || day === 6) return false;
  const monthDay = date.slice(5);
  if (monthDay >= '12-29' || monthDay <= '01-03') return false;
  // The package compares by the machine's own calendar day, so it is given noon of that day.
  const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number];
  return !holidays.isHoliday(new Date(year, month - 1, dayOfMonth, 12));
}

/** The civil date `count` business days after a civil date (the date itself does not count). */
export function addBusinessDays(date: string, count: number): string {
  let day = date;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    if (isBusinessDay(day)) left--;
  }
  return day;
}

/** How many business days lie after `from` up to and including `to`. */
export function businessDaysBetween(from: string, to: string): number {
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isBusinessDay(day)) count++;
  return count;
}

const named = new Map(
  Object.entries(holidays.holidays).map(([date, { name }]) => [`${name} ${date.slice(0, 4)}`, date]),
);

/** The national holidays that people name a day by: 文化の日, 憲法記念日. */
export const HOLIDAY_NAMES: readonly string[] = [
  ...new Set(Object.values(holidays.holidays).map(({ name }) => name)),
].filter((name) => /^\S+(?:の日|記念日|誕生日)$/.test(name));

/** The civil date of a national holiday in a year; undefined where that year has none of this name. */
export function holidayOf(name: string, year: number): string | undefined {
  return named.get(`${name} ${year}`);
}
