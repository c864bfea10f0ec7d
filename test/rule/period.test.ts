import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../bot/japanese/civil.js';
import { firstDayOf, lastDayOf, type Period, periodWords } from '../../bot/rule/period.js';

const PERIODS = fc.oneof(
  fc.record({ days: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ months: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ years: fc.integer({ min: 1, max: 10 }) }),
);
const DATES = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('2020-01-01', days));

describe('a period of a rule', () => {
  it.each<[Period, string]>([
    [{ days: 10 }, '10日間'],
    [{ months: 3 }, '3か月間'],
    [{ years: 1 }, '1年間'],
  ])('%j is read as %s', (period, words) => {
    expect(periodWords(period)).toBe(words);
  });

  it.each<[string, Period, string, string]>([
    ['counts days from the one after', { days: 10 }, '2026-09-01', '2026-09-11'],
    ['ends on the eve of the day that answers to its first', { months: 3 }, '2026-06-16', '2026-09-16'],
    ['begins on the first of the next month after the last of one', { months: 3 }, '2026-02-28', '2026-05-31'],
    ['ends on the last of a month without such a day', { months: 2 }, '2026-12-30', '2027-02-28'],
    ['ends on 29 February where there is one', { months: 2 }, '2027-12-30', '2028-02-29'],
    ['goes over the end of the year', { months: 3 }, '2026-11-30', '2027-02-28'],
    ['counts years', { years: 1 }, '2027-02-28', '2028-02-29'],
    ['counts years from 29 February', { years: 1 }, '2028-02-29', '2029-02-28'],
  ])('%s (民法第140条・第143条)', (_how, period, date, last) => {
    expect(lastDayOf(period, date)).toBe(last);
  });

  it('ends later the later it began, and its first day is the first of which it has not ended', () => {
    fc.assert(
      fc.property(PERIODS, DATES, (period, today) => {
        expect(daysBetween(lastDayOf(period, today), lastDayOf(period, addDays(today, 1)))).toBeGreaterThanOrEqual(0);
        const first = firstDayOf(period, today);
        expect(lastDayOf(period, first) >= today).toBe(true);
        expect(lastDayOf(period, addDays(first, -1)) < today).toBe(true);
      }),
    );
  });
});
