import type { RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { isPassedOn } from '../closed.js';
import type { Context } from '../context.js';

/**
 * `GET /metrics` in the form Prometheus reads: the process, requests by state, messages that could not be sent. Numbers only,
 * nothing of anybody.
 */
export function metrics({ db }: Context): RequestHandler {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'recording_requests',
    help: 'Requests by state',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      this.reset();
      const groups = await db.client.request.groupBy({ by: ['status'], _count: true });
      for (const { status, _count } of groups) this.set({ status }, _count);
    },
  });
  new Gauge({
    name: 'recording_notices_unreachable',
    help: 'Messages that could not be sent',
    registers: [registry],
    async collect() {
      this.set(await db.client.notice.count({ where: { state: 'unreachable' } }));
    },
  });
  return async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  };
}

/**
 * Lets through who asks on the machine itself and not by way of a proxy; for everybody else the address does not exist. How
 * much the office has to do is nobody's business outside.
 */
export const onlyFromThisMachine: RequestHandler = (req, _res, next) => {
  const from = req.socket.remoteAddress ?? '';
  const here = ipaddr.isValid(from) && ipaddr.process(from).range() === 'loopback';
  next(here && !isPassedOn(req) ? undefined : 'route');
};
