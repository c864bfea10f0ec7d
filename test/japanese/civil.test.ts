import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  civilDate,
  civilTime,
  dayOfWeek,
  daysBetween,
  isCivilDate,
  momentOf,
} from '../../bot/japanese/civil.js';

const civilDates = fc.integer({ min: 0, max: 30_000 }).map((days) => addDays('2000-01-01', days));

describe('a moment in Kumamoto', () => {
  it.each([
    ['2026-03-31T14:59:59Z', '2026-03-31', '23:59'],
    ['2026-03-31T15:00:00Z', '2026-04-01', '00:00'],
    ['2026-12-31T15:30:00Z', '2027-01-01', '00:30'],
    ['2026-11-23T01:05:00Z', '2026-11-23', '10:05'],
  ])('%s is %s %s', (moment, date, time) => {
    expect(civilDate(new Date(moment))).toBe(date);
    expect(civilTime(new Date(moment))).toBe(time);
  });

  it('comes back from its date and time', () => {
    const minutes = fc.integer({ min: 0, max: 30_000 * 1440 });
    fc.assert(
      fc.property(minutes, (minute) => {
        const at = new Date(Date.UTC(2000, 0, 1) + minute * 60_000);
        expect(momentOf(civilDate(at), civilTime(at))).toEqual(at);
      }),
    );
  });
});

describe('a date of the calendar', () => {
  it.each(['2026-11-23', '2024-02-29', '2026-12-31'])('%s is one', (text) => {
    expect(isCivilDate(text)).toBe(true);
  });

  it.each([
    '2026-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '２０２６-11-23',
    '2026-11-23T00',
    '',
    '2026-11-23\n',
  ])('%j is none', (text) => {
    expect(isCivilDate(text)).toBe(false);
  });

  it('is 90 days before the day the recorder forgets (第4条第2項)', () => {
    expect(addDays('2026-08-25', 90)).toBe('2026-11-23');
    expect(daysBetween('2026-08-25', '2026-11-23')).toBe(90);
    expect(daysBetween('2026-11-23', '2026-08-25')).toBe(-90);
  });

  it('can be counted forward and back', () => {
    fc.assert(
      fc.property(civilDates, fc.integer({ min: -4000, max: 4000 }), (date, days) => {
        const other = addDays(date, days);
        expect(isCivilDate(other)).toBe(true);
        expect(daysBetween(date, other)).toBe(days);
        expect(addDays(other, -days)).toBe(date);
        expect(dayOfWeek(other)).toBe((((dayOfWeek(date) + days) % 7) + 7) % 7);
      }),
    );
  });

  it('knows its day of the week', () => {
    expect(dayOfWeek('2026-11-23')).toBe(1);
    expect(dayOfWeek('2026-11-22')).toBe(0);
  });
});
