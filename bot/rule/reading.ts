import { addDays, civilTime, isCivilDate } from '../japanese/civil.js';
import { wholeMinutes } from '../japanese/lengths.js';
import { formatPhone, parsePhone } from '../japanese/phone.js';
import { foldNumeric, tidySentence } from '../japanese/text.js';
import { formatWarekiShort } from '../japanese/wareki.js';
import { readDocumentNumber } from './documentNumber.js';
import { RULE_WORD } from './office.js';
import type { Period } from './period.js';
import { CITY } from './profile/city.js';
import { OTHER_PURPOSE, PURPOSES, type Purpose } from './purposes.js';
import { RULE_START } from './retention.js';

/** A form without fault, ready to be filed. `otherNumber` is E.164, an extension, or null for 非通知. */
export interface Application {
  callDate: string;
  callTime: string;
  durationMinutes: number;
  otherNumber: string | null;
  cityNumber: string;
  purpose: Purpose;
  purposeOther: string | null;
  /** Of a request for disclosure: the law, and its receipt number and civil date. */
  disclosureLaw: string | null;
  disclosureNumber: string | null;
  disclosureDate: string | null;
  /** Of a body outside the city: its name, its document, on what it rests. */
  outsideBody: string | null;
  outsideDocument: string | null;
  outsideBasis: string | null;
  /** Until which civil date either has to be answered. */
  answerBy: string | null;
  documentNumber: string;
  applicationDate: string;
  contactSection: string;
  contactName: string;
}

export interface FormContext {
  now: Date;
  /** Area code for numbers written without one. */
  areaCode: string;
  /** 第4条第2項. */
  retention: Period;
}

/** What the reading of one field rests on besides what was typed into it. */
export interface Given extends FormContext {
  /** Civil date of today. */
  today: string;
  /** All entries, as typed. */
  entries: { readonly [field: string]: string | undefined };
  /** The fields before this one that were understood. */
  values: Partial<Application>;
}

/** What was read: the value, if the form keeps one, and how it is shown back, if otherwise than typed; or what is wrong. */
export type Read = { value?: unknown; shown?: string } | { error: string };

const MAX_MINUTES = 24 * 60;
const MAX_SENTENCE = 200;
const MAX_NAME = 60;
const MAX_LINE = 100;

/** A date as people type it, 2026/1/5, in the form that is kept, 2026-01-05. */
export function tidyDate(text: string): string {
  return foldNumeric(text)
    .replaceAll('/', '-')
    .replace(/^(\d{4})-(\d)-/, '$1-0$2-')
    .replace(/-(\d)$/, '-0$1');
}

export function readCallDate(text: string, today: string): Read {
  const date = tidyDate(text);
  if (date === '') return { error: '通話のあった日付を入力してください。' };
  if (!isCivilDate(date))
    return { error: '日付を読み取れませんでした。2026-11-22 のように、暦にある日付を入力してください。' };
  if (date > today) return { error: '日付が今日より後になっています。通話のあった日付を入力してください。' };
  if (date < RULE_START) {
    return {
      error: `${RULE_WORD}の施行日（${formatWarekiShort(RULE_START)}）より前の通話は録音されていません。日付をご確認ください。`,
    };
  }
  return { value: date, shown: date };
}

export function readCallTime(text: string, { today, now, values }: Given): Read {
  const folded = foldNumeric(text);
  if (folded === '') return { error: '通話が始まった時間を入力してください。おおよその時間でかまいません。' };
  const match = /^(\d{1,2})(?::|時)(\d{1,2})?分?(?::\d{2})?$/.exec(folded) ?? /^(\d{1,2})(\d{2})$/.exec(folded);
  const hour = Number(match?.[1]);
  const minute = Number(match?.[2] ?? 0);
  if (!match || hour > 23 || minute > 59) {
    return { error: '時間は00時00分から23時59分までの間で、14:05 のように入力してください。' };
  }
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  if (values.callDate === today && time > civilTime(now)) {
    return { error: '時間が現在より後になっています。通話が始まった時間を入力してください。' };
  }
  return { value: time, shown: time };
}

