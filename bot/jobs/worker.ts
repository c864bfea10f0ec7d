import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../db/away.js';
import { type Presence, pauseMs } from '../presence.js';
import { JOB_NAMES, type JobName, type Jobs, LEASE_SECONDS, type Queue, type Setback, type TakenJob } from './queue.js';
import { TryLater } from './tryLater.js';

/** What each kind of job does. A job may run twice after a crash: every handler changes nothing the second time. */
export type JobHandlers = { [N in JobName]: (data: Jobs[N]) => Promise<void> };

/** Jobs that are worked on side by side, so that one sort leaves room for the other. */
interface Bench {
  names: readonly JobName[];
  most: number;
  /** How long one may take, in seconds; after that it counts as failed. */
  seconds: number;
}

/** These wait for Teams and hardly do anything themselves. */
const TO_TEAMS: readonly JobName[] = ['notify', 'update', 'refresh'];

const BENCHES: readonly Bench[] = [
  { names: TO_TEAMS, most: 64, seconds: 60 },
  // All others copy, draw, read and write.
  { names: JOB_NAMES.filter((name) => !TO_TEAMS.includes(name)), most: 8, seconds: 900 },
];

/** What is not known at once, because another process committed it, is found after so long at the latest, in milliseconds. */
const NET_MS = 6500;

/** How often it is said that jobs are still worked on, in milliseconds: three times before anybody would take them over. */
const RENEW_MS = (LEASE_SECONDS * 1000) / 3;

/** After an empty look where something should have been, in milliseconds: another process has just taken it. */
const SOON_MS = 50;

/** How long jobs under way are waited for when the workers stop, in milliseconds; what is not done then is given back. */
const STOP_MS = 10_000;

/** So often a job is begun before it is given up. */
const MOST_ATTEMPTS = 9;

/** Seconds until the next try after so many that failed: 2, 4, 8 … and a little more, so that not all come back at once. */
const pauseAfter = (attempts: number): number => Math.min(2 ** (attempts + 1), 600) * (1 + Math.random() / 4);

/** Seconds after which a job is tried again while files cannot be kept. */
const STORAGE_SECONDS = 5;

/** Seconds that a lane rests where whoever asked for it named no time. */
const REST_SECONDS = 10;

/** What is told to whoever watches: how things go with the jobs of this process. */
export interface JobNews {
  done(name: JobName, ms: number, late: number): void;
  failed(name: JobName): void;
  /** A job failed so often that a person should look at it; `last` where it was given up with that. */
  troubled(job: TakenJob, last: boolean): void;
}

/** After so many failures of one job somebody is told. */
const TELL_AFTER = 3;

export interface WorkerParts {
  queue: Queue;
  handlers: JobHandlers;
  log: Logger;
  news: JobNews;
  /** Whether the database can be reached, and files be kept. */
  presence: Presence;
  storage: Presence;
}

/** Works off the queue until it is stopped. */
export interface Workers {
  /** Looks at the queue now. */
  wake(): void;
  /** Takes nothing any more; what is not done soon is given back. */
  stop(): Promise<void>;
  /** Milliseconds since the queue was looked at last; a process whose look does not come back is not at work. */
  sinceLook(): number;
}

/**
 * Starts to work off the queue: at once what this process committed, within seconds what others did. Each job runs under a lease that
 * is renewed while it runs; where a process dies with it, another takes it over.
 */
