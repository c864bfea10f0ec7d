import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '../errors.js';
import type { Database } from './database.js';
import { openPool } from './server.js';

/** A replica (standby) of a database, which follows it with some delay. */
export interface Replica extends Pick<Database, 'executeSql'> {
  /**
   * Waits until it has everything that the database has acknowledged by now.
   *
   * @throws AppError `unavailable` when it is still behind after the patience, `config` when it does not follow this database
   */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** How long the database and its replica are waited for, in milliseconds. */
const CONNECT_MS = 5000;
const PATIENCE_MS = 30_000;
const LOOK_MS = 100;

/** Where a server stands: which one it is, and up to where its log is written, or replayed. */
interface Standing {
  /** Given when a cluster was made; its replicas have the same one. */
  id: string;
  replica: boolean;
  at: string;
}

const STANDING = `
  SELECT system_identifier::text AS "id", pg_is_in_recovery() AS "replica",
    (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text AS "at"
  FROM pg_control_system()`;

/**
 * Opens a replica for reading.
 *
 * @param url of the replica
 * @param databaseUrl of the database that it follows, which is asked how far it is
 * @param patience how long it may take to catch up, in milliseconds
 */
export function openReplica(url: string, databaseUrl: string, patience = PATIENCE_MS): Replica {
  const pool = openPool(url, 1);
  const standing = async () => standingIn((await pool.query<Standing>(STANDING)).rows);
  return {
    executeSql: (text, values) => pool.query(text, values),
    async caughtUp() {
      const [database, replica] = [await ofDatabase(databaseUrl), await standing()];
      if (database.replica || !replica.replica || database.id !== replica.id) throw noReplica();
      const until = performance.now() + patience;
      for (let { at } = replica; bytes(at) < bytes(database.at); { at } = await standing()) {
        if (performance.now() > until) throw behind(bytes(database.at) - bytes(at));
        await pause(LOOK_MS);
      }
    },
    close: () => pool.end(),
  };
}

async function ofDatabase(url: string): Promise<Standing> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return standingIn((await client.query<Standing>(STANDING)).rows);
  } finally {
    await client.end().catch(() => {});
  }
}

function standingIn([row]: readonly Standing[]): Standing {
  if (row === undefined) throw new Error('a server did not say where it stands');
  return row;
}

/** The bytes of the log before a place in it, which PostgreSQL writes as two halves: 16/B374D848. */
function bytes(place: string): bigint {
  const [high = '', low = ''] = place.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

function behind(missing: bigint): AppError {
  return new AppError(
    'unavailable',
    `DATABASE_READ_URL: the replica is ${missing} bytes behind the database and does not catch up; nothing was read from it`,
    'データベースの複製が最新の状態に追いついていないため、確認できませんでした。しばらくしてから、もう一度お試しください。',
  );
}

function noReplica(): AppError {
  return new AppError(
    'config',
    'DATABASE_READ_URL: must be a replica (standby) of the database of DATABASE_URL',
    '設定に誤りがあります。DATABASE_READ_URLには、DATABASE_URLのデータベースの複製を指定してください。',
  );
}
