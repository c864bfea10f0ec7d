import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../bot/db/database.js';
import { JOB_NAMES, type Job, openQueue, type Queue } from '../../bot/jobs/queue.js';
import { freshDatabase } from '../helpers/database.js';

let db: Database;
let queue: Queue;
beforeAll(async () => {
  db = await freshDatabase();
  queue = openQueue(db);
});
afterAll(() => db.close());
beforeEach(() => db.client.job.deleteMany());

const notify = (noticeId: string, to: string): Job => ({ name: 'notify', data: { noticeId, to } });
const enqueue = (...jobs: Job[]) => db.transaction((tx) => queue.enqueueAll(tx, jobs));
const take = (holder: string, most = 99) => queue.take(holder, JOB_NAMES, most);
const noticesOf = (jobs: readonly { data: object }[]) =>
  jobs.map(({ data }) => (data as { noticeId: string }).noticeId);
/** As if so many seconds had passed for the leases and pauses that the table holds. */
const pass = (seconds: number) =>
  db.executeSql(
    `UPDATE "Job" SET "dueAt" = "dueAt" - $1::float8 * interval '1 second', "heldUntil" = "heldUntil" - $1::float8 * interval '1 second'`,
    [seconds],
  );

describe('a lane', () => {
  it('has one job at work, whoever asks, and the next one when that is done', async () => {
    await enqueue(notify('1', 'hanako'), notify('2', 'hanako'), notify('3', 'taro'));
    const [first, other] = await take('one');
    expect(noticesOf([first, other].flatMap((job) => job ?? []))).toEqual(['1', '3']);
    expect(await take('two')).toEqual([]);
    if (first) await queue.finish('one', first);
    expect(noticesOf(await take('two'))).toEqual(['2']);
  });

  it('gives no more jobs than were asked for', async () => {
    await enqueue(...Array.from({ length: 30 }, (_, index) => notify(String(index), `person ${index}`)));
    await db.executeSql('ANALYZE "Job"', []);
    for (let left = 30; left > 0; left--) expect(await take('one', 1)).toHaveLength(1);
  });

  it('is never worked on twice, however many ask at the same moment', async () => {
    await enqueue(...Array.from({ length: 40 }, (_, index) => notify(String(index), `person ${index % 8}`)));
    const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => take(`process ${index}`, 3)));
    const lanes = taken.flat().map(({ data }) => (data as { to: string }).to);
    expect(lanes).toHaveLength(new Set(lanes).size);
    const held = await db.client.job.findMany({ where: { heldLane: { not: null } } });
    expect(held).toHaveLength(lanes.length);
  });

  it('rests as a whole when Teams asks to be left alone, and nothing of it counts as failed', async () => {
    await enqueue(notify('1', 'hanako'), notify('2', 'hanako'), notify('3', 'taro'));
    const [first] = await take('one', 1);
    if (first) await queue.setBack('one', first, { kind: 'rest', seconds: 20 });
    expect(noticesOf(await take('two'))).toEqual(['3']);
    await pass(21);
    const again = (await take('two')).find((job) => noticesOf([job])[0] === '1');
    expect(again).toMatchObject({ attempts: 0 });
  });

  it('goes on with its next job while one that failed waits', async () => {
    await enqueue(notify('1', 'hanako'), notify('2', 'hanako'));
    const [first] = await take('one', 1);
    if (first) await queue.setBack('one', first, { kind: 'again', seconds: 60, fault: 'Error' });
    expect(noticesOf(await take('one'))).toEqual(['2']);
  });
});

describe('a process', () => {
  it('that is not heard of for five seconds loses its jobs to another, and can finish them no more', async () => {
    await enqueue(notify('1', 'hanako'));
    const [job] = await take('dead');
    expect(await take('alive')).toEqual([]);
    await pass(6);
    expect(noticesOf(await take('alive'))).toEqual(['1']);
    if (job) await queue.finish('dead', job);
    expect(await db.client.job.count()).toBe(1);
  });

  it('that says that it is at work keeps them', async () => {
    await enqueue(notify('1', 'hanako'));
    await take('slow');
    await pass(4);
    await queue.renew('slow');
    await pass(4);
    expect(await take('other')).toEqual([]);
  });

  it('that stops gives back what it took, which does not count', async () => {
    await enqueue(notify('1', 'hanako'));
    await take('leaving');
    await queue.giveBack('leaving');
    expect(await take('next')).toMatchObject([{ attempts: 0 }]);
  });
});

describe('a job', () => {
  it('is there when its transaction is committed, and not when that is rolled back', async () => {
    let heard = 0;
    queue.onDue(() => {
      heard += 1;
    });
    await db
      .transaction(async (tx) => {
        await queue.enqueueAll(tx, [notify('1', 'hanako')]);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect([await queue.wait(), heard]).toEqual([null, 0]);
    await enqueue(notify('1', 'hanako'));
    expect(heard).toBe(1);
    expect(await queue.wait()).toBeLessThanOrEqual(0);
  });

  it('is done with those that ask for the very same, but not with one that is asked for while it runs', async () => {
    await enqueue({ name: 'head', data: {} }, { name: 'head', data: {} }, { name: 'head', data: {} });
    const [head] = await take('one');
    await enqueue({ name: 'head', data: {} });
    if (head) await queue.finish('one', head);
    expect(await db.client.job.count()).toBe(1);
  });

  it('that was given up is over when another one did the very same', async () => {
    await enqueue({ name: 'answer', data: { requestId: 'a' } });
    for (const job of await take('one')) await queue.setBack('one', job, { kind: 'givenUp', fault: 'Error' });
    await enqueue({ name: 'answer', data: { requestId: 'a' } });
    for (const job of await take('one')) await queue.finish('one', job);
    expect(await db.client.job.count()).toBe(0);
  });

  it('of housekeeping comes after those that people wait for', async () => {
    await db.transaction((tx) => queue.enqueue(tx, 'submitted', { requestId: 'of housekeeping' }, { behind: true }));
    await enqueue({ name: 'submitted', data: { requestId: 'of a chief' } });
    expect(await take('one', 1)).toMatchObject([{ data: { requestId: 'of a chief' } }]);
  });

  it('that was given up stays without the address of a file, and is begun anew when somebody asks for it', async () => {
    await enqueue(
      { name: 'answer', data: { requestId: 'a' } },
      {
        name: 'fetch',
        data: { requestId: 'a', personId: 'b', address: 'https://example.jp/x', seal: 's' },
      },
    );
    for (const job of await take('one')) await queue.setBack('one', job, { kind: 'givenUp', fault: 'Error' });
    expect(await take('one')).toEqual([]);
    expect(JSON.stringify(await db.client.job.findMany({ select: { data: true } }))).not.toContain('example.jp');
    expect(await db.transaction((tx) => queue.retryFailed(tx))).toBe(1);
    expect(await take('one')).toMatchObject([{ name: 'answer', attempts: 0 }]);
  });

  it('that is begun anew is as young as one that is asked for now', async () => {
    await enqueue({ name: 'answer', data: { requestId: 'a' } });
    for (const job of await take('one')) await queue.setBack('one', job, { kind: 'givenUp', fault: 'Error' });
    await db.client.job.updateMany({ data: { createdAt: new Date('2026-01-01T00:00:00Z') } });
    await db.transaction((tx) => queue.retryFailed(tx));
    const [job] = await db.client.job.findMany();
    expect(job?.createdAt.getTime()).toBeGreaterThan(new Date('2026-01-01T00:00:00Z').getTime());
  });
});
