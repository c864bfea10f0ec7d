import type { Request } from '../../db/generated/client.js';
import { lastDigits, WITHHELD } from '../../japanese/phone.js';
import { entriesOf } from '../../requests/draftForm.js';
import { type Application, type Entries, FIELDS, type Field, fieldOf } from '../../rule/fields.js';
import { purposeName } from '../../rule/purposes.js';
import type { Sight } from '../../rule/sight.js';

/** One line of a card: the label with the word of the 様式, and the value. */
export interface Row {
  label: string;
  value: string;
}

/** The lines of a form in the order of 様式第1号: number and date, who applies, the call, the purpose, who is asked. */
const IN_ORDER: readonly Field[] = [
  'documentNumber',
  'applicationDate',
  ...FIELDS.filter((field) => field !== 'documentNumber' && field !== 'applicationDate'),
];

/** The fields of 様式第1号 in the order of the form, as far as the reader sees them; what is not filled in yet is left out. */
export function submittedRows(
  values: Partial<Application>,
  request: { documentSymbol: string; section: string; chiefTitle: string | null; chiefName: string | null },
  sight: Sight = { number: 'whole', words: true },
): Row[] {
  const rows = IN_ORDER.flatMap((field) => {
    const { word, row, when } = fieldOf(field);
    // On what it rests are the applicant's words as well.
    if (when !== undefined && !sight.words) return [];
    const value = row?.(values, request.documentSymbol);
    if (word === undefined || value === undefined) return [];
    return [{ field, label: word, value: seen(field, value, values, sight) }];
  });
  const before = rows.filter(({ field }) => field === 'documentNumber' || field === 'applicationDate');
  const applicant = { label: '申請者', value: `${request.chiefTitle ?? request.section}　${request.chiefName ?? ''}` };
  return [...before, applicant, ...rows.slice(before.length)].map(({ label, value }) => ({ label, value }));
}

/** A value as far as its reader sees it. */
function seen(field: Field, value: string, values: Partial<Application>, { number, words }: Sight): string {
  if (field === 'otherNumber' && number === 'last') return lastDigits(values.otherNumber ?? null);
  return field === 'purpose' && !words && values.purpose !== undefined ? purposeName(values.purpose) : value;
}

/** The entries as people read them, a line for each that is filled in. */
export function fieldRows(entries: Entries, documentSymbol: string): (Row & { field: Field })[] {
  return FIELDS.flatMap((field) => {
    const { word } = fieldOf(field);
    const value = written(entries, field, documentSymbol);
    return word === undefined || value === '' ? [] : [{ field, label: word, value }];
  });
}

/** One entry as people read it, whether or not it can be read; empty when it is. */
function written(entries: Entries, field: Field, documentSymbol: string): string {
  if (field === 'otherNumber' && entries.withheld === 'true') return WITHHELD;
  const value = entries[field] ?? '';
  return value === '' ? '' : (fieldOf(field).written?.(value, documentSymbol) ?? value);
}

/** What a refiled application says otherwise than before it was returned, a line a field: 時間：10時15分 → 10時20分. */
export function changedRows(request: Request): string[] {
  if (request.returnedFrom === null) return [];
  const before = entriesOf({ entries: request.returnedFrom });
  const after = entriesOf(request);
  return FIELDS.flatMap((field) => {
    const { word } = fieldOf(field);
    if (word === undefined) return [];
    const [from, to] = [before, after].map((entries) => written(entries, field, request.documentSymbol) || '（なし）');
    return from === to ? [] : [`${word}：${from} → ${to}`];
  });
}
