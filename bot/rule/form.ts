import { addDays, civilDate, civilTime, isCivilDate, momentOf } from '../japanese/civil.js';
import { wholeMinutes } from '../japanese/lengths.js';
import { formatPhone, parsePhone } from '../japanese/phone.js';
import { foldNumeric, tidySentence } from '../japanese/text.js';
import { readDocumentNumber } from './documentNumber.js';
import type { Purpose } from './purposes.js';
import { RULE_START, retentionOf } from './retention.js';

/** The entries of 様式第1号 as typed. `withheld` is 'true' when 非通知 was chosen. */
export const FIELDS = [
  'callDate',
  'callTime',
  'durationMinutes',
  'otherNumber',
  'withheld',
  'cityNumber',
  'purpose',
  'purposeOther',
  'documentNumber',
  'applicationDate',
  'contactSection',
  'contactName',
  'pledged',
] as const;

export type Field = (typeof FIELDS)[number];

/** What a person typed, field by field, unchanged. */
export type Entries = Partial<Record<Field, string>>;

/** A form without fault, ready to be filed. `otherNumber` is E.164, an extension, or null for 非通知. */
export interface Application {
  callDate: string;
  callTime: string;
  durationMinutes: number;
  otherNumber: string | null;
  cityNumber: string;
  purpose: Purpose;
  purposeOther: string | null;
  documentNumber: string;
  applicationDate: string;
  contactSection: string;
  contactName: string;
}

/** The words of 様式第1号 for the fields that a decider may name when returning an application. */
export const FIELD_WORDS: Partial<Record<Field, string>> = {
  callDate: '日付',
  callTime: '時間',
  durationMinutes: '通話時間',
  otherNumber: '相手方電話番号',
  cityNumber: '市側電話番号',
  purpose: '利用目的',
  documentNumber: '文書番号',
  contactName: '申請担当者',
};

/** The steps of the wizard: 通話 → 利用目的 → 申請者 → 確認. */
export type Step = 1 | 2 | 3 | 4;

/** Which step asks for which field. */
export const STEP_FIELDS: Record<Step, readonly Field[]> = {
  1: ['callDate', 'callTime', 'durationMinutes', 'otherNumber', 'withheld', 'cityNumber'],
  2: ['purpose', 'purposeOther'],
  3: ['documentNumber', 'applicationDate', 'contactSection', 'contactName'],
  4: ['pledged'],
};

/** What of a step's answer gave way to something else in it, so that the person can be told. */
export type GaveWay = 'otherNumber' | 'withheld';

/**
 * What a step's card says once it was pressed. Clients leave empty inputs out of their answer, so a field of the card that is
 * missing from it was emptied. A number and 非通知 exclude each other: the one that was added on this card holds, and the tick
 * where both were.
 *
 * @param before the entries as the card showed them
 * @param typed the card's answer
 */
export function answerOfStep(step: Step, before: Entries, typed: Entries): { answer: Entries; gaveWay?: GaveWay } {
  const answer: Entries = Object.fromEntries(STEP_FIELDS[step].map((field) => [field, typed[field] ?? '']));
  if (answer.withheld !== 'true' || (answer.otherNumber ?? '') === '') return { answer };
  const tickWasThere = before.withheld === 'true' && (before.otherNumber ?? '') === '';
  const gaveWay = tickWasThere ? 'withheld' : 'otherNumber';
  return { answer: { ...answer, [gaveWay]: '' }, gaveWay };
}

export interface ReadForm {
  /** The fields that were understood. */
  values: Partial<Application> & { pledged?: boolean };
  /** For each faulty or missing field, the sentence that says what to do. */
  errors: Partial<Record<Field, string>>;
  /** What is allowed but should be known before filing. */
  warnings: string[];
  /** The entries as they are shown back: understood ones tidied, the others as typed. */
  tidied: Entries;
}

export interface FormContext {
  now: Date;
  /** Area code for numbers written without one. */
  areaCode: string;
  /** 第4条第2項, days. */
  retentionDays: number;
}

type Read<T> = { value: T; shown: string } | { error: string };

const MAX_MINUTES = 24 * 60;
const MAX_SENTENCE = 200;
const MAX_NAME = 60;

