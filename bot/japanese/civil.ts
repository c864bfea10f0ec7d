/**
 * Civil dates and times of Asia/Tokyo as text: a date is `YYYY-MM-DD`, a time is `HH:MM`. Forms, letters and the rule speak
 * of civil days; a moment (`Date`) becomes one only through this file, so that 15:30 UTC on 31 March is 1 April here.
 */

const DAY_MS = 86_400_000;

/** Tokyo is nine hours ahead of UTC, and has known no daylight saving since 1951. The calendar of `Intl` takes several times longer, and is asked for every candidate. */
const TOKYO_MS = 9 * 3_600_000;

const inTokyo = (at: Date): string => new Date(at.getTime() + TOKYO_MS).toISOString();

/** The civil date in Tokyo of a moment, `YYYY-MM-DD`. */
export function civilDate(at: Date): string {
  return inTokyo(at).slice(0, 10);
}

/** The civil time in Tokyo of a moment, `HH:MM`. */
export function civilTime(at: Date): string {
  return inTokyo(at).slice(11, 16);
}

/** The moment of a civil date and time in Tokyo (no daylight saving: always +09:00). */
export function momentOf(date: string, time: string): Date {
  return new Date(`${date}T${time}:00+09:00`);
}

/** True when the text is a date of the calendar in the form `YYYY-MM-DD`; 2026-02-30 is none. */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The civil date `days` days after (or before, when negative) a civil date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from one civil date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Day of the week of a civil date, 0 = Sunday. */
export function dayOfWeek(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}
