import { describe, expect, it } from '@jest/globals';
import { fieldOf } from '../../bot/rule/fields.js';
import { completeForm, FIELDS, type Field, readForm } from '../../bot/rule/form.js';
import { COMPLETE, NOW, read } from './entries.js';

type Value = string | number | null;

/** Entries that are understood: what is typed, what is meant, how it is shown back (as meant unless given). */
const GOOD: Partial<Record<Field, [typed: string, value: Value, shown?: string][]>> = {
  callDate: [
    ['2026-11-22', '2026-11-22'],
    ['2026-11-23', '2026-11-23'],
    ['2025-11-01', '2025-11-01'],
    ['2026/11/22', '2026-11-22'],
    ['2026/9/5', '2026-09-05'],
    ['２０２６－１１－２２', '2026-11-22'],
    ['2026−11‐22', '2026-11-22'],
    ['2026ー11〜22', '2026-11-22'],
    [' \u200e2026-11-22　', '2026-11-22'],
  ],
  callTime: [
    ['14:05', '14:05'],
    ['9:05', '09:05'],
    ['１４：０５', '14:05'],
    ['14時05分', '14:05'],
    ['14時5分', '14:05'],
    ['14時', '14:00'],
    ['1405', '14:05'],
    ['905', '09:05'],
    ['14:05:59', '14:05'],
    ['00:00', '00:00'],
    ['23:59', '23:59'],
  ],
  durationMinutes: [
    ['3', 3],
    ['３', 3],
    ['約3分', 3],
    ['3分くらい', 3],
    ['約１２分程度', 12],
    ['2.1', 2],
    ['2.5', 3],
    ['0.2', 1],
    ['0.5', 1],
    ['1440', 1440],
  ],
  otherNumber: [
    ['090-1234-5678', '+819012345678', '（090）1234-5678'],
    ['０９０１２３４５６７８', '+819012345678', '（090）1234-5678'],
    ['（０９６）３２８−２１１１', '+81963282111', '（096）328-2111'],
    ['096ー328〜2111', '+81963282111', '（096）328-2111'],
    ['+81-96-328-2111', '+81963282111', '（096）328-2111'],
    ['328-2111', '+81963282111', '（096）328-2111'],
    ['３２８ー２１１１', '+81963282111', '（096）328-2111'],
    ['23456', '23456'],
    ['非通知', null, ''],
  ],
  cityNumber: [
    ['12345', '12345'],
    ['１２３４５', '12345'],
    ['内線12345', '12345'],
    ['096-328-2111', '+81963282111', '（096）328-2111'],
    ['328-2111', '+81963282111', '（096）328-2111'],
  ],
  purpose: [
    ['1', 1],
    ['３', 3],
    ['②', 2],
  ],
  documentNumber: [
    ['123', '123'],
    ['１２３', '123'],
    ['第123号', '123'],
    ['12の2', '12の2'],
    ['12-2', '12の2'],
    ['１２ー２', '12の2'],
    ['第12号の2', '12の2'],
  ],
  applicationDate: [
    ['2026-11-23', '2026-11-23'],
    ['2026/11/3', '2026-11-03'],
    ['2026-10-23', '2026-10-23'],
  ],
  contactSection: [[' 市民局市民課\n', '市民局市民課']],
  contactName: [
    ['試験　一郎', '試験　一郎'],
    ['試\u200b験 一\u202e郎', '試験 一郎'],
    ['あ'.repeat(60), 'あ'.repeat(60)],
  ],
};

