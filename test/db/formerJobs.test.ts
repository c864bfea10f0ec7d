import { PGlite } from '@electric-sql/pglite';
import { expect, it } from '@jest/globals';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { openDatabase } from '../../bot/db/database.js';
import { NO_FILTERS, openSchemaEngine, readMigrations } from '../../bot/db/schemaEngine.js';
import { JOB_NAMES, openQueue } from '../../bot/jobs/queue.js';

const LAST_WITH_PG_BOSS = '0009_seals';
const REQUEST = '11111111-1111-4111-8111-111111111111';
const [TO_PERSON, TO_CHANNEL] = ['22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333'];

/** The tables of pg-boss 10 as far as they tell of jobs, with some that wait, one at work, and some that are over. */
const FORMER = `
  CREATE SCHEMA pgboss;
  CREATE TYPE pgboss.job_state AS ENUM ('created', 'retry', 'active', 'completed', 'cancelled', 'failed');
  CREATE TABLE pgboss.job (
    id uuid DEFAULT gen_random_uuid(), name text, data jsonb, state pgboss.job_state, created_on timestamptz DEFAULT clock_timestamp());
  INSERT INTO "Notice" ("id", "key", "kind", "personId", "createdAt") VALUES
    ('${TO_PERSON}', 'a', 'logFault', 'somebody', now()), ('${TO_CHANNEL}', 'b', 'auditHead', NULL, now());
  INSERT INTO pgboss.job (name, data, state) VALUES
    ('notify', '{"noticeId":"${TO_PERSON}"}', 'created'),
    ('notify', '{"noticeId":"${TO_CHANNEL}"}', 'retry'),
    ('answer', '{"requestId":"${REQUEST}"}', 'active'),
    ('refresh', '{"requestId":"${REQUEST}"}', 'created'),
    ('head', '{}', 'created'),
    ('submitted', '{"requestId":"${REQUEST}"}', 'completed'),
    ('notify', '{"noticeId":"${TO_PERSON}"}', 'failed'),
    ('__pgboss__send-it', '{}', 'created');`;

it('jobs that waited in the tables of pg-boss, or were at work there, wait in the queue after the update', async () => {
  const lite = await PGlite.create('memory://');
  const engine = await openSchemaEngine(new PrismaPGlite(lite));
  const all = await readMigrations();
  const known = all.migrationDirectories.filter(({ path }) => path <= LAST_WITH_PG_BOSS);
  await engine.applyMigrations({ migrationsList: { ...all, migrationDirectories: known }, filters: NO_FILTERS });
  engine.free();
  await lite.exec(FORMER);
  const loadFrom = await lite.dumpDataDir('none');
  await lite.close();

  const db = await openDatabase({ url: '', dataDir: '', loadFrom });
  const jobs = await db.client.job.findMany({
    orderBy: { lane: 'asc' },
    select: { name: true, data: true, lane: true },
  });
  expect(jobs).toEqual([
    { name: 'refresh', data: { requestId: REQUEST }, lane: `cards:${REQUEST}` },
    { name: 'notify', data: { noticeId: TO_CHANNEL, to: 'channel' }, lane: 'chat:channel' },
    { name: 'notify', data: { noticeId: TO_PERSON, to: 'somebody' }, lane: 'chat:somebody' },
    { name: 'head', data: {}, lane: 'head' },
    { name: 'answer', data: { requestId: REQUEST }, lane: `request:${REQUEST}` },
  ]);
  expect(await openQueue(db).take('a process', JOB_NAMES, 9)).toHaveLength(5);
  expect((await db.executeSql(`SELECT 1 WHERE to_regclass('pgboss.job') IS NOT NULL`, [])).rows).toEqual([]);
  await db.close();
});
