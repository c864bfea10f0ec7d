import { addDays, civilTime, isCivilDate } from '../japanese/civil.js';
import { wholeMinutes } from '../japanese/lengths.js';
import { formatPhone, parsePhone } from '../japanese/phone.js';
import { foldNumeric, tidySentence } from '../japanese/text.js';
import { formatTime, formatWareki } from '../japanese/wareki.js';
import { documentName, readDocumentNumber } from './documentNumber.js';
import { PURPOSES, type Purpose, purposeWords } from './purposes.js';
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
  documentNumber: string;
  applicationDate: string;
  contactSection: string;
  contactName: string;
}

/** The steps of the wizard: 通話 → 利用目的 → 申請者 → 確認. */
export type Step = 1 | 2 | 3 | 4;

/** How a field is asked for on its card. */
type FieldInput =
  | { kind: 'date' | 'time'; placeholder: string }
  | { kind: 'text'; placeholder?: string; maxLength: number; style?: 'tel'; multiline?: true }
  | { kind: 'choice'; choices: readonly { value: string; title: string }[] }
  | { kind: 'tick' };

export interface FormContext {
  now: Date;
  /** Area code for numbers written without one. */
  areaCode: string;
  /** 第4条第2項, days. */
  retentionDays: number;
}

/** What the reading of one field rests on besides what was typed into it. */
interface Given extends FormContext {
  /** Civil date of today. */
  today: string;
  /** All entries, as typed. */
  entries: { readonly [field: string]: string | undefined };
  /** The fields before this one that were understood. */
  values: Partial<Application>;
}

/** What was read: the value, if the form keeps one, and how it is shown back, if otherwise than typed; or what is wrong. */
export type Read = { value?: unknown; shown?: string } | { error: string };

/** One field of 様式第1号: the wizard, the rows of every card, what changed and what can be asked to be mended derive from it. */
export interface FormField {
  step: Step;
  /** The word of 様式第1号. */
  word?: string;
  /** The field whose part it is: what is said of that one is said of both. */
  partOf?: string;
  /** What stands above the input, or beside the box to tick. */
  label: string | ((documentSymbol: string) => string);
  input: FieldInput;
  read(text: string, given: Given): Read;
  /** True for what a complete form may lack (null). */
  optional?: true;
  /** True for what belongs to the filling in alone and is no column of a filed application. */
  passing?: true;
  /** How people read what was typed; as typed where it is not said. */
  written?(entry: string, documentSymbol: string): string;
  /** Its line on a card of a form, where it has one of its own; undefined while there is nothing to say. */
  row?(values: Partial<Application>, documentSymbol: string): string | undefined;
}

const MAX_MINUTES = 24 * 60;
const MAX_SENTENCE = 200;
const MAX_NAME = 60;

/** `write` for a value that is there. */
const written = <T>(value: T | undefined, write: (value: T) => string): string | undefined =>
  value === undefined ? undefined : write(value);

