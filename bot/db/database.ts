import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { closeFiles } from '../folders.js';
import { type Prisma, PrismaClient } from './generated/client.js';
import { lockFolder } from './lock.js';
import { applyMigrations } from './schemaEngine.js';
import { assertMigrated, openPool, prepareServer } from './server.js';

/** The Prisma client inside or outside a transaction. */
export type Tx = Prisma.TransactionClient;

/** An open database: the embedded PGlite or a PostgreSQL server; nothing above this folder knows which. */
export interface Database {
  /** Prisma client for everything that is not part of a transaction. */
  readonly client: PrismaClient;
  /** Runs one transaction. Never wait for network or disk inside: the embedded database has a single connection. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One raw statement, for pg-boss and for reading many rows. */
  executeSql(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  /** Whether the role at work could change or delete rows of the audit log; the embedded database has that one role only. */
  readonly ownsAuditLog: boolean;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL connection string; empty for the embedded database. */
  url: string;
  /** PostgreSQL connection string of the owner, who migrates and grants; without it the role of `url` does everything. */
  ownerUrl?: string;
  /** Folder of the embedded database; empty keeps it in memory (tests). */
  dataDir: string;
  /** A dump to start the embedded database from (tests). */
  loadFrom?: Blob;
  /** Hears every statement of the Prisma client (tests, which count them). */
  onStatement?: (statement: string) => void;
  /** True for a server that is migrated in a step of its own (`npm run migrate`): then nothing is changed, and what is missing is told. */
  migratedApart?: boolean;
  /** True when migrations and grants are known to be in place (tests, which copy a prepared database) or are not to be touched. */
  migrated?: boolean;
}

/**
 * Opens the database and applies the migrations that are missing.
 *
 * @throws AppError `config` when the data folder is in use, the tables are not up to date and are migrated apart, or when `ownerUrl` is given and the roles are not apart after all
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database & { dump?: () => Promise<Blob> }> {
  return options.url === '' ? openEmbedded(options) : openServer(options);
}

function connect(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  { onStatement }: Pick<DatabaseOptions, 'onStatement'>,
): Pick<Database, 'client' | 'transaction'> {
  const options = { adapter, transactionOptions: { maxWait: 10_000, timeout: 10_000 } };
  if (onStatement === undefined) return using(new PrismaClient(options));
  const heard = new PrismaClient({ ...options, log: [{ emit: 'event', level: 'query' }] });
  heard.$on('query', ({ query }) => onStatement(query));
  return using(heard as PrismaClient);
}

function using(client: PrismaClient): Pick<Database, 'client' | 'transaction'> {
  return { client, transaction: (work) => inTurn(() => client.$transaction(work)) };
}

/** How often a transaction is tried that the server ended because two waited for each other. */
const TRIES = 3;

/** PostgreSQL ended the transaction for another's sake, in a statement of Prisma's own or in a raw one. */
function isConflict(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === 'P2034' || (code === 'P2010' && /40P01|40001/.test(String(message)));
}

/** Two that wait for each other are parted by the server, which undoes one of them whole: that one is simply done again. */
async function inTurn<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await transaction();
    } catch (error) {
      if (tried === TRIES || !isConflict(error)) throw error;
    }
  }
}

/** PostgreSQL's number of the type text[], the only array in our tables. */
const TEXT_ARRAY = 1009;

async function openEmbedded({
  dataDir,
  loadFrom,
  migrated,
  ...heard
}: DatabaseOptions): Promise<Database & { dump: () => Promise<Blob> }> {
  let unlock = () => {};
  if (dataDir !== '') {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    unlock = lockFolder(dataDir);
  }
  const lite = await PGlite.create(dataDir === '' ? 'memory://' : join(dataDir, 'database'), {
    ...(loadFrom ? { loadDataDir: loadFrom } : {}),
  });
  const closed = () => (dataDir === '' ? undefined : closeFiles(dataDir));
  closed();
  // PGlite copies its parsers for each query that brings its own, as all of Prisma's do: with the 300 for arrays of every type
  // of the catalogue a query takes a quarter longer. Raw statements keep them.
  const { parsers } = lite;
  const { [TEXT_ARRAY]: textArray } = parsers;
  lite.parsers = textArray ? { [TEXT_ARRAY]: textArray } : {};
  const adapter = new PrismaPGlite(lite);
  if (!migrated) await applyMigrations(adapter, (script) => lite.exec(script));
  const connected = connect(adapter, heard);
  return {
    ...connected,
    ownsAuditLog: true,
    async executeSql(text, values) {
      if (values.length > 0) return lite.query(text, values, { parsers });
      // pg-boss sends several statements in one text when it installs itself.
      const results = await lite.exec(text, { parsers });
      return { rows: results.flatMap((result) => result.rows) };
    },
    dump: () => lite.dumpDataDir('none'),
    async close() {
      await connected.client.$disconnect();
      try {
        await lite.close();
        closed();
      } finally {
        unlock();
      }
    },
  };
}

async function openServer(options: DatabaseOptions): Promise<Database> {
  const pool = openPool(options.url, 4);
  let owns: boolean;
  try {
    if (options.migratedApart) await assertMigrated(pool);
    owns = await prepareServer(pool, options.url, { ...options, migrated: options.migrated || options.migratedApart });
  } catch (error) {
    await pool.end();
    throw error;
  }
  const clientPool = openPool(options.url, 10);
  const connected = connect(new PrismaPg(clientPool), options);
  return {
    ...connected,
    ownsAuditLog: owns,
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