export function readDuration(text: string): Read {
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

export function readOtherNumber(text: string, { entries, areaCode }: Given): Read {
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
      error: `電話番号として読み取れませんでした。市外局番から、例えば ${CITY.office.tel} のように入力してください。`,
    };
  }
  if (phone.kind === 'withheld') return { value: null, shown: '' };
  return { value: phone.value, shown: formatPhone(phone.value) };
}

export function readCityNumber(text: string, areaCode: string): Read {
  const folded = foldNumeric(text);
  if (folded === '') return { error: `${CITY.ownNumber}を入力してください。${CITY.house}の場合は内線の5桁です。` };
  const phone = parsePhone(text, areaCode);
  if (phone?.kind === 'extension') return { value: phone.value, shown: phone.value };
  if (phone?.kind === 'number') return { value: phone.value, shown: formatPhone(phone.value) };
  return { error: `${CITY.house}の内線は5桁の数字です。例えば 12345 のように入力してください。` };
}

export function readPurpose(text: string): Read {
  const folded = foldNumeric(text);
  return /^[1-9]$/.test(folded) && PURPOSES.has(Number(folded))
    ? { value: Number(folded), shown: folded }
    : { error: '利用目的を、最も近いもの1つだけ選んでください。' };
}

export function readPurposeOther(text: string, purpose: Purpose | undefined): Read {
  const sentence = tidySentence(text);
  if (purpose !== OTHER_PURPOSE) return { value: null, shown: sentence };
  if (sentence === '') return { error: '「その他」を選んだときは、利用目的を具体的に入力してください。' };
  if (sentence.length > MAX_SENTENCE) return { error: `利用目的は${MAX_SENTENCE}字以内で入力してください。` };
  return { value: sentence, shown: sentence };
}

/** One of several that can be chosen. */
export function readChoice(text: string, word: string, choices: Readonly<Record<string, string>>): Read {
  return Object.hasOwn(choices, text) ? { value: text } : { error: `${word}を選んでください。` };
}

/** A line that has to be there. */
export function readLine(text: string, word: string, example: string): Read {
  const line = tidySentence(text);
  if (line === '') return { error: `${word}を入力してください（${example}）。` };
  if (line.length > MAX_LINE) return { error: `${word}は${MAX_LINE}字以内で入力してください。` };
  return { value: line, shown: line };
}

/** The day on which a request for disclosure came in. */
export function readPastDate(text: string, word: string, today: string): Read {
  const date = tidyDate(text);
  if (date === '') return { error: `${word}を入力してください。` };
  if (!isCivilDate(date))
    return { error: `${word}を読み取れませんでした。2026-11-22 のように、暦にある日付を入力してください。` };
  return date > today
    ? { error: `${word}が今日より後になっています。日付をご確認ください。` }
    : { value: date, shown: date };
}

/** A day on which something is due, where it is known. */
export function readDeadline(text: string, word: string): Read {
  const date = tidyDate(text);
  if (date === '') return { value: null, shown: '' };
  return isCivilDate(date)
    ? { value: date, shown: date }
    : { error: `${word}を読み取れませんでした。2026-11-22 のように、暦にある日付を入力してください。` };
}

export function readOwnNumber(text: string): Read {
  const number = readDocumentNumber(text);
  if (number === undefined) {
    return { error: '文書番号を数字で入力してください。枝番があるときは 12の2 のように入力します。' };
  }
  return { value: number, shown: number };
}

export function readApplicationDate(text: string, today: string): Read {
  const date = tidyDate(text);
  if (date === '') return { error: '申請日を入力してください。' };
  if (!isCivilDate(date))
    return { error: '申請日を読み取れませんでした。2026-11-22 のように、暦にある日付を入力してください。' };
  if (date > today || date < addDays(today, -31)) {
    return { error: '申請日は、今日までの1か月以内の日付にしてください。' };
  }
  return { value: date, shown: date };
}

export function readName(text: string, what: string): Read {
  const name = tidySentence(text);
  if (name === '') return { error: `${what}を入力してください。` };
  if (name.length > MAX_NAME) return { error: `${what}は${MAX_NAME}字以内で入力してください。` };
  return { value: name, shown: name };
}
