import { join } from 'node:path';
import { z } from 'zod/v4';
import { type FoundBeginning, judgeBeginning } from '../audit/beginning.js';
import type { PublicKeys } from '../audit/keys.js';
import type { AuditRow } from '../audit/readLog.js';
import { BEGINNING } from '../audit/signatures.js';
import { verifyRows } from '../audit/verify.js';
import { DiskStore } from '../files/diskStore.js';
import { EncryptedStore } from '../files/encryptedStore.js';
import type { KeyWrapper } from '../files/keyWrapper.js';
import { contentPlace } from '../files/places.js';
import { hashPart } from '../files/sealedCopies.js';
import { damagedBackup } from './faults.js';
import { FILES } from './make.js';
import { assertSigned, LISTED, type Manifest, readManifest } from './manifest.js';
import { namedBy } from './named.js';
import { readPart } from './parts.js';
import { proveFile } from './prove.js';

/** What a look at a backup found, when nothing is wrong with it. */
export interface Checked {
  manifest: Manifest;
  rows: number;
  /** Files whose content was decrypted and is that of which its row speaks; undefined where there is no key to open them with. */
  proved: number | undefined;
}

export interface CheckOptions {
  /** The keys that are believed to sign; with none, signatures are only seen to be there. */
  keys: PublicKeys;
  /** Opens the files; without it they are compared as they lie there only. */
  wrapper?: KeyWrapper | undefined;
}

/**
 * Looks through a backup without restoring it: every part and every file is what was written, the audit log in it is whole, and every
 * file is the one of which its row speaks. Memory stays that of some rows and the names of the files.
 *
 * @throws AppError `not_found` when there is no finished backup, `integrity` with the first thing that is wrong, `invalid_input` when a
 * newer version made it, `unavailable` when the files cannot be opened with the keys there are
 */
export async function checkBackup(folder: string, { keys, wrapper }: CheckOptions): Promise<Checked> {
  const manifest = await readManifest(folder);
  assertSigned(manifest, keys);
  const bytes = new DiskStore(join(folder, FILES));
  const { places, absent } = await checkFiles(folder, manifest, bytes);
  const store = wrapper && new EncryptedStore(bytes, wrapper);
  const { head } = manifest;
  let [rows, proved] = [0, 0];
  for (const { name, columns, part } of manifest.tables) {
    rows += part.lines;
    if (name === 'AuditEntry') continue;
    for await (const line of readPart(folder, part)) {
      const row = rowOf(columns, line, part.file);
      if (name === 'AuditHead' && (row.hash !== head.hash || Number(row.seq) !== head.seq))
        throw damagedBackup(part.file);
      const named = namedBy(name, row);
      if (named === undefined || absent.has(named.storeKey)) continue;
      if (!places.has(contentPlace(named.storeKey))) throw damagedBackup(`${named.storeKey} is not in it`);
      if (store === undefined) continue;
      await proveFile(store, named);
      proved += 1;
    }
  }
  await checkLog(folder, manifest, keys);
  return { manifest, rows, proved: store === undefined ? undefined : proved };
}

/** Compares every file as it lies there with the list of files. */
async function checkFiles(
  folder: string,
  { files }: Manifest,
  bytes: DiskStore,
): Promise<{ places: Set<string>; absent: Set<string> }> {
  const [places, absent] = [new Set<string>(), new Set<string>()];
  for await (const listed of readFileList(folder, files.part)) {
    if (!('place' in listed)) {
      absent.add('gone' in listed ? listed.gone : listed.missing);
      continue;
    }
    const { place, sha256, bytes: size } = listed;
    const found = await hashPart(bytes, place);
    if (found?.sha256 !== sha256 || found.bytes !== size) throw damagedBackup(`${FILES}/${place}`);
    places.add(place);
  }
  return { places, absent };
}

/** The lines of the list of files. */
export async function* readFileList(folder: string, part: Manifest['files']['part']) {
  for await (const line of readPart(folder, part)) {
    const listed = LISTED.safeParse(jsonOf(line, part.file));
    if (!listed.success) throw damagedBackup(part.file, listed.error);
    yield listed.data;
  }
}

/** Walks the audit log of a backup from its first row to the head. */
async function checkLog(folder: string, manifest: Manifest, keys: PublicKeys): Promise<void> {
  const log = manifest.tables.find(({ name }) => name === 'AuditEntry');
  if (log === undefined) throw damagedBackup('it has no audit log');
  async function* pages(): AsyncGenerator<AuditRow[]> {
    if (log === undefined) return;
    for await (const line of readPart(folder, log.part)) yield [auditRow(rowOf(log.columns, line, log.part.file))];
  }
  const { lines } = log.part;
  const { head } = manifest;
  const { beginning, fault: missing } = await beginningOf(pages(), keys);
  const last = lines + (beginning?.seq ?? 0);
  const end = { head: lines === 0 && head.seq === 0 ? undefined : head, last, rows: lines };
  const fault = missing ?? (await verifyRows(end, pages(), { heads: [], keys, beginning })).fault;
  if (fault !== undefined) throw damagedBackup(`its audit log is not whole. ${fault.sentence}`);
}

/** Where the log of a backup begins: mostly with row 1, which the first page tells. */
async function beginningOf(pages: AsyncIterable<readonly AuditRow[]>, keys: PublicKeys): Promise<FoundBeginning> {
  let first: AuditRow | undefined;
  const words: AuditRow[] = [];
  for await (const page of pages) {
    first ??= page[0];
    if (first === undefined || first.seq <= 1) break;
    words.push(...page.filter(({ action }) => action === BEGINNING));
  }
  return first === undefined ? {} : judgeBeginning(first, words, keys);
}

type Row = Record<string, string | null>;

const VALUES = z.array(z.string().nullable());

function rowOf(columns: readonly string[], line: string, file: string): Row {
  const values = VALUES.safeParse(jsonOf(line, file));
  if (!values.success || values.data.length !== columns.length) throw damagedBackup(file);
  return Object.fromEntries(columns.map((column, at) => [column, values.data[at] ?? null]));
}

function jsonOf(line: string, file: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw damagedBackup(file, cause);
  }
}

/** A row of the log as it is read from the table. */
function auditRow(row: Row): AuditRow {
  const text = (column: string): string => row[column] ?? '';
  return {
    seq: Number(row.seq),
    at: momentOf(text('at')),
    actorId: row.actorId ?? null,
    actorName: row.actorName ?? null,
    action: text('action'),
    requestId: row.requestId ?? null,
    channel: text('channel'),
    data: jsonOf(text('data'), 'tables/AuditEntry.jsonl.gz') as AuditRow['data'],
    previousHash: text('previousHash'),
    hash: text('hash'),
    keyId: row.keyId ?? null,
    signature: row.signature ?? null,
  };
}

/** PostgreSQL's text of a moment (2026-11-26 03:00:00.12+00) in ISO 8601 with milliseconds; any other text stays, and does not fit its hash. */
function momentOf(text: string): string {
  const [, day, time, fraction = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?\+00$/.exec(text) ?? [];
  return day === undefined ? text : `${day}T${time}.${fraction.padEnd(3, '0')}Z`;
}
