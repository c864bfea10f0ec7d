import { statfs } from 'node:fs/promises';
import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import { AppError } from '../errors.js';
import type { JobName } from '../jobs/queue.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { SECTION } from '../rule/office.js';
import { isClockDoubted } from './clockJump.js';
import { hasLogFault } from './heads.js';
import { type RecordsDue, recordsDue } from './recordsDue.js';
import { type Secret, secretsOf } from './secrets.js';
import { unreadLately } from './unread.js';

/** So many jobs that were given up are told one by one. */
const MOST_JOBS = 5;

/** A job that was given up. */
interface FailedJob {
  name: JobName;
  failedAt: Date;
  /** The request it is about, by its receipt number where it has one. */
  request: { fiscalYear: number; serial: number } | null;
}

/** How the system does, for whoever looks after it. */
export interface Operations {
  databaseAway: boolean;
  storageAway: boolean;
  /** Bytes that are free where DATA_DIR lies; null where the system does not tell. */
  freeBytes: number | null;
  /** Jobs that are due, and for how many seconds the oldest waits. */
  waiting: { jobs: number; seconds: number };
  failed: { jobs: number; newest: FailedJob[] };
  /** Messages that wait to be sent, and those that could not be. */
  messages: { pending: number; unsent: number };
  /** The last import; null where there was none. */
  lastImport: { at: Date; rows: number; added: number; problems: number } | null;
  /** What lay on the recorder then, and how many recordings were gone from it before their time; null where that is not known. */
  recorder: { files: number; bytes: number; oldestAt: Date | null; lost: number } | null;
  /** Posts of the directory. */
  posts: number;
  /** What is known of the audit log: a fault that any process found, or what this one found. */
  log: 'whole' | 'broken' | undefined;
  linksHeld: boolean;
  /** Sentences of the last seven days that were not understood. */
  unread: { unsure: number; unknown: number };
  clockDoubted: boolean;
  secrets: readonly Secret[];
  /** The requests that will be deleted next; null where none will. */
  recordsDue: RecordsDue | null;
}

function assertOffice(actor: Actor): void {
  if (hasRole(actor, 'manager', 'operator')) return;
  throw new AppError(
    'not_allowed',
    'not of the office',
    `運用状況は、${SECTION}の管理責任者と取扱者がご覧になれます。`,
  );
}

/** How the system does. @throws AppError `not_allowed` */
export async function operationsOf(ctx: Context, actor: Actor): Promise<Operations> {
  assertOffice(actor);
  const { client } = ctx.db;
  const [waiting, failed, newest, pending, unsent, run, free, clockDoubted, secrets, due, logFault, unread] =
    await Promise.all([
      ctx.queue.backlog(),
      client.job.count({ where: { failedAt: { not: null } } }),
      client.job.findMany({ where: { failedAt: { not: null } }, orderBy: { failedAt: 'desc' }, take: MOST_JOBS }),
      client.notice.count({ where: { state: 'pending' } }),
      client.notice.count({ where: { state: 'unreachable' } }),
      client.importRun.findFirst({ where: { finishedAt: { not: null } }, orderBy: { id: 'desc' } }),
      statfs(ctx.config.dataDir).then(
        ({ bavail, bsize }) => bavail * bsize,
        () => null,
      ),
      isClockDoubted(ctx),
      secretsOf(ctx),
      recordsDue(ctx),
      hasLogFault(ctx),
      unreadLately(ctx),
    ]);
  return {
    databaseAway: ctx.db.presence.away,
    storageAway: ctx.storage.away,
    freeBytes: free,
    waiting,
    failed: { jobs: failed, newest: await failedOnes(ctx, newest) },
    messages: { pending, unsent },
    lastImport:
      run?.finishedAt == null ? null : { at: run.finishedAt, rows: run.rows, added: run.added, problems: run.problems },
    recorder:
      run?.files == null || run.bytes === null
        ? null
        : { files: run.files, bytes: Number(run.bytes), oldestAt: run.oldestAt, lost: run.lost ?? 0 },
    posts: ctx.directory.posts.length,
    log: logFault ? 'broken' : ctx.readiness.log,
    linksHeld: ctx.links.held,
    unread,
    clockDoubted,
    secrets,
    recordsDue: due,
  };
}

async function failedOnes(
  ctx: Context,
  jobs: readonly { name: string; data: unknown; failedAt: Date | null }[],
): Promise<FailedJob[]> {
  const idOf = (data: unknown) => (data as { requestId?: string; noticeId?: string } | null) ?? {};
  const noticeIds = jobs.flatMap(({ data }) => idOf(data).noticeId ?? []);
  const notices = await ctx.db.client.notice.findMany({ where: { id: { in: noticeIds } } });
  const requestOf = (data: unknown) =>
    idOf(data).requestId ?? notices.find(({ id }) => id === idOf(data).noticeId)?.requestId ?? undefined;
  const ids = jobs.flatMap(({ data }) => requestOf(data) ?? []);
  const requests = await ctx.db.client.request.findMany({ where: { id: { in: ids } } });
  return jobs.map(({ name, data, failedAt }) => {
    const request = requests.find(({ id }) => id === requestOf(data));
    return {
      name: name as JobName,
      failedAt: failedAt ?? ctx.clock.now(),
      request:
        request?.fiscalYear == null || request.serial === null
          ? null
          : { fiscalYear: request.fiscalYear, serial: request.serial },
    };
  });
}

/** Begins every job anew that was given up. @returns how many. @throws AppError `not_allowed` */
export async function retryFailed(ctx: Context, actor: Actor, via: Via): Promise<number> {
  assertOffice(actor);
  return ctx.db.transaction(async (tx) => {
    const count = await ctx.queue.retryFailed(tx);
    if (count > 0) {
      await appendAudit(tx, ctx, {
        actor: { id: actor.personId, name: actor.name },
        action: 'job.retry',
        channel: via.channel,
        data: { jobs: count },
      });
    }
    return count;
  });
}
