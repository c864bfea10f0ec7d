import { join } from 'node:path';
import { appendAudit } from '../audit/append.js';
import { openRecorder } from '../audit/recorder.js';
import { PUT_BACK } from '../audit/restored.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { type Database, type DatabaseOptions, openDatabase, type Run } from '../db/database.js';
import { filledTables, keptTables, putRowLines, putSequences, speakPlainly } from '../db/rows.js';
import { unknownMigrations } from '../db/schemaEngine.js';
import { appliedMigrations } from '../db/versions.js';
import { AppError } from '../errors.js';
import type { ByteStore } from '../files/byteStore.js';
import { DiskStore } from '../files/diskStore.js';
import { EncryptedStore } from '../files/encryptedStore.js';
import type { KeyWrapper } from '../files/keyWrapper.js';
import { copyPart } from '../files/sealedCopies.js';
import { listWrappedKeys } from '../files/wrappedKeys.js';
import { type CheckOptions, checkBackup, readFileList } from './check.js';
import { damagedBackup } from './faults.js';
import { FILES } from './make.js';
import { digestOf, type Manifest, newer } from './manifest.js';
import { namedFiles } from './named.js';
import { readPart } from './parts.js';
import { proveFile } from './prove.js';

/** Where a backup is put back. */
export interface RestoreTarget extends CheckOptions {
  config: Pick<Config, 'databaseUrl' | 'databaseDirectUrl' | 'databaseOwnerUrl' | 'dataDir' | 'auditKeys'> &
    Partial<Pick<Config, 'auditYears'>>;
  kind: Manifest['kind'];
  clock: Clock;
  /** The store of files; it has to be empty. */
  bytes: ByteStore;
  wrapper: KeyWrapper;
  /** True where the files that are in the store are meant to stay: only those that it lacks are put there. */
  keepFiles: boolean;
}

/** What was put back. */
export interface Restored {
  manifest: Manifest;
  rows: number;
  /** Files that were read back from the store, decrypted, and are those of which their rows speak. */
  proved: number;
}

/**
 * Puts a backup back into a database and a store that hold nothing: looks through it first, then brings in files and rows, then brings
 * the tables up to the present, and last reads every file back and proves it by its row. Which engine and which store the backup was
 * made of does not matter.
 *
 * @throws AppError as `checkBackup`; `wrong_state` where the database or the store holds something already, or the data is of
 * another kind; nothing was changed then
 */
export async function restoreBackup(folder: string, target: RestoreTarget): Promise<Restored> {
  const { manifest } = await checkBackup(folder, target);
  if (manifest.kind !== target.kind) throw anotherKind(manifest.kind, target.kind);
  const unknown = await unknownMigrations(manifest.migrations);
  if (unknown.length > 0) throw newer(`its tables are those of ${unknown.join(', ')}`);
  await assertEmpty(manifest, target);
  const absent = await putFiles(folder, manifest, target);
  const rows = await putRows(folder, manifest, target);
  const {
    databaseUrl: url,
    databaseDirectUrl: directUrl,
    databaseOwnerUrl: ownerUrl,
    dataDir,
    auditKeys,
    auditYears,
  } = target.config;
  const db = await openDatabase({ url, directUrl, ownerUrl, dataDir, trimsLog: auditYears !== undefined });
  try {
    const recorder = await openRecorder(db, target.clock, auditKeys);
    const { name, at, head, files } = manifest;
    const data = {
      name,
      at,
      sha256: digestOfManifest(manifest),
      head: head.seq,
      gone: files.gone,
      missing: files.missing,
    };
    await db.transaction((tx) =>
      appendAudit(tx, recorder, { actor: null, action: PUT_BACK, channel: 'command', data }),
    );
    return { manifest, rows, proved: await proveAll(db, target, absent) };
  } finally {
    await db.close();
  }
}

function digestOfManifest({ keyId: _key, signature: _signature, ...content }: Manifest): string {
  return digestOf(content);
}

async function assertEmpty(manifest: Manifest, { config, bytes, keepFiles }: RestoreTarget): Promise<void> {
  const db = await openDatabase({ ...ownersDatabase(config), migrated: true });
  try {
    await db.statements('reading', async (run) => {
      const applied = await appliedMigrations(run);
      const beyond = applied.filter((name) => !manifest.migrations.includes(name));
      const filled = await filledTables(run);
      if (filled.length > 0) throw notEmpty(`the database holds rows (${filled.join(', ')})`, DATABASE_FILLED);
      if (beyond.length > 0) throw notEmpty(`the database has newer tables (${beyond.join(', ')})`, DATABASE_FILLED);
    });
  } finally {
    await db.close();
  }
  if (!keepFiles && (await listWrappedKeys(bytes)).length > 0) throw notEmpty('the store holds files', FILES_THERE);
}

