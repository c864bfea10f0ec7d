import { type Entries, type ReadForm, readForm } from '../../bot/rule/form.js';

/** Monday 23 November 2026, ten in the morning in Tokyo. */
export const NOW = new Date('2026-11-23T10:00:00+09:00');

/** A form without fault. */
export const COMPLETE = {
  disclosureLaw: 'law',
  disclosureNumber: '令和8年度第3号',
  disclosureDate: '2026-11-20',
  outsideBody: '試験警察署',
  outsideDocument: '照会書　第12号',
  outsideBasis: '刑事訴訟法第197条第2項',
  callDate: '2026-11-22',
  callTime: '09:05',
  durationMinutes: '3',
  otherNumber: '090-1234-5678',
  cityNumber: '12345',
  purpose: '1',
  documentNumber: '123',
  applicationDate: '2026-11-23',
  contactSection: '市民局市民課',
  contactName: '試験 一郎',
  pledged: 'true',
} as const satisfies Entries;

/** Reads a form that is without fault except for these entries. */
export function read(entries: Entries, now = NOW): ReadForm {
  return readForm({ ...COMPLETE, ...entries }, { now, areaCode: '096', retention: { days: 90 } });
}
