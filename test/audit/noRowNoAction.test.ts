import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../bot/db/database.js';
import { type LinkPage, linkPage } from '../helpers/linkPage.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver, submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let db: Database;
let chief: Person;
let manager: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  db = world.app.ctx.db;
  chief = world.as('chief');
  manager = world.as('manager');
  // Stands for any fault: a full disk, a lost right, a log that somebody tampered with.
  await db.executeSql(
    `CREATE FUNCTION fail_audit() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'the audit log cannot be written'; END $$;
     CREATE TRIGGER fail_audit BEFORE INSERT ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION fail_audit();
     ALTER TABLE "AuditEntry" DISABLE TRIGGER fail_audit`,
    [],
  );
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  await auditFails(false);
  await manager.say('こんにちは');
});
afterEach(() => auditFails(false));

const auditFails = (fails: boolean) =>
  db.executeSql(`ALTER TABLE "AuditEntry" ${fails ? 'ENABLE' : 'DISABLE'} TRIGGER fail_audit`, []);

/** Everything that an action could have changed. */
async function state(): Promise<unknown> {
  const { client } = db;
  const jobs = await db.executeSql(`SELECT count(*)::int AS n FROM "Job"`, []);
  return {
    jobs: jobs.rows,
    requests: await client.request.findMany(),
    counters: await client.counter.findMany(),
    notices: await client.notice.findMany(),
    links: await client.link.findMany(),
    files: await client.linkFile.findMany(),
    downloads: await client.linkDownload.findMany(),
    plays: await client.linkPlay.findMany(),
    rows: await client.auditEntry.count(),
    head: await client.auditHead.findMany(),
  };
}

/** Does something while the log cannot be written, and expects that nothing came of it. */
async function withoutLog<T>(work: () => Promise<T>): Promise<T> {
  const before = await state();
  await auditFails(true);
  const answer = await work();
  await auditFails(false);
  expect(await state()).toEqual(before);
  return answer;
}

describe('while the audit log cannot be written', () => {
  it('no application is filed; afterwards the same press files it', async () => {
    const card = await walkToConfirmation(chief);
    const answer = await withoutLog(() => chief.press(card, '申請する', { pledged: 'true' }));
    expect(answer.words).not.toContain('申請しました');
    await chief.press(card, '申請する', { pledged: 'true' });
    expect(await db.client.request.findFirstOrThrow()).toMatchObject({ status: 'submitted', serial: 1 });
  });

  it('nothing is approved; afterwards the same press approves', async () => {
    await submitApplication(world);
    const card = manager.lastCard();
    const answer = await withoutLog(() => manager.press(card, '承認する'));
    expect(answer.words).not.toContain('承認しました');
    expect((await manager.press(card, '承認する')).words).toContain('承認しました');
  });

  describe('a link', () => {
    let page: LinkPage;
    let file: Awaited<ReturnType<LinkPage['enter']>>['files'][number];
    beforeEach(async () => {
      page = linkPage(world, await handOver(world));
      const [first] = (await page.enter('chief')).files;
      if (first === undefined) throw new Error('no file');
      file = first;
    });

    it('gives no download and counts none', async () => {
      const response = await withoutLog(() => page.post(file.downloadsHref));
      expect(response.status).toBe(500);
      expect((await page.post(file.downloadsHref)).ok).toBe(true);
    });

    it('plays nothing', async () => {
      const response = await withoutLog(() => page.get(file.audioHref));
      expect(response.status).toBe(500);
      expect((await response.arrayBuffer()).byteLength).toBeLessThan(1000);
      expect((await page.get(file.audioHref)).ok).toBe(true);
    });

    it('plays nothing that no row covers, also where the same was played before', async () => {
      await (await page.get(file.audioHref, { range: 'bytes=0-0' })).arrayBuffer();
      await world.app.runPending();
      const statuses = await withoutLog(async () => {
        const first = await page.get(file.audioHref);
        await first.arrayBuffer().catch(() => undefined);
        return [first.status, (await page.get(file.audioHref)).status];
      });
      // A byte and the whole are more than the one length that is covered.
      expect(statuses).toEqual([500, 500]);
      expect(await world.app.ctx.db.client.auditEntry.count({ where: { action: 'link.play' } })).toBe(1);
      await (await page.get(file.audioHref)).arrayBuffer();
      await (await page.get(file.audioHref)).arrayBuffer();
      await world.app.runPending();
      expect(await world.app.ctx.db.client.auditEntry.count({ where: { action: 'link.play' } })).toBe(3);
    });
  });
});
