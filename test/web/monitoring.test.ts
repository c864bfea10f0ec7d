import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import { ROOT } from '../../bot/paths.js';
import { onlyFromWithin } from '../../bot/web/metrics.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
let told: string;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  await world.as('manager').say('こんにちは');
  await handOver(world);
  told = await (await fetch(world.url('/metrics'))).text();
});
afterAll(() => world.close());

const NAME = /\b(?:recording|nodejs|process)_[a-z0-9_]+/g;

it.each(['alerts.yml', 'dashboard.json'])('%s names nothing that /metrics does not tell', (file) => {
  const names = new Set(readFileSync(join(ROOT, 'monitoring', file), 'utf8').match(NAME));
  expect(names.size).toBeGreaterThan(5);
  for (const name of names) expect(told).toContain(`${name.replace(/_bucket$/, '')} `);
});

it('/metrics tells what was done and how late, by kind of job, and nothing of anybody', () => {
  expect(told).toMatch(/recording_job_seconds_count\{kind="answer"\} 1/);
  expect(told).toMatch(/recording_job_late_seconds_bucket\{le="\+Inf",kind="notify"\} [1-9]/);
  // Labels only: a measured value may hold any digits.
  const labels = told.replace(/ [\d.e+-]+$/gm, '');
  expect(labels).not.toMatch(/試験|090|11111111/);
});

it.each<[string, string, Record<string, string>, boolean]>([
  ['the machine itself', '127.0.0.1', {}, true],
  ['the machine itself by IPv6', '::1', {}, true],
  ['the network of Prometheus', '10.1.2.9', {}, true],
  ['the network of Prometheus, at a socket for both kinds of addresses', '::ffff:10.1.2.9', {}, true],
  ['the network of Prometheus by IPv6', 'fd00::9', {}, true],
  ['another network', '10.1.3.9', {}, false],
  ['a proxy in the network of Prometheus', '10.1.2.9', { 'x-forwarded-for': '10.1.2.8' }, false],
  ['nowhere', '', {}, false],
])('/metrics answers by METRICS_FROM: %s', async (_where, remoteAddress, headers, answered) => {
  const request = { socket: { remoteAddress }, headers, httpVersion: '1.1' } as unknown as Request;
  const next = await new Promise((resolve) =>
    onlyFromWithin(['10.1.2.0/24', 'fd00::/8'])(request, {} as Response, resolve),
  );
  expect(next).toBe(answered ? undefined : 'route');
});
