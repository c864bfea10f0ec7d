import type { Database, Tx } from '../db/database.js';

/** Every kind of job and what it is about; only ids travel, the handler reloads the rest. */
export interface Jobs {
  /** Draw 様式第1号 of a filed application and owe the deciders their card. */
  submitted: { requestId: string };
  /** Copy the recordings, draw 様式第2号, make the link (第6条第2項). */
  answer: { requestId: string };
  /** Send one owed message; `to` is a person's id, or `channel` for the decision channel. */
  notify: { noticeId: string; to: string };
  /** Find the cards that were sent for a request and are no longer true. */
  refresh: { requestId: string };
  /** Bring one card that was sent up to date. */
  update: { noticeId: string; to: string };
  /** Keep the head of the audit log outside the database. */
  head: Record<string, never>;
  /** Check the whole audit log for a person, who asked for it at a moment, in milliseconds since 1970. */
  verify: { personId: string; asked: string };
  /** Copy the recordings that a matter preserves (保全). */
  preserve: { matterId: string };
  /** Read the directory file, which somebody confirmed. */
  directory: Record<string, never>;
  /**
   * Fetch a file that somebody dropped into the chat, and attach it in their name, which is why it is sealed (bot/seal.ts); the address
   * works for a short while only.
   */
  fetch: { requestId: string; personId: string; address: string; seal: string };
}

export type JobName = keyof Jobs;

/**
 * In which lane a job waits. Those of one lane are done one after the other, by whichever process: messages of one chat, so that they
 * come in order and one chat that Teams holds up holds up no other; work on one request, so that it is never done twice at once.
 */
const LANES: { [N in JobName]: (data: Jobs[N]) => string } = {
  submitted: ({ requestId }) => `request:${requestId}`,
  answer: ({ requestId }) => `request:${requestId}`,
  notify: ({ to }) => `chat:${to}`,
  refresh: ({ requestId }) => `cards:${requestId}`,
  update: ({ to }) => `chat:${to}`,
  head: () => 'head',
  verify: () => 'verify',
  preserve: ({ matterId }) => `matter:${matterId}`,
  directory: () => 'directory',
  fetch: ({ requestId }) => `fetch:${requestId}`,
};

/** Every kind of job; whoever works on jobs works on these. */
export const JOB_NAMES = Object.keys(LANES) as readonly JobName[];

/** One job that is asked for. */
export type Job = { [N in JobName]: { name: N; data: Jobs[N] } }[JobName];

/** How a job is put into the queue. */
interface Waiting {
  /** Nobody waits for it: everything else comes first. */
  behind?: true;
}

/** A job that a process has taken, and works on alone. */
export interface TakenJob {
  id: string;
  name: JobName;
  data: Jobs[JobName];
  /** How often it was begun and failed before. */
  attempts: number;
  /** Jobs of the same lane that ask for the very same, given up or not: they are done with it. */
  twins: readonly string[];
  /** Milliseconds since it was due. */
  late: number;
}

/** What became of a job that was not done: when it is tried again, or that it is given up. */
export type Setback =
  /** It waits, and with it its whole lane, because whoever it needs asks to be left alone; nothing was its fault. */
  | { kind: 'rest'; seconds: number }
  /** It failed; it is tried again after so many seconds. */
  | { kind: 'again'; seconds: number; fault: string }
  /** It failed too often; it stays, and is looked at by a person. */
  | { kind: 'givenUp'; fault: string };

/** For how long a process that took a job is believed to be alive without a word, in seconds. */
export const LEASE_SECONDS = 5;

/** The queue of the database: what is put into it in a transaction is there when that is committed, and not before. */
export interface Queue {
  enqueue<N extends JobName>(tx: Tx, name: N, data: Jobs[N], waiting?: Waiting): Promise<void>;
  /** Several at once, in one statement. */
  enqueueAll(tx: Tx, jobs: readonly Job[], waiting?: Waiting): Promise<void>;
  /** Hears at once of jobs that this process committed; of those of others a look at the queue tells. */
  onDue(listener: () => void): void;
  /** Takes up to so many jobs of these kinds, each the first of its lane, and none of a lane that is at work. */
  take(holder: string, names: readonly JobName[], most: number): Promise<TakenJob[]>;
  /** Says that a process still works on what it took. */
  renew(holder: string): Promise<void>;
  /** A job was done, and with it its twins. */
  finish(holder: string, job: TakenJob): Promise<void>;
  /** A job was not done. */
  setBack(holder: string, job: TakenJob, setback: Setback): Promise<void>;
  /** Gives back what a process took and does not get to any more. */
  giveBack(holder: string): Promise<void>;
  /** Milliseconds until there may be something to take, 0 or less for now; null where nothing waits. */
  wait(): Promise<number | null>;
  /** How many jobs are due and not done, and for how many seconds the oldest of them is, by the clock of the database. */
  backlog(): Promise<{ jobs: number; seconds: number }>;
  /** Begins anew what was given up, in the caller's transaction. @returns how many jobs */
  retryFailed(tx: Tx): Promise<number>;
  /** The kinds of which a job may be begun now, in the order of `JOB_NAMES`. */
  due(): Promise<JobName[]>;
}

