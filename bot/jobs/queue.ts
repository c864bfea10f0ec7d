import PgBoss from 'pg-boss';
import type { Database, Tx } from '../db/database.js';

/** Every kind of job and what it is about; only ids travel, the handler reloads the rest. */
export interface Jobs {
  /** Draw 様式第1号 of a filed application and owe the deciders their card. */
  submitted: { requestId: string };
  /** Copy the recordings, draw 様式第2号, make the link (第6条第2項). */
  answer: { requestId: string };
  /** Send one owed message. */
  notify: { noticeId: string };
  /** Bring the cards that were sent for a request up to date. */
  refresh: { requestId: string };
  /** Keep the head of the audit log outside the database. */
  head: Record<string, never>;
  /** Read the directory file, which somebody confirmed. */
  directory: Record<string, never>;
  /**
   * Fetch a file that somebody dropped into the chat, and attach it in their name, which is why it is sealed (bot/seal.ts); the address
   * works for a short while only.
   */
  fetch: { requestId: string; personId: string; address: string; seal: string };
}

export type JobName = keyof Jobs;

export const JOB_NAMES: readonly JobName[] = ['submitted', 'answer', 'notify', 'refresh', 'head', 'directory', 'fetch'];

/** One job that is asked for. */
export type Job = { [N in JobName]: { name: N; data: Jobs[N]; afterSeconds?: number } }[JobName];

/** Puts jobs into the database, in the same transaction as the change that asks for them. */
export interface Queue {
  enqueue<N extends JobName>(tx: Tx, name: N, data: Jobs[N], options?: { afterSeconds?: number }): Promise<void>;
  /** Several at once, in one statement. */
  enqueueAll(tx: Tx, jobs: readonly Job[]): Promise<void>;
  /** Forgets files that were fetched, or given up: their addresses open them for a while. */
  forgetFetched(): Promise<void>;
  /** The kinds of which a job may be begun now, in the order of `JOB_NAMES`. */
  due(): Promise<JobName[]>;
  readonly boss: PgBoss;
}

const RETRY = { retryLimit: 8, retryDelay: 2, retryBackoff: true };
const EXPIRE_SECONDS = 15 * 60;

const FETCHED = `DELETE FROM pgboss.job WHERE name = 'fetch' AND state > 'active'`;

const DUE = `SELECT DISTINCT name FROM pgboss.job WHERE state < 'active' AND start_after < now()`;

/** Opens pg-boss on the application's own database, embedded or not; `onError` hears of failures in its background work. */
export async function openQueue(db: Database, onError: (error: Error) => void): Promise<Queue> {
  // Supervision and cron workers poll from the first second; the application keeps its own times (injected clock).
  const boss = new PgBoss({
    schedule: false,
    db: { executeSql: (text, values) => db.executeSql(text, values ?? []) },
  });
  boss.on('error', onError);
  await boss.start();
  for (const name of JOB_NAMES) await boss.createQueue(name, { name, ...RETRY, expireInSeconds: EXPIRE_SECONDS });
  const enqueueAll: Queue['enqueueAll'] = async (tx, jobs) => {
    if (jobs.length === 0) return;
    await boss.insert(
      jobs.map(({ name, data, afterSeconds }) => ({
        name,
        data,
        ...RETRY,
        expireInSeconds: EXPIRE_SECONDS,
        ...(afterSeconds === undefined ? {} : { startAfter: String(afterSeconds) }),
      })),
      { db: { executeSql: async (text, values) => ({ rows: await tx.$queryRawUnsafe<unknown[]>(text, ...values) }) } },
    );
  };
  return {
    boss,
    async forgetFetched() {
      await db.executeSql(FETCHED, []);
    },
    async due() {
      const { rows } = await db.executeSql(DUE, []);
      const names = new Set((rows as { name: string }[]).map(({ name }) => name));
      return JOB_NAMES.filter((name) => names.has(name));
    },
    enqueueAll,
    enqueue: (tx, name, data, options = {}) => enqueueAll(tx, [{ name, data, ...options } as Job]),
  };
}
