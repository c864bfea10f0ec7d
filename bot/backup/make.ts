import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AuditChannel, appendAudit, GENESIS, type Recorder } from '../audit/append.js';
import type { Database, Run } from '../db/database.js';
import { keptTables, readRowLines, readSequences, speakPlainly } from '../db/rows.js';
import { appliedMigrations } from '../db/versions.js';
import { AppError } from '../errors.js';
import type { ByteStore } from '../files/byteStore.js';
import { DiskStore } from '../files/diskStore.js';
import { copySealed } from '../files/sealedCopies.js';
import { ROOT } from '../paths.js';
import { interrupted, toldOfDisk } from './faults.js';
import { nameAt, UNFINISHED } from './folders.js';
import { MANIFEST_FILE, type ManifestContent, manifestText } from './manifest.js';
import { isNamed, type NamedFile, namedFiles } from './named.js';
import { syncFolder, writePart } from './parts.js';

/** What a backup is made of. */
export interface BackupParts extends Recorder {
  db: Database;
  /** Where the encrypted files and their wrapped keys lie. */
  bytes: ByteStore;
  kind: ManifestContent['kind'];
  engine: ManifestContent['engine'];
}

/** A backup that was made. */
export interface Made {
  folder: string;
  content: ManifestContent;
}

/** The stored files of a backup lie in it as they would in `DATA_DIR`. */
export const FILES = 'files';

/** What the log calls it that everything was read out: noted before it is. */
const BEGUN = 'backup.begin';

/**
 * Makes a backup in a new folder below the given one, while the bot is at work: all rows as they were at one moment, then the files
 * that these rows name. It bears its name only once it is whole and on the disk.
 *
 * @param into folder of the backups; made when it is not there
 * @param signal ends it; nothing is left of it then
 * @throws AppError `unavailable` when the folder refuses, the store cannot be had, or it was ended
 */
export async function makeBackup(
  parts: BackupParts,
  into: string,
  { channel, signal }: { channel: AuditChannel; signal?: AbortSignal },
): Promise<Made> {
  const name = nameAt(parts.clock.now());
  const folder = join(into, name);
  const unfinished = `${folder}${UNFINISHED}`;
  try {
    await makeFolder(into, folder, unfinished);
  } catch (error) {
    throw toldOfDisk(error);
  }
  try {
    await parts.db.transaction((tx) => appendAudit(tx, parts, { actor: null, action: BEGUN, channel, data: { name } }));
    const { named, ...rows } = await keepRows(parts, unfinished, signal);
    const files = await keepFiles(parts, unfinished, named, signal);
    const { kind, engine } = parts;
    const content: ManifestContent = { format: 1, name, kind, engine, version: await version(), ...rows, files };
    await writeFile(join(unfinished, MANIFEST_FILE), manifestText(content, parts.auditSigner), {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
    await syncFolder(unfinished);
    await rename(unfinished, folder);
    await syncFolder(into);
    return { folder, content };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    throw toldOfDisk(error);
  }
}

async function makeFolder(into: string, folder: string, unfinished: string): Promise<void> {
  await mkdir(into, { recursive: true, mode: 0o700 });
  if (existsSync(folder)) throw Object.assign(new Error(`${folder} is there already`), { code: 'EEXIST' });
  await mkdir(unfinished, { mode: 0o700 });
  await mkdir(join(unfinished, 'tables'), { mode: 0o700 });
  await syncFolder(dirname(into));
}

/** Writes all rows of one moment, and tells which files they name. */
function keepRows({ db, clock }: BackupParts, folder: string, signal: AbortSignal | undefined) {
  return db.statements('reading', async (run) => {
    await speakPlainly(run);
    const [head] = await run<{ seq: number; hash: string }>('SELECT "seq", "hash" FROM "AuditHead" WHERE "id" = 1');
    const at = clock.now().toISOString();
    const named = await namedFiles(run);
    const tables: ManifestContent['tables'] = [];
    for (const table of await keptTables(run)) {
      const part = await writePart(
        folder,
        `tables/${table.name}.jsonl.gz`,
        unlessEnded(readRowLines(run, table), signal),
      );
      tables.push({ ...table, part });
    }
    await syncFolder(join(folder, 'tables'));
    const [migrations, sequences] = [await appliedMigrations(run), await readSequences(run)];
    return { at, head: head ?? { seq: 0, hash: GENESIS }, migrations, tables, sequences, named };
  });
}

async function* unlessEnded<T>(each: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  for await (const one of each) {
    if (signal?.aborted) throw interrupted();
    yield one;
  }
}

/**
 * Copies the files that the rows name. They were there at the moment of the rows, for a file is written before the row that names it
 * and removed after the row was marked; what was removed since is gone for good, as it had to be, and is only noted.
 */
async function keepFiles(
  { db, bytes }: BackupParts,
  folder: string,
  named: readonly NamedFile[],
  signal: AbortSignal | undefined,
): Promise<ManifestContent['files']> {
  const target = new DiskStore(join(folder, FILES));
  const counts = { kept: 0, bytes: 0, gone: 0, missing: 0 };
  const ask: Run = async <Row>(text: string, values: unknown[] = []) =>
    (await db.executeSql(text, values)).rows as Row[];
  async function* lines(): AsyncGenerator<string[]> {
    for (const { storeKey } of named) {
      if (signal?.aborted) throw interrupted();
      const copied = await copySealed(bytes, target, storeKey).catch((error: unknown) => {
        // A file that is not as it was stored is for the office to see to; the others are kept all the same.
        if (error instanceof AppError && error.code === 'integrity') return undefined;
        throw error;
      });
      if (copied !== undefined) {
        counts.kept += 1;
        for (const part of copied) counts.bytes += part.bytes;
        yield copied.map((part) => JSON.stringify(part));
      } else if (await isNamed(ask, storeKey)) {
        counts.missing += 1;
        yield [JSON.stringify({ missing: storeKey })];
      } else {
        counts.gone += 1;
        yield [JSON.stringify({ gone: storeKey })];
      }
    }
  }
  const part = await writePart(folder, 'files.jsonl.gz', lines());
  return { ...counts, part };
}

async function version(): Promise<string> {
  const { version: present } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return present;
}
