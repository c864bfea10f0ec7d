import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type pg from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { closeFiles } from '../folders.js';
import { Presence } from '../presence.js';
import { mayBeAway } from './away.js';
import { type Durable, openDurable } from './durable.js';
import { type Prisma, PrismaClient } from './generated/client.js';
import { listenTo } from './listener.js';
import { lockFolder } from './lock.js';
import { statementNames } from './prepared.js';
import { applyMigrations } from './schemaEngine.js';
import { aloneOn, asking, lookAtServer, openPool, prepareServer } from './server.js';
import { assertMigrated, assertNotNewer } from './versions.js';
import { closingUnended, whole } from './whole.js';

/** The Prisma client inside or outside a transaction. */
export type Tx = Prisma.TransactionClient;

/** Runs one statement of a transaction and returns its rows. */
export type Run = <Row>(text: string, values?: unknown[]) => Promise<Row[]>;

/** An open database: the embedded PGlite or a PostgreSQL server; nothing above this folder knows which. */
export interface Database {
  /** Prisma client for everything that is not part of a transaction. */
  readonly client: PrismaClient;
  /** Runs one transaction. Never wait for network or disk inside: the embedded database has a single connection. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Does something as soon as a transaction under way is committed, and not if it is rolled back; it must not fail. */
  afterCommit(tx: Tx, work: () => void): void;
  /** One raw statement, for the queue and for reading many rows. */
  executeSql(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  /**
   * Does something that one process is to do at a time, under a lock of the database that goes with the process. The embedded database has
   * one process only.
   *
   * @param others what becomes of it while another process is at it: it waits, or is left to that one
   * @returns undefined where it was left
   */
  alone<T>(what: string, others: 'wait' | 'leave', work: () => Promise<T>): Promise<T | undefined>;
  /**
   * Hears what other processes notify on any of some channels, over one connection, and each time after it may have missed something. The embedded database has one
   * process only.
   *
   * @returns the function that ends it
   */
  listen(channels: readonly string[], hear: () => void): () => Promise<void>;
  /**
   * Runs raw statements in one transaction: `reading` sees one unchanging state and writes nothing, however long it takes; `writing`
   * happens as a whole or not at all. On the embedded database everybody else waits meanwhile.
   */
  statements<T>(mode: 'reading' | 'writing', work: (run: Run) => Promise<T>): Promise<T>;
  /** Whether other processes may be at work on it: on a server, never on the embedded database. */
  readonly isShared: boolean;
  /** Whether the database can be reached. */
  readonly presence: Presence;
  /** Whether the role at work could change or delete rows of the audit log; the embedded database has that one role only. */
  readonly ownsAuditLog: boolean;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL connection string; empty for the embedded database. */
  url: string;
  /** The way to the same server past a pooler that hands connections round, for what goes with a session; without it `url` is such a way. */
  directUrl?: string;
  /** PostgreSQL connection string of the owner, who migrates and grants; without it the role of `url` does everything. */
  ownerUrl?: string;
  /** True where rows of the audit log are not kept for ever: then the owner lets the role of `url` take off its oldest rows; otherwise not. */
  trimsLog?: boolean;
  /** Folder of the embedded database; empty keeps it in memory (tests). */
  dataDir: string;
  /** How long one statement may take on a server, in seconds; without it, as long as it takes. */
  timeoutSeconds?: number;
  /** A dump to start the embedded database from (tests). */
  loadFrom?: Blob;
  /** An embedded database that is open already, and is left open (tests). */
  opened?: PGlite;
  /** Hears every statement of the Prisma client (tests, which count them). */
  onStatement?: (statement: string) => void;
  /** True for a server that is migrated in a step of its own (`npm run migrate`): then nothing is changed, and what is missing is told. */
  migratedApart?: boolean;
  /** The only migrations to apply, by name: those that a backup was made with (without it, all). */
  upTo?: readonly string[];
  /** True when migrations and grants are known to be in place (tests, which copy a prepared database) or are not to be touched. */
  migrated?: boolean;
}

/**
 * Opens the database and applies the migrations that are missing.
 *
 * @throws AppError `config` when the data folder is in use, a newer version has changed the tables, they are not up to date and are migrated
 * apart, or when `ownerUrl` is given and the roles are not apart after all
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database & { dump?: () => Promise<Blob> }> {
  return options.url === '' ? openEmbedded(options) : openServer(options);
}

function connect(adapter: SqlDriverAdapterFactory, { onStatement }: Pick<DatabaseOptions, 'onStatement'>): Connected {
  const options = { adapter: whole(adapter), transactionOptions: { maxWait: 10_000, timeout: 10_000 } };
  if (onStatement === undefined) return using(new PrismaClient(options));
  const heard = new PrismaClient({ ...options, log: [{ emit: 'event', level: 'query' }] });
  heard.$on('query', ({ query }) => onStatement(query));
  return using(heard as PrismaClient);
}

type Connected = Pick<Database, 'client' | 'transaction' | 'afterCommit'>;

function using(client: PrismaClient): Connected {
  const afterwards = new WeakMap<Tx, (() => void)[]>();
  return {
    client,
    async transaction(work) {
      let waiting: (() => void)[] = [];
      const result = await inTurn(() =>
        client.$transaction((tx) => {
          waiting = [];
          afterwards.set(tx, waiting);
          return work(tx);
        }),
      );
      for (const one of waiting) one();
      return result;
    },
    afterCommit(tx, work) {
      const waiting = afterwards.get(tx);
      if (waiting === undefined) throw new Error('this transaction is not under way');
      waiting.push(work);
    },
  };
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

async function openInMemory(loadFrom?: Blob): Promise<Durable> {
  const lite = await PGlite.create('memory://', loadFrom ? { loadDataDir: loadFrom } : {});
  return { lite, close: () => lite.close() };
}

/** The database of a data folder, which is this process's own until it is closed. */
async function openFolder(dataDir: string, loadFrom?: Blob): Promise<Durable> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(dataDir);
  try {
    // What an earlier version made, others could read but for the folder's own rights.
    closeFiles(dataDir);
    const { lite, close } = await openDurable(dataDir, loadFrom);
    return { lite, close: () => close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openEmbedded({
  dataDir,
  loadFrom,
  opened,
  migrated,
  upTo,
  ...heard
}: DatabaseOptions): Promise<Database & { dump: () => Promise<Blob> }> {
  const { lite, close } = opened
    ? { lite: opened, close: async () => {} }
    : await (dataDir === '' ? openInMemory(loadFrom) : openFolder(dataDir, loadFrom));
  // PGlite copies its parsers for each query that brings its own, as all of Prisma's do: with the 300 for arrays of every type
  // of the catalogue a query takes a quarter longer. Raw statements keep them.
  const { parsers } = lite;
  const { [TEXT_ARRAY]: textArray } = parsers;
  lite.parsers = textArray ? { [TEXT_ARRAY]: textArray } : {};
  const adapter = new PrismaPGlite(lite);
  if (!migrated) {
    try {
      await assertNotNewer(async <Row>(text: string) => (await lite.query<Row>(text)).rows);
      await applyMigrations(adapter, (script) => lite.exec(script), upTo);
    } catch (error) {
      await close();
      throw error;
    }
  }
  const connected = connect(adapter, heard);
  return {
    ...connected,
    alone: (_what, _others, work) => work(),
    listen: () => async () => {},
    presence: new Presence(() => lite.query('SELECT 1'), mayBeAway),
    isShared: false,
    ownsAuditLog: true,
    async executeSql(text, values) {
      if (values.length > 0) return lite.query(text, values, { parsers });
      const results = await lite.exec(text, { parsers });
      return { rows: results.flatMap((result) => result.rows) };
    },
    statements: (mode, work) =>
      lite.transaction(async (tx) => {
        // There is no second connection, so nothing changes meanwhile.
        if (mode === 'reading') await tx.exec('SET TRANSACTION READ ONLY');
        return work(async <Row>(text: string, values: unknown[] = []) => (await tx.query<Row>(text, values)).rows);
      }),
    dump: () => lite.dumpDataDir('none'),
    async close() {
      await connected.client.$disconnect();
      await close();
    },
  };
}

async function openServer(options: DatabaseOptions): Promise<Database> {
  const presence = new Presence(() => lookAtServer(options.url), mayBeAway);
  const direct = options.directUrl || options.url;
  const pooled = direct !== options.url;
  const { timeoutSeconds: seconds } = options;
  const open = (most: number) => openPool(options.url, most, { seconds, onLost: () => presence.suspect(), pooled });
  const pool = open(4);
  let owns: boolean;
  try {
    if (options.migratedApart) await assertMigrated(asking(pool));
    owns = await prepareServer(pool, direct, { ...options, migrated: options.migrated || options.migratedApart });
  } catch (error) {
    await pool.end();
    throw error;
  }
  const clientPool = closingUnended(open(10));
  // Behind such a pooler a statement is prepared on one connection and asked for on another.
  const nameOf = pooled ? () => '' : statementNames();
  const adapter = new PrismaPg(clientPool, { statementNameGenerator: ({ sql, args }) => nameOf(sql, args) });
  const connected = connect(adapter, options);
  return {
    ...connected,
    alone: (what, others, work) => aloneOn(direct, what, others, work),
    listen: (channels, hear) => listenTo(direct, channels, hear),
    presence,
    isShared: true,
    ownsAuditLog: owns,
    async executeSql(text, values) {
      const result: unknown = await pool.query({ text, values, name: nameOf(text, values) });
      // Several statements in one text give several results.
      const results = (Array.isArray(result) ? result : [result]) as { rows: unknown[] }[];
      return { rows: results.flatMap((one) => one.rows) };
    },
    async statements(mode, work) {
      const own = openPool(direct, 1, mode === 'reading' ? { seconds } : {});
      try {
        return await transactionOn(await own.connect(), mode, work);
      } finally {
        await own.end();
      }
    },
    async close() {
      await presence.close();
      await connected.client.$disconnect();
      await Promise.all([clientPool.end(), pool.end()]);
    },
  };
}

async function transactionOn<T>(
  client: pg.PoolClient,
  mode: 'reading' | 'writing',
  work: (run: Run) => Promise<T>,
): Promise<T> {
  let fault: Error | undefined;
  try {
    await client.query(mode === 'reading' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN');
    const result = await work(
      async <Row>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as Row[],
    );
    await client.query('COMMIT');
    return result;
  } catch (error) {
    fault = error as Error;
    throw error;
  } finally {
    // A connection that is closed takes its transaction back.
    client.release(fault);
  }
}
