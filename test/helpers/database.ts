import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { type Database, type DatabaseOptions, openDatabase } from '../../bot/db/database.js';
import { type Asking, beginningOf, empty, idle, inTime, type Kept } from './emptied.js';

/** After so many worlds another one is made: what an embedded database has in memory only grows. */
const MOST_USES = 60;

function template(): string {
  const value = process.env.TEST_DATABASE_TEMPLATE;
  if (!value) throw new Error('globalSetup did not run');
  return value;
}

/**
 * A migrated, empty database: PGlite in memory, or on PostgreSQL one of its own when TEST_DATABASE_URL names a server. It is the one that
 * the worker's last world gave back, emptied, unless that world changed more than rows: to make one takes many times longer.
 */
export async function freshDatabase(options: Pick<DatabaseOptions, 'onStatement'> = {}): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  return server ? onServer(server, options) : inMemory(options);
}

const askingLite = (lite: PGlite): Asking => ({
  query: async <Row>(statement: string, values: unknown[] = []) => (await lite.query<Row>(statement, values)).rows,
  exec: (statements) => lite.exec(statements),
});

interface Lite {
  lite: PGlite;
  parsers: PGlite['parsers'];
}

async function makeLite(): Promise<Kept<Lite>> {
  const lite = await PGlite.create('memory://', { loadDataDir: new Dump(await readFile(template())) });
  const beginning = await beginningOf(askingLite(lite));
  return { place: { lite, parsers: lite.parsers }, beginning, uses: 0 };
}

async function emptyLite({ place: { lite, parsers }, beginning }: Kept<Lite>): Promise<boolean> {
  lite.parsers = parsers;
  await lite.exec('DISCARD ALL');
  const done = await empty(askingLite(lite), beginning);
  await lite.exec('CHECKPOINT');
  return done;
}

async function inMemory(options: Pick<DatabaseOptions, 'onStatement'>): Promise<Database> {
  const store = idle<Lite>();
  const last = store.kept;
  store.kept = undefined;
  const usable = last !== undefined && (await inTime(emptyLite(last)));
  if (!usable) await last?.place.lite.close().catch(() => undefined);
  const kept = usable ? last : await makeLite();
  kept.uses++;
  let open = true;
  // Whoever gave it back can do nothing with it any more.
  const opened = new Proxy(kept.place.lite, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (!open) throw new Error('PGlite is closed');
        return Reflect.apply(value, target, given);
      };
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
  const db = await openDatabase({ url: '', dataDir: '', opened, migrated: true, ...options });
  return {
    ...db,
    async close() {
      await db.close();
      if (!open) return;
      open = false;
      if (kept.uses < MOST_USES && store.kept === undefined) store.kept = kept;
      else await kept.place.lite.close();
    },
  };
}

/** Gives its bytes away as they are; a plain Blob copies the forty megabytes twice, in pieces. */
export class Dump extends Blob {
  readonly #bytes: Buffer<ArrayBuffer>;

  constructor(bytes: Buffer<ArrayBuffer>) {
    super();
    this.#bytes = bytes;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
  }
}

async function connected<T>(connectionString: string, work: (asking: Asking) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work({
      query: async <Row>(statement: string, values: unknown[] = []) =>
        (await client.query(statement, values)).rows as Row[],
      exec: (statements) => client.query(statements),
    });
  } finally {
    await client.end();
  }
}

async function makeOnServer(server: string): Promise<Kept<string>> {
  // Whatever is left of a run is found by the name of its template (globalTeardown.mjs).
  const name = `${template().replace('template', 'test')}_${randomUUID().replaceAll('-', '')}`;
  await connected(server, (asking) => asking.exec(`CREATE DATABASE ${name} TEMPLATE ${template()}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { place: url.href, beginning: await connected(url.href, beginningOf), uses: 0 };
}

/** Ends whatever is left of the last world, and empties its database. */
const emptyOnServer = ({ place, beginning }: Kept<string>): Promise<boolean> =>
  connected(place, async (asking) => {
    const others = 'pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    await asking.exec(`SELECT pg_terminate_backend(pid) FROM ${others}`);
    await asking.exec("SET lock_timeout = '5s'");
    return empty(asking, beginning);
  });

async function drop(server: string, { place }: Kept<string>): Promise<void> {
  const name = new URL(place).pathname.slice(1);
  await connected(server, (asking) => asking.exec(`DROP DATABASE ${name} WITH (FORCE)`));
}

async function onServer(server: string, options: Pick<DatabaseOptions, 'onStatement'>): Promise<Database> {
  const store = idle<string>();
  const last = store.kept;
  store.kept = undefined;
  const usable = last !== undefined && (await inTime(emptyOnServer(last)));
  if (!usable && last !== undefined) await drop(server, last);
  const kept = usable ? last : await makeOnServer(server);
  const db = await openDatabase({ url: kept.place, dataDir: '', migrated: true, ...options });
  let open = true;
  return {
    ...db,
    async close() {
      await db.close();
      if (!open) return;
      open = false;
      if (store.kept === undefined) store.kept = kept;
      else await drop(server, kept);
    },
  };
}
