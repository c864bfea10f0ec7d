import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldCode } from '../../../bot/web/page/code.js';

describe('the confirmation code as people type it', () => {
  it.each([
    ['123456', '123456'],
    ['１２３４５６', '123456'],
    [' 123 456 ', '123456'],
    ['123-456', '123456'],
    ['確認コード：０４２１７７', '042177'],
  ])('takes %s as six digits', (typed, code) => {
    expect(foldCode(typed)).toBe(code);
  });

  it.each(['', '12345', '1234567', '六桁'])('does not take 「%s」 for a code', (typed) => {
    expect(foldCode(typed)).toBeNull();
  });

  it('reads every six digits alike, half-width or full-width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (number) => {
        const code = String(number).padStart(6, '0');
        const wide = code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
        return foldCode(code) === code && foldCode(wide) === code;
      }),
    );
  });
});