/** The fields of 様式第1号, step by step in the order in which they are asked for; `withheld` is 'true' when 非通知 was chosen. */
const FORM = {
  callDate: {
    step: 1,
    word: '日付',
    label: '日付（必須）',
    input: { kind: 'date', placeholder: '日付を選んでください' },
    read: (text, { today }) => readCallDate(text, today),
    written: formatWareki,
    row: ({ callDate }) => written(callDate, formatWareki),
  },
  callTime: {
    step: 1,
    word: '時間',
    label: '時間（必須・通話が始まったおおよその時間）',
    input: { kind: 'time', placeholder: '時間を入力してください' },
    read: readCallTime,
    written: formatTime,
    row: ({ callTime }) => written(callTime, formatTime),
  },
  durationMinutes: {
    step: 1,
    word: '通話時間',
    label: '通話時間（必須・おおよその分の数）',
    input: { kind: 'text', placeholder: '例：5', maxLength: 20 },
    read: readDuration,
    written: (minutes) => `約${minutes}分`,
    row: ({ durationMinutes }) => written(durationMinutes, (minutes) => `約${minutes}分`),
  },
  otherNumber: {
    step: 1,
    word: '相手方電話番号',
    label: '相手方電話番号（必須・非通知のときは空欄）',
    input: { kind: 'text', style: 'tel', placeholder: '例：096-328-2111', maxLength: 40 },
    read: readOtherNumber,
    optional: true,
    row: ({ otherNumber }) => written(otherNumber, formatPhone),
  },
  withheld: {
    step: 1,
    partOf: 'otherNumber',
    label: '非通知（相手方の番号が表示されなかった）',
    input: { kind: 'tick' },
    passing: true,
    // Also chosen by words in the field of the number.
    read: (_text, { values }) => (values.otherNumber === null ? { shown: 'true' } : {}),
  },
  cityNumber: {
    step: 1,
    word: '市側電話番号',
    label: '市側電話番号（必須・本庁舎の場合は5桁）',
    input: { kind: 'text', placeholder: '例：12345', maxLength: 40 },
    read: (text, { areaCode }) => readCityNumber(text, areaCode),
    row: ({ cityNumber }) => written(cityNumber, formatPhone),
  },
  purpose: {
    step: 2,
    word: '利用目的',
    label: '利用目的（必須・最も近いもの1つ）',
    input: {
      kind: 'choice',
      choices: Object.entries(PURPOSES).map(([value, words]) => ({ value, title: `${value}　${words}` })),
    },
    read: readPurpose,
    written: (purpose) => PURPOSES[Number(purpose) as Purpose] ?? purpose,
    row: ({ purpose, purposeOther }) => written(purpose, (one) => purposeWords(one, purposeOther ?? null)),
  },
  purposeOther: {
    step: 2,
    word: 'その他の内容',
    partOf: 'purpose',
    label: '具体的な内容（「4　その他」を選んだときは必須）',
    input: { kind: 'text', placeholder: '例：開示請求への対応', multiline: true, maxLength: 400 },
    read: (text, { values }) => readPurposeOther(text, values.purpose),
    optional: true,
  },
  documentNumber: {
    step: 3,
    word: '文書番号',
    label: (symbol) => `文書番号（必須・${symbol}第〇〇号）`,
    input: { kind: 'text', placeholder: '例：123、枝番があるときは 12の2', maxLength: 20 },
    read: readOwnNumber,
    written: (number, symbol) =>
      symbol !== '' && readDocumentNumber(number) === number ? documentName(symbol, number) : number,
    row: ({ documentNumber }, symbol) => written(documentNumber, (number) => documentName(symbol, number)),
  },
  applicationDate: {
    step: 3,
    word: '申請日',
    label: '申請日（必須）',
    input: { kind: 'date', placeholder: '日付を選んでください' },
    read: (text, { today }) => readApplicationDate(text, today),
    written: formatWareki,
    row: ({ applicationDate }) => written(applicationDate, formatWareki),
  },
  contactSection: {
    step: 3,
    partOf: 'contactName',
    label: '申請担当者の所属（必須・局と課）',
    input: { kind: 'text', maxLength: 120 },
    read: (text) => readName(text, '所属（局・課）'),
  },
  contactName: {
    step: 3,
    word: '申請担当者',
    label: '申請担当者の氏名（必須）',
    input: { kind: 'text', maxLength: 120 },
    read: (text) => readName(text, '申請担当者の氏名'),
    row: ({ contactName, contactSection }) => written(contactName, (name) => `${contactSection ?? ''}　${name}`),
  },
  pledged: {
    step: 4,
    label: 'データ受領後は、総合文書管理システム上に保存し、公文書として適正に取り扱います。',
    input: { kind: 'tick' },
    passing: true,
    read: (text) =>
      text === 'true' ? { value: true } : { error: '申請するには、受領後の取扱いを確認し、チェックを付けてください。' },
  },
} as const satisfies Record<string, FormField>;

