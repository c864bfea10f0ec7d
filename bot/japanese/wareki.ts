import { civilDate, civilTime, dayOfWeek } from './civil.js';

const ERA = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { timeZone: 'UTC', era: 'long', year: 'numeric' });

/** Era and year of a civil date: 2026-11-23 → 令和8年, 2019-05-01 → 令和元年. */
export function eraYear(date: string): string {
  const parts = ERA.formatToParts(new Date(`${date}T00:00:00Z`));
  const era = parts.find((part) => part.type === 'era')?.value ?? '';
  const year = parts.find((part) => part.type === 'year')?.value ?? '';
  return `${era}${year === '1' ? '元' : year}年`;
}

/** The date as 様式第1号 and 第2号 write it: 令和8年（2026年）11月23日. */
export function formatWareki(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${eraYear(date)}（${year}年）${month}月${day}日`;
}

/** The date alone in the Japanese calendar: 令和8年11月23日. */
export function formatWarekiShort(date: string): string {
  const [, month, day] = date.split('-').map(Number);
  return `${eraYear(date)}${month}月${day}日`;
}

/** The time as the forms write it: 14時05分. */
export function formatTime(time: string): string {
  const [hour, minute] = time.split(':');
  return `${Number(hour)}時${minute}分`;
}

/** A date for reading on a card: 11月23日（月）. */
export function formatDay(date: string): string {
  const [, month, day] = date.split('-').map(Number);
  return `${month}月${day}日（${'日月火水木金土'[dayOfWeek(date)]}）`;
}

/** A moment for reading on a card: 11月23日（月）14時05分. */
export function formatMoment(at: Date): string {
  return `${formatDay(civilDate(at))}${formatTime(civilTime(at))}`;
}

/** The 年度 (April to March) of a civil date, named by the year its April lies in: 2026-03-31 → 2025. */
export function fiscalYearOf(date: string): number {
  const [year, month] = date.split('-').map(Number) as [number, number];
  return month >= 4 ? year : year - 1;
}

/** The 年度 in the Japanese calendar: 2026 → 令和8年度. */
export function formatFiscalYear(fiscalYear: number): string {
  return `${eraYear(`${fiscalYear}-05-01`)}度`;
}
