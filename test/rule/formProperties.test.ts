import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { completeForm, type Entries, FIELDS, type Field } from '../../bot/rule/form.js';
import { runs } from '../helpers/chance.js';
import { COMPLETE, read } from './entries.js';

/** What people and machines put into fields: anything, and things that are nearly right. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(...'0123456789０１２９-−ー〜/:：時分約第号の+（）() 　\u200b\u202e\n'),
    maxLength: 16,
  }),
  fc.constantFrom(
    ...Object.values(COMPLETE),
    '4',
    '非通知',
    'true',
    'false',
    '2026/9/5',
    '３２８ー２１１１',
    '内線21234',
    '１００',
    '188',
    '123',
    '00-37-1234-567-890123',
    '+49 2391 8948 4511 900',
    '12-2',
    '',
  ),
);

const entries: fc.Arbitrary<Entries> = fc.record(
  Object.fromEntries(FIELDS.map((field) => [field, anything])) as Record<Field, typeof anything>,
  { requiredKeys: [] },
);

/** One entry or two of a form without fault, changed. */
const nearlyRight: fc.Arbitrary<Entries> = fc
  .dictionary(fc.constantFrom(...FIELDS), anything, { maxKeys: 2 })
  .map((changed) => ({ ...COMPLETE, ...changed }));

const typed = fc.oneof(entries, nearlyRight);

/** An extension of the main building, or a number of the public network: the longest of Japan, 0037 …, have seventeen digits. */
const CITY_NUMBER = /^([1-9]\d{4}|\+[1-9]\d{5,18})$/;
/** Or a three-digit service: 110, 119, 188 … */
const OTHER_NUMBER = new RegExp(`${CITY_NUMBER.source}|^1([01]\\d|36|4[1-8]|5\\d|7[178]|8[89])$`);

describe('whatever is typed into the form', () => {
  it('never throws, and every faulty field has a sentence and stays as typed', () => {
    fc.assert(
      fc.property(typed, (given) => {
        const form = read(given);
        for (const [field, sentence] of Object.entries(form.errors) as [Field, string][]) {
          expect(sentence).toMatch(/。$/);
          expect(form.tidied[field]).toBe({ ...COMPLETE, ...given }[field]);
          expect(form.values).not.toHaveProperty(field);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('is read the same once it is tidied', () => {
    fc.assert(
      fc.property(typed, (given) => {
        const form = read(given);
        expect(read(form.tidied)).toEqual(form);
      }),
      { numRuns: runs(500) },
    );
  });

  it('is filed only without fault, and then within the bounds of 様式第1号', () => {
    fc.assert(
      fc.property(nearlyRight, (given) => {
        const form = read(given);
        const application = completeForm(form);
        expect(application === undefined).toBe(Object.keys(form.errors).length > 0);
        if (application === undefined) return;
        expect(`${application.callDate} ${application.callTime}` <= '2026-11-23 10:00').toBe(true);
        expect(application.durationMinutes).toBeGreaterThanOrEqual(1);
        expect(application.durationMinutes).toBeLessThanOrEqual(1440);
        expect(application.cityNumber).toMatch(CITY_NUMBER);
        if (form.tidied.withheld === 'true') expect(application.otherNumber).toBeNull();
        else expect(application.otherNumber).toMatch(OTHER_NUMBER);
        expect(application.purpose === 4).toBe(application.purposeOther !== null);
      }),
      { numRuns: runs(500) },
    );
  });
});