/** Entries that are not understood, and a part of the sentence that says what to do. */
const BAD: Partial<Record<Field, [typed: string, says: string][]>> = {
  callDate: [
    ['', '通話のあった日付を入力してください'],
    ['2026-11-24', '日付が今日より後になっています'],
    ['2025-10-31', '要綱の施行日（令和7年11月1日）より前'],
    ['2026-02-29', '暦にある日付'],
    ['2026-13-01', '暦にある日付'],
    ['昨日', '2026-11-22 のように'],
    ['11/22', '2026-11-22 のように'],
  ],
  callTime: [
    ['', '通話が始まった時間を入力してください'],
    ['25:00', '00時00分から23時59分まで'],
    ['24:00', '00時00分から23時59分まで'],
    ['12:60', '00時00分から23時59分まで'],
    ['-1:00', '14:05 のように'],
    ['正午', '14:05 のように'],
    ['14', '14:05 のように'],
  ],
  durationMinutes: [
    ['', '分単位で入力してください'],
    ['0', '通話時間は1から1440'],
    ['０分', '通話時間は1から1440'],
    ['-3', '通話時間は1から1440'],
    ['1441', '通話時間は1から1440'],
    ['三分', '通話時間は1から1440'],
    ['1e2', '通話時間は1から1440'],
    ['3分30秒', '通話時間は1から1440'],
  ],
  otherNumber: [
    ['', '「非通知」を選んでください'],
    [' 　', '「非通知」を選んでください'],
    ['わからない', '市外局番から'],
    ['1234', '市外局番から'],
    ['096-328-211', '市外局番から'],
    ['090-1234-5678、090-8765-4321', '市外局番から'],
  ],
  cityNumber: [
    ['', '本庁舎の場合は内線の5桁'],
    ['1234', '本庁舎の内線は5桁の数字'],
    ['123456', '本庁舎の内線は5桁の数字'],
    ['01234', '本庁舎の内線は5桁の数字'],
    ['abcde', '本庁舎の内線は5桁の数字'],
    ['非通知', '本庁舎の内線は5桁の数字'],
  ],
  purpose: [
    ['', '最も近いもの1つだけ'],
    ['0', '最も近いもの1つだけ'],
    ['5', '最も近いもの1つだけ'],
    ['1,2', '最も近いもの1つだけ'],
    ['クレーム', '最も近いもの1つだけ'],
  ],
  documentNumber: [
    ['', '文書番号を数字で入力してください'],
    ['0', '文書番号を数字で入力してください'],
    ['012', '文書番号を数字で入力してください'],
    ['1234567', '文書番号を数字で入力してください'],
    ['12の0', '12の2 のように'],
    ['12-2-3', '12の2 のように'],
    ['市民発12号', '文書番号を数字で入力してください'],
  ],
  applicationDate: [
    ['', '申請日を入力してください'],
    ['2026-11-24', '今日までの1か月以内'],
    ['2026-10-22', '今日までの1か月以内'],
    ['2026-11-31', '暦にある日付'],
  ],
  contactSection: [
    ['　', '所属（局・課）を入力してください'],
    ['あ'.repeat(61), '60字以内'],
  ],
  contactName: [
    ['', '申請担当者の氏名を入力してください'],
    ['\u200b\u202e', '申請担当者の氏名を入力してください'],
    ['あ'.repeat(61), '60字以内'],
  ],
  pledged: [
    ['', 'チェックを付けてください'],
    ['false', 'チェックを付けてください'],
  ],
};

const rows = <T extends unknown[]>(table: Partial<Record<Field, T[]>>) =>
  (Object.entries(table) as [Field, T[]][]).flatMap(([field, cases]) =>
    cases.map((one) => [field, ...one] as [Field, ...T]),
  );

describe('the entries of 様式第1号', () => {
  it.each(rows(GOOD))('%s %j is understood', (field, typed, value, shown = String(value)) => {
    const form = read({ [field]: typed });
    expect(form.errors).toEqual({});
    expect(form.values).toMatchObject({ [field]: value });
    expect(form.tidied[field]).toBe(shown);
  });

  it.each(rows(BAD))('%s %j is refused, says what to do and stays as typed', (field, typed, says) => {
    const form = read({ [field]: typed });
    expect(form.errors).toEqual({ [field]: expect.stringContaining(says) });
    expect(form.values).not.toHaveProperty(field);
    expect(form.tidied[field]).toBe(typed);
    expect(completeForm(form)).toBeUndefined();
  });

  it('are all asked for when nothing was typed, except what may stay empty', () => {
    const form = readForm({}, { now: NOW, areaCode: '096', retention: { days: 90 } });
    const ofPurpose = FIELDS.filter((field) => fieldOf(field).when !== undefined);
    const optional: Field[] = ['withheld', 'purposeOther', ...ofPurpose];
    expect(Object.keys(form.errors).sort()).toEqual(FIELDS.filter((field) => !optional.includes(field)).sort());
    expect(form.warnings).toEqual([]);
  });

  it.each([
    ['disclosureLaw', { purpose: '4', purposeOther: '開示請求への対応' }, 'decree', '選んでください'],
    ['disclosureNumber', { purpose: '4', purposeOther: '開示請求への対応' }, ' ', '入力してください'],
    ['disclosureDate', { purpose: '4', purposeOther: '開示請求への対応' }, '2026-11-24', '今日より後'],
    ['disclosureDate', { purpose: '4', purposeOther: '開示請求への対応' }, 'きのう', '暦にある日付'],
    ['outsideBody', { purpose: '3' }, '', '入力してください'],
    ['outsideBasis', { purpose: '3' }, 'あ'.repeat(101), '100字以内'],
    ['answerBy', { purpose: '3' }, '来週', '暦にある日付'],
  ] as const)(
    '%s is asked for with its purpose alone, and refused where it cannot be right',
    (field, purpose, typed, says) => {
      expect(read({ [field]: typed }).errors).toEqual({});
      expect(read({ ...purpose, [field]: typed }).errors).toEqual({ [field]: expect.stringContaining(says) });
    },
  );

  it('take the area code of the setting', () => {
    const form = readForm(
      { ...COMPLETE, otherNumber: '22-1111' },
      { now: NOW, areaCode: '0964', retention: { days: 90 } },
    );
    expect(form.values.otherNumber).toBe('+81964221111');
  });
});
