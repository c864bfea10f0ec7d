import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../bot/japanese/civil.js';
import { CITY } from '../../bot/rule/profile/city.js';
import { keptSince, RULE_START, retentionOf } from '../../bot/rule/retention.js';

describe('how long a recording is kept (第4条第2項)', () => {
  it('is 90 days under a rule in force since 令和7年11月1日', () => {
    expect([CITY.retention, RULE_START]).toEqual([{ days: 90 }, '2025-11-01']);
  });

  it.each([
    ['on the day of the call', '2026-08-25', { within: true, daysLeft: 90 }],
    ['89 days later', '2026-11-22', { within: true, daysLeft: 1 }],
    ['90 days later', '2026-11-23', { within: true, daysLeft: 0 }],
    ['91 days later', '2026-11-24', { within: false, daysLeft: -1 }],
  ])('a call of 25 August, %s', (_when, today, expected) => {
    expect(retentionOf('2026-08-25', today)).toEqual({ ...expected, lastDay: '2026-11-23' });
  });

  it.each([
    ['over 29 February of a leap year', '2027-12-01', '2028-02-29'],
    ['from 29 February', '2028-02-29', '2028-05-29'],
    ['over the end of February of a common year', '2026-12-01', '2027-03-01'],
    ['over the end of the 年度', '2026-03-31', '2026-06-29'],
    ['over the end of the year', '2025-11-01', '2026-01-30'],
  ])('counts %s', (_over, callDate, lastDay) => {
    expect(retentionOf(callDate, lastDay)).toEqual({ within: true, daysLeft: 0, lastDay });
    expect(retentionOf(callDate, addDays(lastDay, 1))).toEqual({ within: false, daysLeft: -1, lastDay });
  });

  it('follows the setting where the city sets another number of days', () => {
    expect(retentionOf('2026-11-01', '2026-11-30', { days: 30 })).toEqual({
      within: true,
      daysLeft: 1,
      lastDay: '2026-12-01',
    });
  });

  it('loses one day a day, whatever the date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 400 }), (start, passed) => {
        const callDate = addDays(RULE_START, start);
        const { within, daysLeft } = retentionOf(callDate, addDays(callDate, passed));
        expect(daysLeft).toBe(90 - passed);
        expect(within).toBe(passed <= 90);
      }),
    );
  });

  it('is over for a call of the last minute of the 91st day, not for one of the first minute of the 90th', () => {
    const since = keptSince(new Date('2026-11-23T23:59:00+09:00'), CITY.retention);
    expect(since).toEqual(new Date('2026-08-25T00:00:00+09:00'));
    expect(keptSince(new Date('2026-11-23T00:00:00+09:00'), CITY.retention)).toEqual(since);
  });
});
