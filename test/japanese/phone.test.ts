import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPhone, parsePhone } from '../../bot/japanese/phone.js';
import { readForm } from '../../bot/rule/form.js';

const AREA = '096';
const CITY_HALL = { kind: 'number', value: '+81963282111' };

describe('a telephone number as people write it', () => {
  it.each([
    '0963282111',
    '096-328-2111',
    '(096)328-2111',
    '（096）328-2111',
    '（０９６）３２８－２１１１',
    '096 328 2111',
    '096　328　2111',
    '096.328.2111',
    '096ー328ー2111',
    '096−328‐2111',
    '096〜328～2111',
    '+81963282111',
    '+81-96-328-2111',
    '＋８１－９６－３２８－２１１１',
    '+81(0)96-328-2111',
    '328-2111',
    '３２８−２１１１',
    'TEL：096-328-2111',
    '電話 096-328-2111',
    '  096-328-2111\n',
    '\u202a096-328-2111\u202c',
  ])('%j is the city hall', (text) => {
    expect(parsePhone(text, AREA)).toEqual(CITY_HALL);
  });

  it.each([
    ['090-1234-5678', '+819012345678'],
    ['0120-444-444', '+81120444444'],
    ['0964-22-1111', '+81964221111'],
    ['+1 212-555-0123', '+12125550123'],
  ])('%s is kept as %s', (text, value) => {
    expect(parsePhone(text, AREA)).toEqual({ kind: 'number', value });
  });

  it.each(['21234', '内線21234', '内線：21234', '２１２３４'])('%s is an extension of the main building', (text) => {
    expect(parsePhone(text, AREA)).toEqual({ kind: 'extension', value: '21234' });
  });

  it.each(['非通知', '番号非通知', '公衆電話', '表示圏外', ' 非通知 '])('%s is a caller without a number', (text) => {
    expect(parsePhone(text, AREA)).toEqual({ kind: 'withheld' });
  });

  it.each([
    '',
    '123',
    '01234',
    '096-328-211',
    '096-328-21111',
    '0963282111 佐藤',
    'わからない',
    '------',
    '+',
    '٠٩٦٣٢٨٢١١١',
  ])('%j is no number', (text) => {
    expect(parsePhone(text, AREA)).toBeUndefined();
  });

  it('takes the area code from the setting', () => {
    expect(parsePhone('23-1111', '0968')).toEqual({ kind: 'number', value: '+81968231111' });
    expect(parsePhone('23-1111', AREA)).toBeUndefined();
  });

  it('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const phone = parsePhone(text, AREA);
        if (phone?.kind === 'number') expect(phone.value).toMatch(/^\+\d{5,15}$/);
      }),
    );
  });
});

describe('a call to 110 or another service number', () => {
  it.each(['110', '１１９', '117'])('%s can be written as the counterpart’s number', (text) => {
    expect(parsePhone(text, AREA)).toEqual({ kind: 'service', value: text.normalize('NFKC') });
  });

  it('is no number of the city’s own', () => {
    const context = { now: new Date('2026-11-23T10:00:00+09:00'), areaCode: AREA, retention: { days: 90 } };
    const { errors } = readForm({ otherNumber: '110', cityNumber: '110' }, context);
    expect([errors.otherNumber, errors.cityNumber]).toEqual([undefined, expect.stringContaining('内線は5桁')]);
  });
});

describe('a telephone number on a form', () => {
  it.each([
    ['+81963282111', '（096）328-2111'],
    ['+819012345678', '（090）1234-5678'],
    ['+81964221111', '（0964）22-1111'],
    ['+81120444444', '（0120）444-444'],
    ['+12125550123', '+1 212 555 0123'],
    ['21234', '21234'],
    [null, '非通知'],
  ])('%s is written %s', (value, written) => {
    expect(formatPhone(value)).toBe(written);
  });

  it('can be typed back as it is written', () => {
    const local = fc.integer({ min: 2_000_000, max: 3_999_999 }).map((digits) => `+8196${digits}`);
    const mobile = fc.integer({ min: 10_000_000, max: 99_999_999 }).map((digits) => `+8190${digits}`);
    const known = fc.oneof(local, mobile).filter((value) => parsePhone(value, AREA)?.kind === 'number');
    fc.assert(
      fc.property(known, (value) => {
        expect(parsePhone(formatPhone(value), AREA)).toEqual({ kind: 'number', value });
      }),
    );
  });
});
