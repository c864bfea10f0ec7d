import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { believedKeys } from '../../bot/audit/keys.js';
import { type BackupParts, type Made, makeBackup } from '../../bot/backup/make.js';
import { type Restored, type RestoreTarget, restoreBackup } from '../../bot/backup/restore.js';
import { openDatabase, type Run } from '../../bot/db/database.js';
import { keptTables, readRowLines, readSequences, speakPlainly } from '../../bot/db/rows.js';
import type { ByteStore } from '../../bot/files/byteStore.js';
import { DiskStore } from '../../bot/files/diskStore.js';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { layDatabase } from '../helpers/embedded.js';
import { fixedClock } from '../helpers/fixedClock.js';
import type { World } from '../helpers/world.js';

/** The server of the tests; without one they run on the embedded database. */
export const SERVER = process.env.TEST_DATABASE_URL ?? '';

export const MASTER_KEY = createHash('sha256').update('a master key of the tests').digest('base64');
export const AUDIT_KEY = createHash('sha256').update('an audit key of the tests').digest('base64');
export const KEYS = believedKeys({ auditKeys: [AUDIT_KEY], auditPublicKeys: [] });
export const WRAPPER = new LocalMasterKeys([MASTER_KEY]);

/** Something that is removed after each test. */
const left: (() => Promise<unknown>)[] = [];

export async function clearPlaces(): Promise<void> {
  for (const clear of left.splice(0).reverse()) await clear();
}

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'recording-backup-'));
  left.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What a backup of a running product is made of. */
export const partsOf = ({ app: { ctx } }: World, bytes?: ByteStore): BackupParts => ({
  db: ctx.db,
  clock: ctx.clock,
  auditSigner: ctx.auditSigner,
  bytes: bytes ?? new DiskStore(join(ctx.config.dataDir, 'files')),
  kind: 'own',
  engine: SERVER === '' ? 'embedded' : 'postgresql',
});

export async function backUp(world: World, bytes?: ByteStore): Promise<Made> {
  return makeBackup(partsOf(world, bytes), await newFolder(), { channel: 'command' });
}

/** A copy of a backup to do something to. */
export async function copyOf(folder: string): Promise<string> {
  const copy = join(await newFolder(), 'copy');
  await cp(folder, copy, { recursive: true });
  return copy;
}

/** Where nothing is yet: an empty folder, and a database without tables on the engine that is named. */
export async function emptyPlace(server = SERVER, bytes?: ByteStore): Promise<RestoreTarget> {
  const dataDir = await newFolder();
  return {
    config: {
      databaseUrl: server === '' ? '' : await newDatabase(server),
      databaseDirectUrl: '',
      databaseOwnerUrl: '',
      dataDir,
      auditKeys: [AUDIT_KEY],
    },
    ...{ kind: 'own', clock: fixedClock('2026-12-01T10:00:00+09:00'), keys: KEYS, wrapper: WRAPPER, keepFiles: false },
    bytes: bytes ?? new DiskStore(join(dataDir, 'files')),
  };
}

/** The same, where an embedded database was made that has no tables yet: as good as an empty place for restoring, and there sooner. */
export async function preparedPlace(server = SERVER, bytes?: ByteStore): Promise<RestoreTarget> {
  const place = await emptyPlace(server, bytes);
  if (server === '') await layDatabase(place.config.dataDir, 'empty');
  return place;
}

async function newDatabase(server: string): Promise<string> {
  const name = `backup_${randomUUID().replaceAll('-', '')}`;
  const once = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await once(`CREATE DATABASE ${name}`);
  left.push(() => once(`DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function restoreInto(folder: string, target: RestoreTarget): Promise<Restored> {
  return restoreBackup(folder, target);
}

/** Does something with the database of a place. */
export async function within<T>({ config }: RestoreTarget, work: (run: Run) => Promise<T>): Promise<T> {
  const db = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, migrated: true });
  try {
    return await db.statements('writing', work);
  } finally {
    await db.close();
  }
}

/** All rows of all tables, and where running numbers are. */
export async function everything(run: Run): Promise<{ rows: Record<string, string[]>; sequences: unknown }> {
  await speakPlainly(run);
  const rows: Record<string, string[]> = {};
  for (const table of await keptTables(run)) {
    rows[table.name] = [JSON.stringify(table.columns)];
    for await (const lines of readRowLines(run, table)) rows[table.name]?.push(...lines);
  }
  return { rows, sequences: await readSequences(run) };
}
