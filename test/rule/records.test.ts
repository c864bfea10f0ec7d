import { describe, expect, it } from '@jest/globals';
import { deletableThrough, overFrom, overThrough, toTell } from '../../bot/rule/records.js';

describe('what ended in 令和8年度 and is kept for five years', () => {
  it('is kept from 1 April 2027 to the end of March 2032, however early in the year it ended', () => {
    expect(overFrom(2026, 5)).toBe('2032-04-01');
    expect(overThrough('2032-03-31', 5)).toBe(2025);
    expect(overThrough('2032-04-01', 5)).toBe(2026);
  });

  it('is told of on 1 March, and deleted from 1 April on', () => {
    expect(toTell('2032-02-29', 5, { through: 2025, from: '2031-04-01', years: 5 })).toBeUndefined();
    const told = toTell('2032-03-01', 5, { through: 2025, from: '2031-04-01', years: 5 });
    expect(told).toEqual({ through: 2026, from: '2032-04-01', years: 5 });
    expect(toTell('2032-03-02', 5, told)).toBeUndefined();
    expect(deletableThrough('2032-03-31', 5, told)).toBeUndefined();
    expect(deletableThrough('2032-04-01', 5, told)).toBe(2026);
  });

  it('is not deleted without a month’s notice where the setting comes late', () => {
    const told = toTell('2032-07-10', 5, undefined);
    expect(told).toEqual({ through: 2026, from: '2032-08-10', years: 5 });
    expect(deletableThrough('2032-08-09', 5, told)).toBeUndefined();
    expect(deletableThrough('2032-08-10', 5, told)).toBe(2026);
  });

  it('has its notice anew where the number of years is changed', () => {
    const told = { through: 2026, from: '2032-04-01', years: 5 };
    expect(deletableThrough('2032-05-01', 3, told)).toBeUndefined();
    expect(toTell('2032-05-01', 3, told)).toEqual({ through: 2028, from: '2032-06-01', years: 3 });
    expect(deletableThrough('2032-05-01', 10, told)).toBeUndefined();
  });
});
