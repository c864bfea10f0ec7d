import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amount, clockTime, percent } from '../../../bot/web/page/amount.js';

describe('figures on the page', () => {
  it('gives sizes as people read them', () => {
    expect([amount(0), amount(480_046), amount(14_400_044)]).toEqual(['0KB', '481KB', '14.4MB']);
  });

  it('says 100% only when the last byte is there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 0, max: 2 ** 31 }), (expected, received) => {
        expect(percent(received, expected) === 100).toBe(received >= expected);
      }),
    );
  });

  it("gives the time in Kumamoto, wherever the person's computer thinks it is", () => {
    expect(clockTime('2026-11-23T05:05:00.000Z')).toBe('14時05分');
    expect(clockTime('2026-11-23T15:00:00.000Z')).toBe('0時00分');
  });
});
