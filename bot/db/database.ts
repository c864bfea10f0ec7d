import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { type Prisma, PrismaClient } from './generated/client.js';
import { lockFolder } from './lock.js';
import { NO_FILTERS, openSchemaEngine, readMigrations } from './schemaEngine.js';

/** The Prisma client inside or outside a transaction. */
export type Tx = Prisma.TransactionClient;

/** An open database: the embedded PGlite or a PostgreSQL server; nothing above this folder knows which. */
export interface Database {
  /** Prisma client for everything that is not part of a transaction. */
  readonly client: PrismaClient;
  /** Runs one transaction. Never wait for network or disk inside: the embedded database has a single connection. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One raw statement, for pg-boss. */
  executeSql(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL connection string; empty for the embedded database. */
  url: string;
  /** Folder of the embedded database; empty keeps it in memory (tests). */
  dataDir: string;
  /** A dump to start the embedded database from (tests). */
  loadFrom?: Blob;
  /** True when the migrations are known to be applied (tests, which copy a prepared database). */
  migrated?: boolean;
}

/** Opens the database and applies the migrations that are missing. */
export async function openDatabase(options: DatabaseOptions): Promise<Database & { dump?: () => Promise<Blob> }> {
  return options.url === '' ? openEmbedded(options) : openServer(options);
}

async function migrate(adapter: SqlMigrationAwareDriverAdapterFactory): Promise<void> {
  const engine = await openSchemaEngine(adapter);
  try {
    await engine.applyMigrations({ migrationsList: await readMigrations(), filters: NO_FILTERS });
  } finally {
    engine.free();
  }
}

/**
 * A pool whose connections may be ended by the server at any moment, even while they are being closed: the statement under
 * way, or the next one, says so to whoever asked; nobody else needs to hear of it, least of all the process by dying.
 */
function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Migrates over a pool of its own, which is closed afterwards: the engine leaves its connection open. */
async function migrateServer(url: string): Promise<void> {
  const pool = openPool(url, 2);
  try {
    await migrate(new PrismaPg(pool));
  } finally {
    await pool.end();
  }
}

function connect(adapter: SqlMigrationAwareDriverAdapterFactory): Pick<Database, 'client' | 'transaction'> {
  const client = new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 10_000 } });
  return { client, transaction: (work) => client.$transaction(work) };
}

async function openEmbedded({
  dataDir,
  loadFrom,
  migrated,
}: DatabaseOptions): Promise<Database & { dump: () => Promise<Blob> }> {
  let unlock = () => {};
  if (dataDir !== '') {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    unlock = lockFolder(dataDir);
  }
  const lite = await PGlite.create(dataDir === '' ? 'memory://' : join(dataDir, 'database'), {
    ...(loadFrom ? { loadDataDir: loadFrom } : {}),
  });
  const adapter = new PrismaPGlite(lite);
  if (!migrated) await migrate(adapter);
  const connected = connect(adapter);
  return {
    ...connected,
    async executeSql(text, values) {
      if (values.length > 0) return lite.query(text, values);
      // pg-boss sends several statements in one text when it installs itself.
      const results = await lite.exec(text);
      return { rows: results.flatMap((result) => result.rows) };
    },
    dump: () => lite.dumpDataDir('none'),
    async close() {
      await connected.client.$disconnect();
      await lite.close();
      unlock();
    },
  };
}

async function openServer({ url, migrated }: DatabaseOptions): Promise<Database> {
  if (!migrated) await migrateServer(url);
  const clientPool = openPool(url, 10);
  const connected = connect(new PrismaPg(clientPool));
  const pool = openPool(url, 4);
  return {
    ...connected,
    async executeSql(text, values) {
      const result: unknown = await pool.query(text, values);
      // Several statements in one text give several results.
      const results = (Array.isArray(result) ? result : [result]) as { rows: unknown[] }[];
      return { rows: results.flatMap((one) => one.rows) };
    },
    async close() {
      await connected.client.$disconnect();
      await Promise.all([clientPool.end(), pool.end()]);
    },
  };
}