const DATABASE_FILLED =
  'データベースが空ではないため、復元していません。空のデータベースを用意してください（内蔵データベースでは、DATA_DIRのdatabaseフォルダーを別の場所に移します）。';
const FILES_THERE =
  'ファイルの保管先が空ではないため、復元していません。中のファイルを別の場所に移すか、残したまま足りないものだけを戻すときは --keep-files を付けてください。';

function notEmpty(what: string, sentence: string): AppError {
  return new AppError('wrong_state', `${what}: a backup is put back into what holds nothing only`, sentence);
}

function anotherKind(of: string, into: string): AppError {
  return new AppError(
    'wrong_state',
    `the backup holds the data of another kind of bot (${of}, here ${into})`,
    'このバックアップは、別の用途のボット（デモまたは本番）のものです。設定をご確認ください。',
  );
}

/** Tables are made and filled by their owner. */
function ownersDatabase({
  databaseUrl,
  databaseDirectUrl,
  databaseOwnerUrl,
  dataDir,
}: RestoreTarget['config']): Pick<DatabaseOptions, 'url' | 'dataDir'> {
  return { url: databaseOwnerUrl || databaseDirectUrl || databaseUrl, dataDir };
}

/** Copies the files as they lie in the backup. @returns those that it does not have, as their rows name them */
async function putFiles(
  folder: string,
  { files }: Manifest,
  { bytes, keepFiles }: RestoreTarget,
): Promise<ReadonlySet<string>> {
  const source = new DiskStore(join(folder, FILES));
  const absent = new Set<string>();
  for await (const listed of readFileList(folder, files.part)) {
    if (!('place' in listed)) {
      absent.add('gone' in listed ? listed.gone : listed.missing);
      continue;
    }
    if (keepFiles && (await isThere(bytes, listed.place))) continue;
    const part = await source.open(listed.place);
    if (part === undefined) throw damagedBackup(`${FILES}/${listed.place}`);
    try {
      const { sha256 } = await copyPart(part, bytes, listed.place);
      if (sha256 !== listed.sha256) throw damagedBackup(`${FILES}/${listed.place}`);
    } finally {
      await part.close();
    }
  }
  return absent;
}

async function isThere(bytes: ByteStore, place: string): Promise<boolean> {
  const found = await bytes.open(place);
  await found?.close();
  return found !== undefined;
}

/** Makes the tables as they were and puts the rows in, all or none. */
async function putRows(folder: string, manifest: Manifest, { config }: RestoreTarget): Promise<number> {
  const db = await openDatabase({ ...ownersDatabase(config), upTo: manifest.migrations });
  try {
    return await db.statements('writing', (run) => fill(run, folder, manifest));
  } finally {
    await db.close();
  }
}

async function fill(run: Run, folder: string, { tables, sequences }: Manifest): Promise<number> {
  await speakPlainly(run);
  // Statements are made of these names: only those of our own tables are taken.
  const ours = await keptTables(run);
  const same = ({ name, columns }: { name: string; columns: string[] }) =>
    ours.some((one) => one.name === name && [...one.columns].sort().join() === [...columns].sort().join());
  if (tables.length !== ours.length || !tables.every(same))
    throw damagedBackup('its tables are not those of its version');
  let rows = 0;
  for (const { name } of ours) {
    const table = tables.find((one) => one.name === name);
    if (table === undefined) throw damagedBackup(name);
    const count = await putRowLines(run, table, readPart(folder, table.part));
    if (count !== table.part.lines) throw damagedBackup(table.part.file);
    rows += count;
  }
  await putSequences(run, sequences);
  return rows;
}

/** Reads every file back from where it lies now. */
async function proveAll(db: Database, { bytes, wrapper }: RestoreTarget, absent: ReadonlySet<string>): Promise<number> {
  const store = new EncryptedStore(bytes, wrapper);
  const named = await db.statements('reading', namedFiles);
  let proved = 0;
  for (const file of named) {
    if (absent.has(file.storeKey)) continue;
    await proveFile(store, file);
    proved += 1;
  }
  return proved;
}
