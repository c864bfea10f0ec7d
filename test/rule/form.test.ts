import { describe, expect, it } from '@jest/globals';
import {
  callMoment,
  completeForm,
  type Entries,
  errorsOfStep,
  FIELDS,
  type Field,
  firstOpenStep,
  STEP_FIELDS,
} from '../../bot/rule/form.js';
import { read } from './entries.js';

describe('the time of the call', () => {
  it('may be this minute, but not the next one', () => {
    expect(read({ callDate: '2026-11-23', callTime: '10:00' }).errors).toEqual({});
    const later = read({ callDate: '2026-11-23', callTime: '１０時１分' });
    expect(later.errors).toEqual({ callTime: expect.stringContaining('現在より後') });
    expect(later.tidied.callTime).toBe('１０時１分');
  });

  it('is one of Tokyo: at 00:30 there, which is yesterday in Greenwich, a call of five minutes past can be filed', () => {
    const form = read({ callDate: '2026-11-24', callTime: '00:05' }, new Date('2026-11-23T15:30:00Z'));
    expect(form.errors).toEqual({});
    expect(callMoment({ callDate: '2026-11-24', callTime: '00:05' })).toEqual(new Date('2026-11-23T15:05:00Z'));
  });
});

describe('a caller who withheld the number', () => {
  it('is chosen by the tick or by the word, and shown by the tick', () => {
    for (const entries of [{ withheld: 'true', otherNumber: '' }, { otherNumber: '非通知' }] satisfies Entries[]) {
      const form = read(entries);
      expect(form.errors).toEqual({});
      expect(form.values.otherNumber).toBeNull();
      expect(form.tidied).toMatchObject({ withheld: 'true', otherNumber: '' });
    }
  });

  it('is not meant by a tick that was taken away', () => {
    expect(read({ withheld: 'false' }).values.otherNumber).toBe('+819012345678');
  });
});

describe('その他 as the purpose', () => {
  it('needs words', () => {
    for (const purposeOther of ['', ' 　', '\u200b']) {
      const form = read({ purpose: '4', purposeOther });
      expect(form.errors).toEqual({ purposeOther: expect.stringContaining('具体的に入力してください') });
      expect(form.tidied.purposeOther).toBe(purposeOther);
    }
  });

  it('takes 200 characters and keeps what is too long', () => {
    expect(read({ purpose: '4', purposeOther: 'あ'.repeat(200) }).errors).toEqual({});
    const long = read({ purpose: '4', purposeOther: 'あ'.repeat(201) });
    expect(long.errors).toEqual({ purposeOther: expect.stringContaining('200字以内') });
    expect(long.tidied.purposeOther).toHaveLength(201);
  });

  it('folds lines to one and leaves the words alone', () => {
    expect(read({ purpose: '4', purposeOther: ' 開示請求\r\nへの　対応 ' }).values.purposeOther).toBe(
      '開示請求 への　対応',
    );
  });

  it('keeps the words in the field, but not in the application, when another purpose is chosen after all', () => {
    const form = read({ purpose: '2', purposeOther: '開示請求' });
    expect(form.values).toMatchObject({ purpose: 2, purposeOther: null });
    expect(form.tidied.purposeOther).toBe('開示請求');
  });
});

describe('hostile text', () => {
  const HOSTILE = [
    '\u0024{x}',
    '[link](http://x)',
    '\\`*_{}<b>',
    '"; DROP TABLE "Request"; --',
    '__proto__',
    '\u202e\u0007\u0000x',
  ];
  const NUMERIC: Field[] = [
    'callDate',
    'callTime',
    'durationMinutes',
    'otherNumber',
    'cityNumber',
    'purpose',
    'documentNumber',
    'applicationDate',
    'pledged',
  ];

  it.each(HOSTILE)('%j never passes for a date or number, and is kept as typed', (typed) => {
    for (const field of NUMERIC) {
      const form = read({ [field]: typed });
      expect(Object.keys(form.errors)).toEqual([field]);
      expect(form.tidied[field]).toBe(typed);
    }
  });

  it.each(HOSTILE.slice(0, 5))('%j is only text where text is asked for', (typed) => {
    const form = read({ purpose: '4', purposeOther: typed, contactSection: typed, contactName: typed });
    expect(form.values).toMatchObject({ purposeOther: typed, contactSection: typed, contactName: typed });
  });

  it('loses its control and direction characters where text is asked for', () => {
    const typed = 'a\u202eb\u0007c\u0000d\u2066e';
    const form = read({ purpose: '4', purposeOther: typed, contactName: typed });
    expect(form.values).toMatchObject({ purposeOther: 'ab c de', contactName: 'ab c de' });
  });

  it('of 10,000 characters is refused in every field, and none of it is lost', () => {
    for (const field of [...NUMERIC, 'contactSection', 'contactName', 'purposeOther'] as Field[]) {
      for (const typed of ['9'.repeat(10_000), '試'.repeat(10_000)]) {
        const form = read({ purpose: '4', purposeOther: '研修', [field]: typed });
        expect(Object.keys(form.errors)).toEqual([field]);
        expect(form.tidied[field]).toBe(typed);
      }
    }
  });
});

describe('a call of long ago', () => {
  it('of 90 days is filed without a word', () => {
    expect(read({ callDate: '2026-08-25' }).warnings).toEqual([]);
  });

  it('of 91 days is warned of, but can be filed', () => {
    const form = read({ callDate: '2026-08-24' });
    expect(form.warnings).toEqual([expect.stringContaining('90日間の保存期間（第4条第2項）を過ぎています')]);
    expect(completeForm(form)).toMatchObject({ callDate: '2026-08-24' });
  });
});

describe('the form as a whole', () => {
  it('without fault is an application with every field of 様式第1号', () => {
    expect(completeForm(read({}))).toEqual({
      callDate: '2026-11-22',
      callTime: '09:05',
      durationMinutes: 3,
      otherNumber: '+819012345678',
      cityNumber: '12345',
      purpose: 1,
      purposeOther: null,
      disclosureLaw: null,
      disclosureNumber: null,
      disclosureDate: null,
      outsideBody: null,
      outsideDocument: null,
      outsideBasis: null,
      answerBy: null,
      documentNumber: '123',
      applicationDate: '2026-11-23',
      contactSection: '市民局市民課',
      contactName: '試験 一郎',
    });
  });

  it('asks for every field in exactly one step', () => {
    expect(Object.values(STEP_FIELDS).flat().sort()).toEqual([...FIELDS].sort());
  });

  it('opens at the first step with a fault, and at the last when only the promise is missing', () => {
    expect(firstOpenStep(read({ callTime: '', documentNumber: '' }))).toBe(1);
    expect(firstOpenStep(read({ purpose: '4', contactName: '' }))).toBe(2);
    expect(firstOpenStep(read({ contactName: '' }))).toBe(3);
    expect(firstOpenStep(read({ pledged: 'false' }))).toBe(4);
    expect(firstOpenStep(read({}))).toBe(4);
  });

  it('tells a step of its own faults only', () => {
    const form = read({ callTime: '25:00', contactName: '' });
    expect(Object.keys(errorsOfStep(form, 1))).toEqual(['callTime']);
    expect(Object.keys(errorsOfStep(form, 2))).toEqual([]);
    expect(Object.keys(errorsOfStep(form, 3))).toEqual(['contactName']);
  });
});