const INSERT = `
  INSERT INTO "Job" ("name", "data", "lane", "priority")
  SELECT "name", "data", "lane", "priority"
  FROM jsonb_to_recordset($1::jsonb) AS new("name" text, "data" jsonb, "lane" text, "priority" int)`;

/**
 * Of each lane the job at work, or else the first that is due; then of these the ones that nobody is at, or whose holder has not been
 * heard of for too long. Should two processes choose different ones of a lane in the same moment, the index refuses the second. Chosen
 * once, apart from the update: a plan that chose anew for each row would take more than was asked for.
 */
const TAKE = `
  WITH chosen AS MATERIALIZED (
    SELECT "id" FROM "Job"
    WHERE "id" IN (
      SELECT DISTINCT ON ("lane") "id" FROM "Job"
      WHERE "failedAt" IS NULL AND ("holder" IS NOT NULL OR "dueAt" <= now())
      ORDER BY "lane", "holder" IS NULL, "id"
    ) AND ("holder" IS NULL OR "heldUntil" < now()) AND "failedAt" IS NULL
      AND "name" IN (SELECT jsonb_array_elements_text($2::jsonb))
    ORDER BY "priority", "id" LIMIT $3::int FOR UPDATE SKIP LOCKED
  )
  UPDATE "Job" SET "holder" = $1, "heldLane" = "lane", "heldUntil" = now() + ${LEASE_SECONDS} * interval '1 second',
    "attempts" = "attempts" + 1
  FROM chosen WHERE "Job"."id" = chosen."id"
  RETURNING "Job"."id"::text AS "id", "name", "data", "attempts" - 1 AS "attempts",
    extract(epoch FROM clock_timestamp() - "dueAt")::float8 * 1000 AS "late",
    (SELECT coalesce(jsonb_agg(twin."id"::text), '[]') FROM "Job" twin
      WHERE twin."lane" = "Job"."lane" AND twin."name" = "Job"."name" AND twin."data" = "Job"."data" AND twin."id" <> "Job"."id"
        AND twin."holder" IS NULL) AS "twins"`;

const RENEW = `UPDATE "Job" SET "heldUntil" = now() + ${LEASE_SECONDS} * interval '1 second' WHERE "holder" = $1`;

/** What another process has taken meanwhile is that one's to finish. */
const FINISH = `
  DELETE FROM "Job" WHERE ("id" = $1::bigint AND "holder" = $2)
    OR ("id" IN (SELECT value::bigint FROM jsonb_array_elements_text($3::jsonb)) AND "holder" IS NULL)`;

const FREE = `"holder" = NULL, "heldLane" = NULL, "heldUntil" = NULL`;

const AGAIN = `
  UPDATE "Job" SET ${FREE}, "dueAt" = now() + $3::float8 * interval '1 second', "fault" = $4 WHERE "id" = $1::bigint AND "holder" = $2`;

/** A file's address opens it for a while: it does not stay with a job that nobody will do. */
const GIVE_UP = `
  UPDATE "Job" SET ${FREE}, "failedAt" = now(), "fault" = $3, "data" = "data" - 'address' WHERE "id" = $1::bigint AND "holder" = $2`;

const REST_OF_LANE = `
  UPDATE "Job" SET "dueAt" = greatest("dueAt", now() + $2::float8 * interval '1 second')
  WHERE "lane" = (SELECT "lane" FROM "Job" WHERE "id" = $1::bigint) AND "holder" IS NULL AND "failedAt" IS NULL`;

