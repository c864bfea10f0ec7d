import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { AppError } from '../errors.js';
import { grantToApplication, ownsAuditLog, roleOf } from './roles.js';
import { applyMigrations } from './schemaEngine.js';
import { assertNotNewer } from './versions.js';

/** How long a connection may take to be made, in milliseconds. */
const CONNECT_MS = 5000;

/** After how much longer than the server may take a statement is given up by this side: then the server, or the way to it, is gone. */
const BEYOND_MS = 1000;

export interface PoolOptions {
  /** How long a statement, or a transaction that asks nothing, may take, in seconds; as long as it takes where it is not said. */
  seconds?: number | undefined;
  /** Hears that a connection ended that nobody used. */
  onLost?: () => void;
  /** Whether a pooler stands before the server that hands its connections round: it refuses what is asked for a whole session. */
  pooled?: boolean;
}

/**
 * A pool whose connections may be ended by the server at any moment, even while they are being closed: the statement under
 * way, or the next one, says so to whoever asked; nobody else needs to hear of it, least of all the process by dying.
 *
 * @param max connections at once
 */
export function openPool(
  url: string,
  max: number,
  { seconds, onLost = () => {}, pooled = false }: PoolOptions = {},
): pg.Pool {
  const limit = seconds === undefined ? undefined : seconds * 1000;
  const pool = new pg.Pool({
    connectionString: url,
    max,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    ...(limit === undefined ? {} : { query_timeout: limit + BEYOND_MS }),
    ...(limit === undefined || pooled ? {} : { statement_timeout: limit, idle_in_transaction_session_timeout: limit }),
  });
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Takes a lock of the session, by the hash of its name. */
const LOCKING = {
  wait: 'SELECT true AS "mine" FROM pg_advisory_lock(hashtextextended($1, 0))',
  leave: 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS "mine"',
};

/** Does something under a lock of the server that is held by a connection of its own, and so ends with it. */
export async function aloneOn<T>(
  url: string,
  what: string,
  others: 'wait' | 'leave',
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, keepAlive: true });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ mine: boolean }>(LOCKING[others], [`recordings ${what}`]);
    return rows[0]?.mine ? await work() : undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

/** How long a look at the server may take, in milliseconds. */
const LOOK_MS = 2000;

/** Looks whether a server answers. @throws whatever the driver says where it does not */
export async function lookAtServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: LOOK_MS, query_timeout: LOOK_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end().catch(() => {});
  }
}

/** Asks one statement at a time. */
export const asking =
  (pool: pg.Pool) =>
  async <Row>(text: string): Promise<Row[]> =>
    (await pool.query(text)).rows as Row[];

/** Migrates over a pool of its own, which is closed afterwards: the engine leaves its connection open. */
async function migrateServer(
  url: string,
  { grantTo, trimsLog = false, upTo }: { grantTo?: string; trimsLog?: boolean; upTo?: readonly string[] | undefined },
): Promise<void> {
  const pool = openPool(url, 2);
  try {
    await assertNotNewer(asking(pool));
    await applyMigrations(new PrismaPg(pool), (script) => pool.query(script), upTo);
    if (grantTo !== undefined) await grantToApplication(pool, grantTo, trimsLog);
  } finally {
    await pool.end();
  }
}

/**
 * Brings tables and rights up to date, by the owner if one is named; says whether the role of the pool could change the audit log.
 *
 * @param pool connections of the application's role, which `url` names
 * @throws AppError `config` when an owner is named and the application's role could change the audit log all the same
 */
export async function prepareServer(
  pool: pg.Pool,
  url: string,
  {
    ownerUrl = '',
    migrated = false,
    trimsLog = false,
    upTo,
  }: { ownerUrl?: string; migrated?: boolean; trimsLog?: boolean; upTo?: readonly string[] },
): Promise<boolean> {
  const apart = ownerUrl !== '' && !migrated;
  if (apart) await migrateServer(ownerUrl, { grantTo: await roleOf(pool), trimsLog });
  else if (!migrated) await migrateServer(url, { upTo });
  const owns = await ownsAuditLog(pool);
  if (!apart || !owns) return owns;
  throw new AppError(
    'config',
    'DATABASE_URL: its role can change the audit log although DATABASE_OWNER_URL is set; it must not be a superuser, nor own the database, its schema or its tables, nor be a member of who does',
    'システムを起動できませんでした。データベースの設定を確認してください。',
  );
}
