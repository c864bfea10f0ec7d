import type { RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isPassedOn } from '../closed.js';
import type { Context } from '../context.js';

/** What is counted for whoever watches the bot: numbers only, nothing of anybody. */
export interface Watch {
  registry: Registry;
  /** Counts jobs. */
  news: {
    done(name: string, ms: number, late: number): void;
    failed(name: string): void;
  };
}

/** Days until things end that the bot cannot work without, by their settings; null where it is not known. */
type DaysLeft = () => Promise<readonly { name: string; daysLeft: number | null }[]>;

/** Seconds that jobs take, or are late: from a tenth to the minutes of a fault. */
const SECONDS = [0.05, 0.1, 0.3, 1, 3, 10, 30, 120, 900];

/**
 * What `GET /metrics` tells in the form Prometheus reads: the process, its event loop, database and storage, jobs, requests by state,
 * messages. Where the database cannot be asked, what it would tell is left out and everything else is told.
 */
export function createWatch({ db, storage, clock, readiness }: Context, secrets: DaysLeft = async () => []): Watch {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const asked = (name: string, help: string, ask: (gauge: Gauge) => Promise<void>, labelNames: string[] = []) =>
    new Gauge({
      ...{ name, help, labelNames, registers },
      async collect() {
        this.reset();
        if (db.presence.away) return;
        await ask(this).catch((error: unknown) => db.presence.suspectIf(error));
      },
    });
  const up = (name: string, help: string, is: () => boolean) =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(is() ? 1 : 0);
      },
    });
  up('recording_database_up', 'Whether the database can be reached', () => !db.presence.away);
  up('recording_storage_up', 'Whether files can be kept', () => !storage.away);
  up(
    'recording_audit_log_broken',
    'Whether the last check of the audit log found a fault',
    () => readiness.log === 'broken',
  );
  asked(
    'recording_requests',
    'Requests by state',
    async (gauge) => {
      const groups = await db.client.request.groupBy({ by: ['status'], _count: true });
      for (const { status, _count } of groups) gauge.set({ status }, _count);
    },
    ['status'],
  );
  asked('recording_notices_unreachable', 'Messages that could not be sent', async (gauge) => {
    gauge.set(await db.client.notice.count({ where: { state: 'unreachable' } }));
  });
  asked('recording_notice_oldest_seconds', 'For how long the oldest message has waited to be sent', async (gauge) => {
    const { _min } = await db.client.notice.aggregate({ where: { state: 'pending' }, _min: { createdAt: true } });
    gauge.set(_min.createdAt === null ? 0 : (clock.now().getTime() - _min.createdAt.getTime()) / 1000);
  });
  asked('recording_jobs_waiting', 'Jobs that are not done yet', async (gauge) => {
    gauge.set(await db.client.job.count({ where: { failedAt: null } }));
  });
  asked('recording_jobs_given_up', 'Jobs that failed too often and wait for a person', async (gauge) => {
    gauge.set(await db.client.job.count({ where: { failedAt: { not: null } } }));
  });
  asked(
    'recording_secret_days_left',
    'Days until a client secret or certificate ends, or a key is to be replaced; negative afterwards',
    async (gauge) => {
      for (const { name, daysLeft } of await secrets()) if (daysLeft !== null) gauge.set({ secret: name }, daysLeft);
    },
    ['secret'],
  );
  const took = new Histogram({
    ...{ name: 'recording_job_seconds', help: 'How long jobs took', labelNames: ['kind'], buckets: SECONDS, registers },
  });
  const late = new Histogram({
    ...{ name: 'recording_job_late_seconds', help: 'How long after they were due jobs were done' },
    ...{ labelNames: ['kind'], buckets: SECONDS, registers },
  });
  const failed = new Counter({
    ...{
      name: 'recording_job_failures_total',
      help: 'Jobs that failed and were begun again',
      labelNames: ['kind'],
      registers,
    },
  });
  return {
    registry,
    news: {
      done(kind, ms, lateMs) {
        took.observe({ kind }, ms / 1000);
        late.observe({ kind }, Math.max(0, lateMs + ms) / 1000);
      },
      failed: (kind) => failed.inc({ kind }),
    },
  };
}

/** `GET /metrics`. */
export function metrics({ registry }: Watch): RequestHandler {
  return async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  };
}

/**
 * Lets through who asks on the machine itself, or in one of these networks, and not by way of a proxy; for everybody else the address does
 * not exist. How much the office has to do is nobody's business outside.
 *
 * @param networks such as 10.1.2.0/24
 */
export function onlyFromWithin(networks: readonly string[]): RequestHandler {
  const within = networks.map((network) => ipaddr.parseCIDR(network));
  return (req, _res, next) => {
    const from = req.socket.remoteAddress ?? '';
    const known = ipaddr.isValid(from) && isWithin(ipaddr.process(from), within);
    next(known && !isPassedOn(req) ? undefined : 'route');
  };
}

type Address = ReturnType<typeof ipaddr.process>;

function isWithin(from: Address, networks: readonly [Address, number][]): boolean {
  return from.range() === 'loopback' || networks.some((one) => from.kind() === one[0].kind() && from.match(one));
}
