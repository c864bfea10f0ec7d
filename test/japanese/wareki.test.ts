import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../bot/japanese/civil.js';
import {
  eraYear,
  fiscalYearOf,
  formatDay,
  formatFiscalYear,
  formatMoment,
  formatTime,
  formatWareki,
  formatWarekiShort,
} from '../../bot/japanese/wareki.js';

describe('a date in the Japanese calendar', () => {
  it.each([
    ['2026-11-23', '令和8年（2026年）11月23日'],
    ['2026-04-01', '令和8年（2026年）4月1日'],
    ['2019-05-01', '令和元年（2019年）5月1日'],
    ['2019-12-31', '令和元年（2019年）12月31日'],
    ['2020-01-01', '令和2年（2020年）1月1日'],
    ['2019-04-30', '平成31年（2019年）4月30日'],
    ['2024-02-29', '令和6年（2024年）2月29日'],
  ])('%s is written %s on a form', (date, written) => {
    expect(formatWareki(date)).toBe(written);
  });

  it('is written without the western year where there is little room', () => {
    expect(formatWarekiShort('2026-11-03')).toBe('令和8年11月3日');
    expect(formatWarekiShort('2019-05-01')).toBe('令和元年5月1日');
  });

  it('counts 令和 from 2019 as long as 令和 lasts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2020, max: 2060 }), (year) => {
        expect(eraYear(`${year}-01-01`)).toBe(`令和${year - 2018}年`);
      }),
    );
  });
});

describe('a time', () => {
  it.each([
    ['14:05', '14時05分'],
    ['09:30', '9時30分'],
    ['00:00', '0時00分'],
  ])('%s is written %s', (time, written) => {
    expect(formatTime(time)).toBe(written);
  });

  it('is read with its day on a card', () => {
    expect(formatDay('2026-11-23')).toBe('11月23日（月）');
    expect(formatMoment(new Date('2026-11-22T15:05:00Z'))).toBe('11月23日（月）0時05分');
  });
});

describe('the 年度', () => {
  it.each([
    ['2026-03-31', 2025],
    ['2026-04-01', 2026],
    ['2026-12-31', 2026],
    ['2027-01-01', 2026],
  ])('of %s is %i', (date, fiscalYear) => {
    expect(fiscalYearOf(date)).toBe(fiscalYear);
  });

  it.each([
    [2026, '令和8年度'],
    [2019, '令和元年度'],
    [2018, '平成30年度'],
  ])('%i is called %s', (fiscalYear, name) => {
    expect(formatFiscalYear(fiscalYear)).toBe(name);
  });

  it('changes on 1 April and on no other day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
        const date = addDays('2000-01-01', days);
        const step = fiscalYearOf(date) - fiscalYearOf(addDays(date, -1));
        expect(step).toBe(date.endsWith('-04-01') ? 1 : 0);
      }),
    );
  });
});
