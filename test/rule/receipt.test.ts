import { describe, expect, it } from '@jest/globals';
import { fiscalYearOf } from '../../bot/japanese/wareki.js';
import { formatReceipt, formatReceiptLong } from '../../bot/rule/receipt.js';

describe('a receipt number (受付番号)', () => {
  it.each([
    [2026, 12, 'R8-12', '令和8年度第12号'],
    [2025, 1, 'R7-1', '令和7年度第1号'],
    [2019, 3, 'R1-3', '令和元年度第3号'],
    [2028, 10_000, 'R10-10000', '令和10年度第10000号'],
  ])('of 年度 %i, number %i is %s, in full %s', (fiscalYear, serial, short, long) => {
    expect(formatReceipt({ fiscalYear, serial })).toBe(short);
    expect(formatReceiptLong({ fiscalYear, serial })).toBe(long);
  });

  it('changes its year on 1 April', () => {
    const of = (date: string) => formatReceipt({ fiscalYear: fiscalYearOf(date), serial: 1 });
    expect([of('2027-03-31'), of('2027-04-01')]).toEqual(['R8-1', 'R9-1']);
  });
});
