import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addBusinessDays, businessDaysBetween, isBusinessDay } from '../../bot/japanese/businessDays.js';
import { addDays } from '../../bot/japanese/civil.js';

const civilDates = fc.integer({ min: 0, max: 8000 }).map((days) => addDays('2020-01-01', days));

describe('a working day of the city hall', () => {
  it.each([
    ['2026-11-20', '金曜日'],
    ['2026-11-24', '連休明けの火曜日'],
    ['2026-12-28', '仕事納め'],
    ['2027-01-04', '仕事始め'],
    ['2021-10-11', '体育の日が移された年の月曜日'],
  ])('is %s (%s)', (date) => {
    expect(isBusinessDay(date)).toBe(true);
  });

  it.each([
    ['2026-11-21', '土曜日'],
    ['2026-11-22', '日曜日'],
    ['2026-11-23', '勤労感謝の日'],
    ['2026-05-06', '振替休日'],
    ['2026-09-22', '国民の休日'],
    ['2026-12-29', '年末'],
    ['2026-12-31', '大晦日'],
    ['2027-01-01', '元日'],
    ['2028-01-03', '三が日'],
  ])('is not %s (%s)', (date) => {
    expect(isBusinessDay(date)).toBe(false);
  });
});

describe('counting working days', () => {
  it.each([
    ['2026-11-20', 0, '2026-11-20'],
    ['2026-11-20', 1, '2026-11-24'],
    ['2026-11-21', 1, '2026-11-24'],
    ['2026-12-28', 1, '2027-01-04'],
    ['2026-12-28', 3, '2027-01-06'],
  ])('from %s, %i of them later it is %s', (date, count, expected) => {
    expect(addBusinessDays(date, count)).toBe(expected);
    expect(businessDaysBetween(date, expected)).toBe(count);
  });

  it('counts none towards an earlier day', () => {
    expect(businessDaysBetween('2026-11-24', '2026-11-20')).toBe(0);
  });

  it('arrives on a working day, having passed exactly as many', () => {
    fc.assert(
      fc.property(civilDates, fc.integer({ min: 1, max: 30 }), (date, count) => {
        const arrival = addBusinessDays(date, count);
        expect(isBusinessDay(arrival)).toBe(true);
        expect(businessDaysBetween(date, arrival)).toBe(count);
        expect(businessDaysBetween(date, addDays(arrival, -1))).toBe(count - 1);
      }),
    );
  });

  it('adds up over a day in between', () => {
    fc.assert(
      fc.property(civilDates, fc.nat(60), fc.nat(60), (date, first, second) => {
        const between = addDays(date, first);
        const end = addDays(between, second);
        expect(businessDaysBetween(date, end)).toBe(
          businessDaysBetween(date, between) + businessDaysBetween(between, end),
        );
      }),
    );
  });
});
