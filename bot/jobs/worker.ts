import type { Logger } from 'pino';
import { JOB_NAMES, type JobName, type Jobs, type Queue } from './queue.js';

/** What each kind of job does. A job may run twice after a crash: every handler changes nothing the second time. */
export type JobHandlers = { [N in JobName]: (data: Jobs[N]) => Promise<void> };

/** Seconds between looks at a queue; half a second is the least that pg-boss allows. */
const POLLING_SECONDS = 0.5;

async function run<N extends JobName>(handlers: JobHandlers, name: N, data: Jobs[N], log: Logger): Promise<void> {
  const started = performance.now();
  try {
    await handlers[name](data);
    log.info({ job: name, ms: Math.round(performance.now() - started) }, 'job');
  } catch (error) {
    log.warn({ job: name, type: error instanceof Error ? error.name : typeof error }, 'job failed, it is tried again');
    throw error;
  }
}

/** Works off every queue until pg-boss is stopped. */
export async function startWorkers(queue: Queue, handlers: JobHandlers, log: Logger): Promise<void> {
  for (const name of JOB_NAMES) {
    await queue.boss.work<Jobs[typeof name]>(name, { pollingIntervalSeconds: POLLING_SECONDS }, async ([job]) => {
      if (job) await run(handlers, name, job.data, log);
    });
  }
}

/** At most so many jobs of one kind are taken at once by `runPending`. */
const AT_ONCE = 100;

/** Works off all that is due, one job after the other, and returns when nothing is left; for tests, which do not wait. */
export async function runPending(queue: Queue, handlers: JobHandlers, log: Logger): Promise<void> {
  const inOrder = (due: JobName[], last?: JobName) =>
    due.find((name) => last !== undefined && JOB_NAMES.indexOf(name) > JOB_NAMES.indexOf(last)) ?? due[0];
  for (let name = inOrder(await queue.due()); name !== undefined; name = inOrder(await queue.due(), name)) {
    const jobs = await queue.boss.fetch<Jobs[JobName]>(name, { batchSize: AT_ONCE, includeMetadata: true });
    // Several come in no order.
    jobs.sort((a, b) => +a.createdOn - +b.createdOn || (a.id < b.id ? -1 : 1));
    for (const job of jobs) {
      try {
        await run(handlers, name, job.data as Jobs[typeof name], log);
        await queue.boss.complete(name, job.id);
      } catch {
        await queue.boss.fail(name, job.id);
      }
    }
  }
}