export function startWorkers({ queue, handlers, log, news, presence, storage }: WorkerParts): Workers {
  const holder = randomUUID();
  const running = new Map<Bench, number>(BENCHES.map((bench) => [bench, 0]));
  const underway = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let renewing: NodeJS.Timeout | undefined;
  let looking = false;
  /** The look under way, or the last one. */
  let current: Promise<void> = Promise.resolve();
  let again = false;
  let stopped = false;
  let failures = 0;
  let looked = performance.now();

  const wake = () => {
    again = true;
    if (looking || stopped) return;
    looking = true;
    clearTimeout(timer);
    current = look().then(
      (pause) => rest(pause),
      (error: unknown) => {
        presence.suspectIf(error);
        if (!presence.away) log.warn({ type: nameOf(error) }, 'the queue could not be looked at');
        rest(pauseMs(failures++));
      },
    );
  };

  function rest(pause: number): void {
    looking = false;
    looked = performance.now();
    if (stopped) return;
    timer = setTimeout(again && failures === 0 ? wake : wakeIfDue, again && failures === 0 ? 0 : pause);
  }

  /** At the net, where mostly nothing is: one statement tells. */
  const wakeIfDue = () => {
    if (looking || stopped) return;
    looking = true;
    current = queue.wait().then(
      (wait) => {
        failures = 0;
        looking = false;
        if (again || (wait !== null && wait <= 0)) wake();
        else rest(wait === null ? NET_MS : Math.min(NET_MS, Math.max(wait, SOON_MS)));
      },
      (error: unknown) => {
        presence.suspectIf(error);
        rest(pauseMs(failures++));
      },
    );
  };

  const freeOf = (bench: Bench): number => bench.most - (running.get(bench) ?? 0);

  /** Takes all there is to take. @returns for how long nothing is expected, in milliseconds */
  async function look(): Promise<number> {
    let full = false;
    while (again && !stopped) {
      again = false;
      full = false;
      for (const bench of BENCHES) {
        for (const job of await queue.take(holder, bench.names, freeOf(bench))) begin(bench, job);
        full ||= freeOf(bench) <= 0;
      }
    }
    // Whoever ends makes room, and wakes.
    const wait = stopped || full ? null : await queue.wait();
    failures = 0;
    return wait === null ? NET_MS : Math.min(NET_MS, Math.max(wait, SOON_MS));
  }

  function begin(bench: Bench, job: TakenJob): void {
    running.set(bench, (running.get(bench) ?? 0) + 1);
    const work = workOn(bench, job).finally(() => {
      running.set(bench, (running.get(bench) ?? 0) - 1);
      underway.delete(work);
      if (underway.size === 0) {
        clearInterval(renewing);
        renewing = undefined;
      }
      wake();
    });
    underway.add(work);
    renewing ??= setInterval(() => {
      queue.renew(holder).catch((error: unknown) => presence.suspectIf(error));
    }, RENEW_MS);
  }

  async function workOn(bench: Bench, job: TakenJob): Promise<void> {
    const setback = await attempt({ handlers, log, news, storage }, job, bench.seconds);
    // While the database is away it cannot be told; it is, as soon as it is back, so that nothing is done twice.
    for (let tried = 0; ; tried++) {
      try {
        return await conclude(queue, holder, job, setback);
      } catch (error) {
        presence.suspectIf(error);
        log.debug({ job: job.name, type: nameOf(error) }, 'what became of a job could not be noted yet');
        if (stopped) return;
        await new Promise((resolve) => setTimeout(resolve, pauseMs(tried)));
      }
    }
  }

  queue.onDue(wake);
  wake();
  return {
    wake,
    sinceLook: () => performance.now() - looked,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const over = new Promise((resolve) => setTimeout(resolve, STOP_MS).unref());
      await Promise.race([Promise.all([current, ...underway]), over]);
      clearInterval(renewing);
      await queue.giveBack(holder).catch((error: unknown) => log.warn({ type: nameOf(error) }, 'jobs not given back'));
    },
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** Does a job. @returns what to do with it where it was not done */
async function attempt(
  { handlers, log, news, storage }: Pick<WorkerParts, 'handlers' | 'log' | 'news' | 'storage'>,
  job: TakenJob,
  seconds: number,
): Promise<Setback | undefined> {
  const { name, data, attempts } = job;
  const started = performance.now();
  try {
    const handler = handlers[name] as (data: Jobs[JobName]) => Promise<void>;
    await within(seconds, handler(data));
    const ms = Math.round(performance.now() - started);
    log.info({ job: name, ms }, 'job');
    news.done(name, ms, job.late);
    return undefined;
  } catch (error) {
    if (error instanceof TryLater) return { kind: 'rest', seconds: error.afterSeconds ?? REST_SECONDS };
    // The job is not to blame: it is begun again when the database is back.
    if (isDatabaseAway(error)) return { kind: 'rest', seconds: 1 };
    storage.suspectIf(error);
    if (storage.away) return { kind: 'rest', seconds: STORAGE_SECONDS };
    const fault = nameOf(error);
    const last = attempts + 1 >= MOST_ATTEMPTS;
    log.warn({ job: name, type: fault }, last ? 'job given up' : 'job failed, it is tried again');
    news.failed(name);
    if (last || attempts + 1 === TELL_AFTER) news.troubled(job, last);
    return last ? { kind: 'givenUp', fault } : { kind: 'again', seconds: pauseAfter(attempts), fault };
  }
}

async function conclude(queue: Queue, holder: string, job: TakenJob, setback: Setback | undefined): Promise<void> {
  if (setback === undefined) await queue.finish(holder, job);
  else await queue.setBack(holder, job, setback);
}

async function within(seconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new JobTimeout()), seconds * 1000);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

class JobTimeout extends Error {
  override readonly name = 'JobTimeout';
}

/** Works off all that is due, one job after the other, and returns when nothing is left; for tests, which do not wait. */
export async function runPending({ queue, ...parts }: Omit<WorkerParts, 'presence'>): Promise<void> {
  const holder = randomUUID();
  const inOrder = (due: JobName[], last?: JobName) =>
    due.find((name) => last !== undefined && JOB_NAMES.indexOf(name) > JOB_NAMES.indexOf(last)) ?? due[0];
  for (let name = inOrder(await queue.due()); name !== undefined; name = inOrder(await queue.due(), name)) {
    for (let [job] = await queue.take(holder, [name], 1); job; [job] = await queue.take(holder, [name], 1)) {
      await conclude(queue, holder, job, await attempt(parts, job, 60));
    }
  }
}