/** Reads the entries of 様式第1号: what is right, what is wrong and how to mend it, what the applicant should know. */
export function readForm(entries: Entries, context: FormContext): ReadForm {
  const form: ReadForm = { values: {}, errors: {}, warnings: [], tidied: { ...entries } };
  const take = <K extends Field & keyof Application>(
    field: K,
    read: Read<Application[K]>,
    shown: Field = field,
  ): void => {
    if ('error' in read) {
      form.errors[shown] = read.error;
    } else {
      form.values[field] = read.value;
      form.tidied[field] = read.shown;
    }
  };
  const today = civilDate(context.now);

  take('callDate', readCallDate(entries.callDate ?? '', today));
  take('callTime', readCallTime(entries.callTime ?? ''));
  if (form.values.callDate === today && (form.values.callTime ?? '') > civilTime(context.now)) {
    delete form.values.callTime;
    form.tidied.callTime = entries.callTime ?? '';
    form.errors.callTime = '時間が現在より後になっています。通話が始まった時間を入力してください。';
  }
  take('durationMinutes', readDuration(entries.durationMinutes ?? ''));
  take('otherNumber', readOtherNumber(entries, context.areaCode));
  if (form.values.otherNumber === null) form.tidied.withheld = 'true';
  take('cityNumber', readCityNumber(entries.cityNumber ?? '', context.areaCode));
  take('purpose', readPurpose(entries.purpose ?? ''));
  take('purposeOther', readPurposeOther(entries.purposeOther ?? '', form.values.purpose));
  take('documentNumber', readOwnNumber(entries.documentNumber ?? ''));
  take('applicationDate', readApplicationDate(entries.applicationDate ?? '', today));
  take('contactSection', readName(entries.contactSection ?? '', '所属（局・課）'));
  take('contactName', readName(entries.contactName ?? '', '申請担当者の氏名'));
  if (entries.pledged === 'true') form.values.pledged = true;
  else form.errors.pledged = '申請するには、受領後の取扱いを確認し、チェックを付けてください。';

  const { callDate, purpose } = form.values;
  if (purpose !== undefined && purpose !== 4 && tidySentence(entries.purposeOther ?? '') !== '') {
    form.warnings.push('「具体的な内容」は、「4　その他」を選んだときにだけ申請書に記載されます。');
  }
  if (callDate !== undefined) {
    const retention = retentionOf(callDate, today, context.retentionDays);
    if (!retention.within) {
      form.warnings.push(
        `通話から${context.retentionDays}日の保存期間（第4条第2項）を過ぎています。録音は残っておらず、回答は「無」となる見込みです。このまま申請することもできます。`,
      );
    }
  }
  return form;
}

/** The whole form when it has no fault; undefined when a field is missing or wrong. */
export function completeForm(form: ReadForm): Application | undefined {
  if (Object.keys(form.errors).length > 0) return undefined;
  const { pledged, ...values } = form.values;
  return pledged ? (values as Application) : undefined;
}

/** The faults of one step's fields. */
export function errorsOfStep(form: ReadForm, step: Step): Partial<Record<Field, string>> {
  return Object.fromEntries(
    Object.entries(form.errors).filter(([field]) => STEP_FIELDS[step].includes(field as Field)),
  );
}

/** The first step that still has a fault; 4 when only filing is left. */
export function firstOpenStep(form: ReadForm): Step {
  return ([1, 2, 3] as const).find((step) => Object.keys(errorsOfStep(form, step)).length > 0) ?? 4;
}

/** The moment at which the call began. */
export function callMoment(application: Pick<Application, 'callDate' | 'callTime'>): Date {
  return momentOf(application.callDate, application.callTime);
}

/** A date as people type it, 2026/1/5, in the form that is kept, 2026-01-05. */
function tidyDate(text: string): string {
  return foldNumeric(text)
    .replaceAll('/', '-')
    .replace(/^(\d{4})-(\d)-/, '$1-0$2-')
    .replace(/-(\d)$/, '-0$1');
}

function readCallDate(text: string, today: string): Read<string> {
  const date = tidyDate(text);
  if (date === '') return { error: '通話のあった日付を入力してください。' };
  if (!isCivilDate(date))
    return { error: '日付を読み取れませんでした。2026-11-22 のように、暦にある日付を入力してください。' };
  if (date > today) return { error: '日付が今日より後になっています。通話のあった日付を入力してください。' };
  if (date < RULE_START) {
    return { error: '要綱の施行日（令和7年11月1日）より前の通話は録音されていません。日付をご確認ください。' };
  }
  return { value: date, shown: date };
}

