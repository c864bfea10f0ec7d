import { formatPhone } from '../japanese/phone.js';
import { formatTime, formatWareki } from '../japanese/wareki.js';
import { documentName, readDocumentNumber } from './documentNumber.js';
import { CITY } from './profile/city.js';
import {
  DISCLOSURE_LAWS,
  isDisclosure,
  OTHER_CHOICE,
  OUTSIDE_PURPOSE,
  PURPOSES,
  purposeChoice,
  purposeName,
  purposeWords,
} from './purposes.js';
import {
  type Application,
  type Given,
  type Read,
  readApplicationDate,
  readCallDate,
  readCallTime,
  readChoice,
  readCityNumber,
  readDeadline,
  readDuration,
  readLine,
  readName,
  readOtherNumber,
  readOwnNumber,
  readPastDate,
  readPurpose,
  readPurposeOther,
} from './reading.js';

export type { Application, FormContext } from './reading.js';

/** The steps of the wizard: 通話 → 利用目的 → 申請者 → 確認. */
export type Step = 1 | 2 | 3 | 4;

/** How a field is asked for on its card. */
type FieldInput =
  | { kind: 'date' | 'time'; placeholder: string }
  | { kind: 'text'; placeholder?: string; maxLength: number; style?: 'tel'; multiline?: true }
  | { kind: 'choice'; choices: readonly { value: string; title: string }[] }
  | { kind: 'tick' };

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
  /** Asked for only then; otherwise a complete form lacks it. */
  when?(values: Partial<Application>): boolean;
  /** True for what a complete form may lack (null). */
  optional?: true;
  /** True for what belongs to the filling in alone and is no column of a filed application. */
  passing?: true;
  /** How people read what was typed; as typed where it is not said. */
  written?(entry: string, documentSymbol: string): string;
  /** Its line on a card of a form, where it has one of its own; undefined while there is nothing to say. */
  row?(values: Partial<Application>, documentSymbol: string): string | undefined;
}

/** `write` for a value that is there. */
const written = <T>(value: T | undefined, write: (value: T) => string): string | undefined =>
  value === undefined ? undefined : write(value);

/** Whether it answers a request for disclosure (第5条第1号). */
function isForDisclosure({ purpose, purposeOther }: Partial<Application>): boolean {
  return isDisclosure(purpose, purposeOther);
}

/** Whether it serves a body outside the city. */
function isForOutside({ purpose }: Partial<Application>): boolean {
  return purpose === OUTSIDE_PURPOSE;
}

const lawWords = (law: string): string => DISCLOSURE_LAWS[law as keyof typeof DISCLOSURE_LAWS] ?? law;

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
    input: { kind: 'text', style: 'tel', placeholder: `例：${CITY.office.tel}`, maxLength: 40 },
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
    word: CITY.ownNumber,
    label: `${CITY.ownNumber}（必須・${CITY.house}の場合は5桁）`,
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
      choices: [...PURPOSES.keys()].map((purpose) => ({ value: String(purpose), title: purposeChoice(purpose) })),
    },
    read: readPurpose,
    written: (purpose) => purposeName(Number(purpose)) || purpose,
    row: ({ purpose, purposeOther }) => written(purpose, (one) => purposeWords(one, purposeOther ?? null)),
  },
  purposeOther: {
    step: 2,
    word: 'その他の内容',
    partOf: 'purpose',
    label: `具体的な内容（「${OTHER_CHOICE}」を選んだときは必須）`,
    input: { kind: 'text', placeholder: '例：開示請求への対応', multiline: true, maxLength: 400 },
    read: (text, { values }) => readPurposeOther(text, values.purpose),
    optional: true,
  },
  disclosureLaw: {
    step: 2,
    word: '開示請求の根拠',
    label: '開示請求の根拠（必須）',
    input: {
      kind: 'choice',
      choices: Object.entries(DISCLOSURE_LAWS).map(([value, title]) => ({ value, title })),
    },
    when: isForDisclosure,
    read: (text) => readChoice(text, '開示請求の根拠', DISCLOSURE_LAWS),
    optional: true,
    written: lawWords,
    row: ({ disclosureLaw }) => written(disclosureLaw ?? undefined, lawWords),
  },
  disclosureNumber: {
    step: 2,
    word: '開示請求の受付番号',
    label: '開示請求の受付番号（必須）',
    input: { kind: 'text', placeholder: '例：令和8年度第12号', maxLength: 200 },
    when: isForDisclosure,
    read: (text) => readLine(text, '開示請求の受付番号', '例：令和8年度第12号'),
    optional: true,
    row: ({ disclosureNumber }) => disclosureNumber ?? undefined,
  },
  disclosureDate: {
    step: 2,
    word: '開示請求の受付日',
    label: '開示請求の受付日（必須）',
    input: { kind: 'date', placeholder: '日付を選んでください' },
    when: isForDisclosure,
    read: (text, { today }) => readPastDate(text, '開示請求の受付日', today),
    optional: true,
    written: formatWareki,
    row: ({ disclosureDate }) => written(disclosureDate ?? undefined, formatWareki),
  },
  outsideBody: {
    step: 2,
    word: '外部機関',
    label: '外部機関の名称（必須）',
    input: { kind: 'text', placeholder: '例：〇〇警察署', maxLength: 200 },
    when: isForOutside,
    read: (text) => readLine(text, '外部機関の名称', '例：〇〇警察署'),
    optional: true,
    row: ({ outsideBody }) => outsideBody ?? undefined,
  },
  outsideDocument: {
    step: 2,
    word: '照会等の文書',
    label: '照会等の文書（必須・名称、番号、日付）',
    input: { kind: 'text', placeholder: '例：捜査関係事項照会書　第12号　令和8年9月1日', maxLength: 200 },
    when: isForOutside,
    read: (text) => readLine(text, '照会等の文書', '例：捜査関係事項照会書　第12号'),
    optional: true,
    row: ({ outsideDocument }) => outsideDocument ?? undefined,
  },
  outsideBasis: {
    step: 2,
    word: '照会等の根拠',
    label: '照会等の根拠（必須・法令の条項）',
    input: { kind: 'text', placeholder: '例：刑事訴訟法第197条第2項', maxLength: 200 },
    when: isForOutside,
    read: (text) => readLine(text, '照会等の根拠', '例：刑事訴訟法第197条第2項'),
    optional: true,
    row: ({ outsideBasis }) => outsideBasis ?? undefined,
  },
  answerBy: {
    step: 2,
    word: '回答の期限',
    label: '回答の期限（任意）',
    input: { kind: 'date', placeholder: '日付を選んでください' },
    when: (values) => isForDisclosure(values) || isForOutside(values),
    read: (text) => readDeadline(text, '回答の期限'),
    optional: true,
    written: formatWareki,
    row: ({ answerBy }) => written(answerBy ?? undefined, formatWareki),
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
    label: CITY.forms.application.pledge,
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
