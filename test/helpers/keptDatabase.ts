import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { type Database, type DatabaseOptions, openDatabase } from '../../bot/db/database.js';
import { Dump } from './database.js';

/** Runs a script and returns the rows of its last statement. */
export type Ask = <Row>(script: string) => Promise<Row[]>;

/** A database that outlives those who open it: embedded, or on the server that TEST_DATABASE_URL names. */
export interface KeptDatabase {
  /** Opens it as the bot does; one at a time. */
  open(options?: Pick<DatabaseOptions, 'migratedApart'>): Promise<Database>;
  /** Asks it past the bot, while nobody has it open. */
  visit<T>(work: (ask: Ask) => Promise<T>): Promise<T>;
  /** Another one that is like it now, while nobody has it open. */
  copy(): Promise<KeptDatabase>;
  drop(): Promise<void>;
}

/** A database without tables. */
export async function keptDatabase(): Promise<KeptDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (server) return onServer(server);
  // A copy that is emptied is there sooner than a new one.
  const kept = embedded(new Dump(await readFile(process.env.TEST_DATABASE_TEMPLATE ?? '')));
  await kept.visit((ask) => ask('DROP SCHEMA public CASCADE; CREATE SCHEMA public'));
  return kept;
}

/** @param left what the database is at first; then what whoever had it open left */
function embedded(left: Blob): KeptDatabase {
  let state = left;
  return {
    async open(options) {
      const db = await openDatabase({ url: '', dataDir: '', loadFrom: state, ...options });
      return {
        ...db,
        async close() {
          if (db.dump) state = await db.dump();
          await db.close();
        },
      };
    },
    async visit(work) {
      const lite = await PGlite.create('memory://', { loadDataDir: state });
      const result = await work(async <Row>(script: string) => ((await lite.exec(script)).at(-1)?.rows ?? []) as Row[]);
      state = await lite.dumpDataDir('none');
      await lite.close();
      return result;
    },
    copy: async () => embedded(state),
    drop: async () => {},
  };
}

async function onServer(server: string, template = 'template1'): Promise<KeptDatabase> {
  const name = `kept_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await connected(server, (ask) => ask(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    open: (options) => openDatabase({ url: url.href, dataDir: '', ...options }),
    visit: (work) => connected(url.href, work),
    copy: () => onServer(server, name),
    drop: async () => void (await connected(server, (ask) => ask(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

async function connected<T>(connectionString: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(async <Row>(script: string) => {
      const result: unknown = await client.query(script);
      // Several statements in one text give several results.
      return ((Array.isArray(result) ? result.at(-1) : result) as { rows: Row[] }).rows;
    });
  } finally {
    await client.end();
  }
}
