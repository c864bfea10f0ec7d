import type { Request } from '../../db/generated/client.js';
import { formatPhone, WITHHELD } from '../../japanese/phone.js';
import { formatTime, formatWareki } from '../../japanese/wareki.js';
import { entriesOf } from '../../requests/draftForm.js';
import { documentName, readDocumentNumber } from '../../rule/documentNumber.js';
import { type Application, type Entries, FIELD_WORDS, type Field } from '../../rule/form.js';
import { PURPOSES, type Purpose, purposeWords } from '../../rule/purposes.js';

/** One line of a card: the label with the word of the 様式, and the value. */
export interface Row {
  label: string;
  value: string;
}

/** The fields of 様式第1号 in the order of the form; what is not filled in yet is left out. */
export function filedRows(
  values: Partial<Application>,
  request: { documentSymbol: string; section: string; chiefTitle: string | null; chiefName: string | null },
): Row[] {
  const rows: Row[] = [];
  const add = <T>(label: string, value: T | undefined, write: (value: T) => string): void => {
    if (value !== undefined) rows.push({ label, value: write(value) });
  };
  add('文書番号', values.documentNumber, (number) => documentName(request.documentSymbol, number));
  add('申請日', values.applicationDate, formatWareki);
  rows.push({ label: '申請者', value: `${request.chiefTitle ?? request.section}　${request.chiefName ?? ''}` });
  rows.push(...callRows(values));
  add('利用目的', values.purpose, (purpose) => purposeWords(purpose, values.purposeOther ?? null));
  add('申請担当者', values.contactName, (name) => `${values.contactSection ?? ''}　${name}`);
  return rows;
}

/** The call as 様式 describes it. */
function callRows(values: Partial<Application>): Row[] {
  const rows: Row[] = [];
  const add = <T>(label: string, value: T | undefined, write: (value: T) => string): void => {
    if (value !== undefined) rows.push({ label, value: write(value) });
  };
  add('日付', values.callDate, formatWareki);
  add('時間', values.callTime, formatTime);
  add('通話時間', values.durationMinutes, (minutes) => `約${minutes}分`);
  add('相手方電話番号', values.otherNumber, formatPhone);
  add('市側電話番号', values.cityNumber, formatPhone);
  return rows;
}

const WRITTEN: Partial<Record<Field, (value: string) => string>> = {
  callDate: formatWareki,
  callTime: formatTime,
  durationMinutes: (minutes) => `約${minutes}分`,
  purpose: (purpose) => PURPOSES[Number(purpose) as Purpose] ?? purpose,
};

const LABELS = { ...FIELD_WORDS, purposeOther: 'その他の内容' };

/** The entries as people read them, a line for each that is filled in, in the order of the form. */
export function fieldRows(entries: Entries, documentSymbol: string): (Row & { field: Field })[] {
  return (Object.entries(LABELS) as [Field, string][]).flatMap(([field, label]) => {
    const value = written(entries, field, documentSymbol);
    return value === '' ? [] : [{ field, label, value }];
  });
}

/** One entry as people read it, whether or not it can be read; empty when it is. */
function written(entries: Entries, field: Field, documentSymbol: string): string {
  if (field === 'otherNumber' && entries.withheld === 'true') return WITHHELD;
  const value = entries[field] ?? '';
  if (field === 'documentNumber' && documentSymbol !== '' && readDocumentNumber(value) === value) {
    return documentName(documentSymbol, value);
  }
  return value === '' ? '' : (WRITTEN[field]?.(value) ?? value);
}

/** What a refiled application says otherwise than before it was returned, a line a field: 時間：10時15分 → 10時20分. */
export function changedRows(request: Request): string[] {
  if (request.returnedFrom === null) return [];
  const before = entriesOf({ entries: request.returnedFrom });
  const after = entriesOf(request);
  return (Object.entries(LABELS) as [Field, string][]).flatMap(([field, label]) => {
    const [from, to] = [before, after].map((entries) => written(entries, field, request.documentSymbol) || '（なし）');
    return from === to ? [] : [`${label}：${from} → ${to}`];
  });
}
