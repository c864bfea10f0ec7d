import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { type Database, openDatabase } from '../../bot/db/database.js';
import { NO_FILTERS, openSchemaEngine, readMigrations } from '../../bot/db/schemaEngine.js';
import { ROOT } from '../../bot/paths.js';
import type { PersonName } from './world.js';

/** What an earlier version left behind: the rows of its tables, and cards that it sent. */
export interface Installation {
  /** The newest migration it knew. */
  migrations: string;
  /** The moment at which it was stopped. */
  now: string;
  rows: Record<string, Record<string, unknown>[]>;
  cards: Record<string, { who: PersonName; json: Record<string, unknown> }>;
}

/** Reads an installation by the number of the newest migration it knew. */
export function installation(number: string): Installation {
  return JSON.parse(readFileSync(join(ROOT, 'test', 'fixtures', 'installations', `${number}.json`), 'utf8'));
}

const left = new Map<Installation, Promise<Blob>>();

/** The embedded database of an earlier version, opened by the present one. */
export async function openInstallation(before: Installation): Promise<Database> {
  const dump = left.get(before) ?? leaveBehind(before);
  left.set(before, dump);
  return openDatabase({ url: '', dataDir: '', loadFrom: await dump });
}

/** Makes the database as the earlier version left it. */
async function leaveBehind({ migrations, rows }: Installation): Promise<Blob> {
  const lite = await PGlite.create('memory://');
  const engine = await openSchemaEngine(new PrismaPGlite(lite));
  const all = await readMigrations();
  const known = all.migrationDirectories.filter(({ path }) => path <= migrations);
  await engine.applyMigrations({ migrationsList: { ...all, migrationDirectories: known }, filters: NO_FILTERS });
  engine.free();
  await lite.exec(`SET session_replication_role = 'replica'`);
  for (const [table, content] of Object.entries(rows)) {
    await lite.query(`INSERT INTO "${table}" SELECT * FROM json_populate_recordset(null::"${table}", $1)`, [
      JSON.stringify(content),
    ]);
  }
  for (const table of ['Post', 'ImportRun']) {
    await lite.exec(`SELECT setval(pg_get_serial_sequence('"${table}"', 'id'), (SELECT max("id") FROM "${table}"))`);
  }
  const dump = await lite.dumpDataDir('none');
  await lite.close();
  return dump;
}
