import { parse } from 'csv-parse/sync';
import type { PostFact, RoleName } from '../rule/actor.js';
import { CITY } from '../rule/profile/city.js';

/** One row of the directory file. */
export interface DirectoryRow extends PostFact {
  id: string;
  name: string;
  mail: string;
}

/** What is wrong with a row, for the operator. */
export interface DirectoryFault {
  line: number;
  message: string;
}

const HEADER = ['オブジェクトID', '氏名', 'メール', '局', '課室', '文書記号', '職名', '役割'] as const;

const ROLES: ReadonlyMap<string, RoleName> = new Map([
  ['主管課長', 'chief'],
  ['担当者', 'staff'],
  ['管理責任者', 'manager'],
  ['代決者', 'deputy'],
  ['取扱者', 'operator'],
  ['監査', 'auditor'],
]);

/** Decodes a CSV as offices write it: UTF-8 with or without BOM, else CP932. */
function decodeCsv(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}

/**
 * Reads the whole directory file; a file with any fault is not usable, because half a directory would take rights away from
 * people who have them. `named` are the object ids that stand anywhere in it, in faulty rows, too.
 */
export function readDirectory(bytes: Uint8Array): {
  rows: DirectoryRow[];
  faults: DirectoryFault[];
  named: ReadonlySet<string>;
  /** Of these some row cannot be read: what they are given is not known. */
  unclear: ReadonlySet<string>;
} {
  const text = decodeCsv(bytes);
  const read = rowsOf(text);
  const named = idsIn(text);
  // A file that is no table says nothing of anybody's posts.
  return { ...read, named, unclear: read.unclear ?? named };
}

const idsIn = (text: string): Set<string> =>
  new Set(text.toLowerCase().match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []);

function rowsOf(text: string): { rows: DirectoryRow[]; faults: DirectoryFault[]; unclear?: Set<string> } {
  const faults: DirectoryFault[] = [];
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    records = parse(text, { bom: true, columns: true, trim: true, skip_empty_lines: true, info: true });
  } catch (error) {
    const line = (error as { lines?: unknown }).lines;
    return { rows: [], faults: [{ line: typeof line === 'number' ? line : 1, message: 'CSVとして読み取れません。' }] };
  }
  const rows: DirectoryRow[] = [];
  const unclear = new Set<string>();
  let ofNobody = false;
  const seen = new Map<string, number>();
  const people = new Map<string, { line: number; name: string; mail: string }>();
  for (const { record, info } of records) {
    const line = info.lines;
    const missing = HEADER.filter((column) => record[column] === undefined);
    if (missing.length > 0) {
      return { rows: [], faults: [{ line: 1, message: `見出しに「${missing.join('」「')}」がありません。` }] };
    }
    const row = readRow(record);
    if (typeof row === 'string') {
      faults.push({ line, message: row });
      const ids = idsIn(Object.values(record).join(' '));
      for (const id of ids) unclear.add(id);
      // Whose row it is nobody can tell: it may give anybody a post.
      if (ids.size === 0) ofNobody = true;
      continue;
    }
    const key = [row.id, row.bureau, row.section, row.role].join('\t');
    const before = seen.get(key);
    if (before !== undefined) faults.push({ line, message: `${before}行目と同じ人・同じ役割です。` });
    seen.set(key, line);
    // A slip in copying an object id would hand one person's rights to another.
    const person = people.get(row.id) ?? { line, name: row.name, mail: row.mail };
    if (person.name !== row.name || person.mail !== row.mail)
      faults.push({ line, message: `${person.line}行目と同じオブジェクトIDですが、氏名かメールが異なります。` });
    people.set(row.id, person);
    rows.push(row);
  }
  if (records.length === 0) faults.push({ line: 1, message: '職員が1人も書かれていません。' });
  return ofNobody ? { rows, faults } : { rows, faults, unclear };
}

/** No database keeps them, no card shows them, and a name has none. */
const CONTROL = /\p{Cc}/u;

function readRow(record: Record<string, string>): DirectoryRow | string {
  const get = (column: (typeof HEADER)[number]) => record[column] ?? '';
  // Where the office stands under no 局, other sections may not either.
  const needed = HEADER.filter((column) => column !== '局' || CITY.office.bureau !== '');
  const empty = needed.filter((column) => get(column) === '');
  if (empty.length > 0) return `「${empty.join('」「')}」が空です。`;
  const strange = HEADER.filter((column) => CONTROL.test(get(column)));
  if (strange.length > 0) return `「${strange.join('」「')}」に使えない文字（制御文字）が含まれています。`;
  const id = get('オブジェクトID').toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return 'オブジェクトIDがGUIDの形ではありません。';
  if (!/^[^@\s]+@[^@\s]+$/.test(get('メール'))) return 'メールの形が正しくありません。';
  const role = ROLES.get(get('役割'));
  if (role === undefined) return `役割は${[...ROLES.keys()].join('・')}のいずれかにしてください。`;
  return {
    id,
    name: get('氏名'),
    mail: get('メール'),
    bureau: get('局'),
    section: get('課室'),
    documentSymbol: get('文書記号'),
    title: get('職名'),
    role,
  };
}