function readCallTime(text: string): Read<string> {
  const folded = foldNumeric(text);
  if (folded === '') return { error: '通話が始まった時間を入力してください。おおよその時間でかまいません。' };
  const match = /^(\d{1,2})(?::|時)(\d{1,2})?分?(?::\d{2})?$/.exec(folded) ?? /^(\d{1,2})(\d{2})$/.exec(folded);
  const hour = Number(match?.[1]);
  const minute = Number(match?.[2] ?? 0);
  if (!match || hour > 23 || minute > 59) {
    return { error: '時間は00時00分から23時59分までの間で、14:05 のように入力してください。' };
  }
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return { value: time, shown: time };
}

function readDuration(text: string): Read<number> {
  const folded = foldNumeric(text)
    .replace(/^約/, '')
    .replace(/分(くらい|ぐらい|程度)?$/, '');
  if (folded === '') return { error: '通話時間を分単位で入力してください。おおよその長さでかまいません。' };
  const length = /^\d+(\.\d+)?$/.test(folded) ? Number(folded) : 0;
  const minutes = wholeMinutes(length * 60);
  if (length <= 0 || minutes > MAX_MINUTES) {
    return { error: '通話時間は1から1440（24時間）までの分の数で入力してください。1分に満たない通話は「1」とします。' };
  }
  return { value: minutes, shown: String(minutes) };
}

function readOtherNumber(entries: Entries, areaCode: string): Read<string | null> {
  const text = entries.otherNumber ?? '';
  if (entries.withheld === 'true') {
    if (text.trim() === '') return { value: null, shown: '' };
    return { error: '電話番号と「非通知」の両方が入力されています。どちらか一方にしてください。' };
  }
  if (text.trim() === '') {
    return { error: '相手方電話番号を入力してください。番号が通知されなかったときは「非通知」を選んでください。' };
  }
  const phone = parsePhone(text, areaCode);
  if (phone === undefined) {
    return {
      error: '電話番号として読み取れませんでした。市外局番から、例えば 096-328-2111 のように入力してください。',
    };
  }
  if (phone.kind === 'withheld') return { value: null, shown: '' };
  return { value: phone.value, shown: formatPhone(phone.value) };
}

function readCityNumber(text: string, areaCode: string): Read<string> {
  const folded = foldNumeric(text);
  if (folded === '') return { error: '市側電話番号を入力してください。本庁舎の場合は内線の5桁です。' };
  const phone = parsePhone(text, areaCode);
  if (phone?.kind === 'extension') return { value: phone.value, shown: phone.value };
  if (phone?.kind === 'number') return { value: phone.value, shown: formatPhone(phone.value) };
  return { error: '本庁舎の内線は5桁の数字です。例えば 12345 のように入力してください。' };
}

function readPurpose(text: string): Read<Purpose> {
  const folded = foldNumeric(text);
  return /^[1-4]$/.test(folded)
    ? { value: Number(folded) as Purpose, shown: folded }
    : { error: '利用目的を、最も近いもの1つだけ選んでください。' };
}

function readPurposeOther(text: string, purpose: Purpose | undefined): Read<string | null> {
  const sentence = tidySentence(text);
  if (purpose !== 4) return { value: null, shown: sentence };
  if (sentence === '') return { error: '「その他」を選んだときは、利用目的を具体的に入力してください。' };
  if (sentence.length > MAX_SENTENCE) return { error: `利用目的は${MAX_SENTENCE}字以内で入力してください。` };
  return { value: sentence, shown: sentence };
}

function readOwnNumber(text: string): Read<string> {
  const number = readDocumentNumber(text);
  if (number === undefined) {
    return { error: '文書番号を数字で入力してください。枝番があるときは 12の2 のように入力します。' };
  }
  return { value: number, shown: number };
}

function readApplicationDate(text: string, today: string): Read<string> {
  const date = tidyDate(text);
  if (date === '') return { error: '申請日を入力してください。' };
  if (!isCivilDate(date))
    return { error: '申請日を読み取れませんでした。2026-11-22 のように、暦にある日付を入力してください。' };
  if (date > today || date < addDays(today, -31)) {
    return { error: '申請日は、今日までの1か月以内の日付にしてください。' };
  }
  return { value: date, shown: date };
}

function readName(text: string, what: string): Read<string> {
  const name = tidySentence(text);
  if (name === '') return { error: `${what}を入力してください。` };
  if (name.length > MAX_NAME) return { error: `${what}は${MAX_NAME}字以内で入力してください。` };
  return { value: name, shown: name };
}