const REST = `
  UPDATE "Job" SET ${FREE}, "attempts" = "attempts" - 1, "dueAt" = now() + $3::float8 * interval '1 second'
  WHERE "id" = $1::bigint AND "holder" = $2`;

const GIVE_BACK = `UPDATE "Job" SET ${FREE}, "attempts" = "attempts" - 1 WHERE "holder" = $1`;

/** Without its address a file cannot be fetched any more. Begun anew, it is as old as if it were asked for now. */
const RETRY_FAILED = `
  UPDATE "Job" SET "failedAt" = NULL, "attempts" = 0, "createdAt" = now(), "dueAt" = now() WHERE "failedAt" IS NOT NULL AND "name" <> 'fetch'`;

const WAIT = `
  SELECT extract(epoch FROM min(CASE WHEN "holder" IS NULL THEN "dueAt" ELSE "heldUntil" END) - now())::float8 * 1000 AS "wait"
  FROM "Job" WHERE "failedAt" IS NULL AND "name" IN (SELECT jsonb_array_elements_text($1::jsonb))
    AND ("holder" IS NOT NULL OR NOT EXISTS (SELECT 1 FROM "Job" AS held WHERE held."heldLane" = "Job"."lane"))`;

const DUE = `
  SELECT DISTINCT "name" FROM "Job"
  WHERE "failedAt" IS NULL AND CASE WHEN "holder" IS NULL THEN "dueAt" <= now() ELSE "heldUntil" < now() END`;

const BACKLOG = `
  SELECT count(*)::int AS "jobs", coalesce(extract(epoch FROM now() - min("dueAt")), 0)::float8 AS "seconds"
  FROM "Job" WHERE "failedAt" IS NULL AND "dueAt" <= now()`;

/** PostgreSQL's word for a row that an index refuses. */
const UNIQUE_VIOLATION = '23505';

/** The queue of a database, embedded or not. */
export function openQueue(db: Database): Queue {
  const listeners: (() => void)[] = [];
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const run = async <T>(text: string, ...values: unknown[]): Promise<T[]> => {
    const { rows } = await db.executeSql(text, values);
    return rows as T[];
  };
  const enqueueAll: Queue['enqueueAll'] = async (tx, jobs, { behind = false } = {}) => {
    if (jobs.length === 0) return;
    const rows = jobs.map(({ name, data }) => ({
      name,
      data,
      lane: LANES[name](data as never),
      priority: behind ? 1 : 0,
    }));
    await tx.$executeRawUnsafe(INSERT, JSON.stringify(rows));
    db.afterCommit(tx, tell);
  };
  return {
    enqueueAll,
    enqueue: (tx, name, data, waiting) => enqueueAll(tx, [{ name, data } as Job], waiting),
    onDue: (listener) => void listeners.push(listener),
    async take(holder, names, most) {
      if (most <= 0) return [];
      try {
        const taken = await run<TakenJob>(TAKE, holder, JSON.stringify(names), most);
        return taken.map((job) => ({ ...job, id: String(job.id) }));
      } catch (error) {
        // Two processes met in one lane; the other has it.
        if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return [];
        throw error;
      }
    },
    renew: async (holder) => void (await run(RENEW, holder)),
    finish: async (holder, { id, twins }) => void (await run(FINISH, id, holder, JSON.stringify(twins))),
    async setBack(holder, { id }, setback) {
      if (setback.kind === 'givenUp') await run(GIVE_UP, id, holder, setback.fault);
      else if (setback.kind === 'again') await run(AGAIN, id, holder, setback.seconds, setback.fault);
      else {
        await run(REST_OF_LANE, id, setback.seconds);
        await run(REST, id, holder, setback.seconds);
      }
    },
    giveBack: async (holder) => void (await run(GIVE_BACK, holder)),
    async wait() {
      const [row] = await run<{ wait: number | null }>(WAIT, JSON.stringify(JOB_NAMES));
      return row?.wait ?? null;
    },
    async backlog() {
      const [row] = await run<{ jobs: number; seconds: number }>(BACKLOG);
      return row ?? { jobs: 0, seconds: 0 };
    },
    async retryFailed(tx) {
      const count = await tx.$executeRawUnsafe(RETRY_FAILED);
      db.afterCommit(tx, tell);
      return count;
    },
    async due() {
      const names = new Set((await run<{ name: string }>(DUE)).map(({ name }) => name));
      return JOB_NAMES.filter((name) => names.has(name));
    },
  };
}