export type Field = keyof typeof FORM;

/** Every field, in the order in which they are asked for. */
export const FIELDS = Object.keys(FORM) as [Field, ...Field[]];

/** The entry of a field in the table. */
export const fieldOf = (field: Field): FormField => FORM[field];

/** The fields that a filed application keeps, each a column of the same name. */
export const KEPT_FIELDS = FIELDS.flatMap((field) => {
  const { passing, optional = false } = fieldOf(field);
  return passing ? [] : [{ field: field as keyof Application, optional }];
});

/** Which step asks for which field. */
export const STEP_FIELDS: Record<Step, readonly Field[]> = {
  1: FIELDS.filter((field) => FORM[field].step === 1),
  2: FIELDS.filter((field) => FORM[field].step === 2),
  3: FIELDS.filter((field) => FORM[field].step === 3),
  4: FIELDS.filter((field) => FORM[field].step === 4),
};

/** What a person typed, field by field, unchanged. */
export type Entries = Partial<Record<Field, string>>;

/** A date as people type it, 2026/1/5, in the form that is kept, 2026-01-05. */
function tidyDate(text: string): string {
  return foldNumeric(text)
    .replaceAll('/', '-')
    .replace(/^(\d{4})-(\d)-/, '$1-0$2-')
    .replace(/-(\d)$/, '-0$1');
}

function readCallDate(text: string, today: string): Read {
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

function readCallTime(text: string, { today, now, values }: Given): Read {
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

function readDuration(text: string): Read {
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

function readOtherNumber(text: string, { entries, areaCode }: Given): Read {
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

function readCityNumber(text: string, areaCode: string): Read {
  const folded = foldNumeric(text);
  if (folded === '') return { error: '市側電話番号を入力してください。本庁舎の場合は内線の5桁です。' };
  const phone = parsePhone(text, areaCode);
  if (phone?.kind === 'extension') return { value: phone.value, shown: phone.value };
  if (phone?.kind === 'number') return { value: phone.value, shown: formatPhone(phone.value) };
  return { error: '本庁舎の内線は5桁の数字です。例えば 12345 のように入力してください。' };
}

function readPurpose(text: string): Read {
  const folded = foldNumeric(text);
  return /^[1-4]$/.test(folded)
    ? { value: Number(folded) as Purpose, shown: folded }
    : { error: '利用目的を、最も近いもの1つだけ選んでください。' };
}

function readPurposeOther(text: string, purpose: Purpose | undefined): Read {
  const sentence = tidySentence(text);
  if (purpose !== 4) return { value: null, shown: sentence };
  if (sentence === '') return { error: '「その他」を選んだときは、利用目的を具体的に入力してください。' };
  if (sentence.length > MAX_SENTENCE) return { error: `利用目的は${MAX_SENTENCE}字以内で入力してください。` };
  return { value: sentence, shown: sentence };
}

function readOwnNumber(text: string): Read {
  const number = readDocumentNumber(text);
  if (number === undefined) {
    return { error: '文書番号を数字で入力してください。枝番があるときは 12の2 のように入力します。' };
  }
  return { value: number, shown: number };
}

function readApplicationDate(text: string, today: string): Read {
  const date = tidyDate(text);
  if (date === '') return { error: '申請日を入力してください。' };
  if (!isCivilDate(date))
    return { error: '申請日を読み取れませんでした。2026-11-22 のように、暦にある日付を入力してください。' };
  if (date > today || date < addDays(today, -31)) {
    return { error: '申請日は、今日までの1か月以内の日付にしてください。' };
  }
  return { value: date, shown: date };
}

function readName(text: string, what: string): Read {
  const name = tidySentence(text);
  if (name === '') return { error: `${what}を入力してください。` };
  if (name.length > MAX_NAME) return { error: `${what}は${MAX_NAME}字以内で入力してください。` };
  return { value: name, shown: name };
}
