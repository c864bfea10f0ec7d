import { createHash, randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalJson, type Json } from '../../bot/audit/canonical.js';
import { runEvidence } from '../../bot/commands/evidence.js';
import type { Context } from '../../bot/context.js';
import type { Database } from '../../bot/db/database.js';
import { makeEvidence } from '../../bot/evidence/evidence.js';
import { disposeOfRecords } from '../../bot/housekeeping/dispose.js';
import { exportLedger } from '../../bot/ledger/exportLedger.js';
import { createReadiness } from '../../bot/readiness.js';
import { wholeLife } from '../evidence/wholeLife.js';
import { freshDatabase } from '../helpers/database.js';
import { submitApplication } from '../helpers/submitting.js';
import { withoutGuard } from '../helpers/tamper.js';
import { createWorld, PEOPLE, type PersonName, type World, type WorldOptions } from '../helpers/world.js';
import { csvRows } from '../ledger/reading.js';

const IN_TIME = '2032-03-01T10:00:00+09:00';
const OVER = '2032-04-01T00:10:00+09:00';

let world: World;
afterEach(() => world.close());

/** A request of 令和8年度 that went the whole way, and everybody of whom it has messages has a chat. */
async function live(options: WorldOptions = {}): Promise<string> {
  world = await createWorld({
    now: '2026-09-16T10:00:00+09:00',
    ...options,
    env: { RECORDS_YEARS: '5', ...options.env },
  });
  for (const name of ['chief', 'staff', 'manager', 'deputy', 'operator'] as const)
    await world.as(name).say('こんにちは');
  await wholeLife(world);
  await world.app.runPending();
  await world.app.checkLog();
  return (await world.app.ctx.db.client.request.findFirstOrThrow()).id;
}

async function housekeepingAt(moment: string): Promise<void> {
  world.clock.set(moment);
  await world.app.housekeeping();
  await world.app.runPending();
}

const requests = () => world.app.ctx.db.client.request.count();
const disposals = () => world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'request.dispose' } });
const storedFiles = () => world.app.ctx.files.writtenBefore(new Date('2200-01-01T00:00:00Z'));
const told = (name: PersonName) =>
  world
    .as(name)
    .cards()
    .filter(({ words }) => words.includes('廃棄します'));

/** A request of 令和8年度 besides, which was withdrawn on a day, and on which nothing hangs. */
async function anotherEnded(serial: number, day: string): Promise<void> {
  const at = new Date(`${day}T00:00:00Z`);
  const by = { preparedById: 'x', preparedByName: 'x', bureau: '市民局', section: '市民課', documentSymbol: 'x' };
  await world.app.ctx.db.client.request.create({
    data: {
      ...{
        ...by,
        fiscalYear: 2026,
        serial,
        status: 'withdrawn',
        entries: {},
        createdAt: at,
        updatedAt: at,
        withdrawnAt: at,
      },
    },
  });
}

/** Every row of every table that names a request, its links or its copies, but for the log and the register of what was deleted. */
async function rowsOf(requestId: string): Promise<number> {
  const { client } = world.app.ctx.db;
  const ofLink = { where: { link: { requestId } } };
  const ofSession = { where: { session: { link: { requestId } } } };
  const counts = [
    client.request.count({ where: { id: requestId } }),
    ...[client.letter, client.copy, client.chosenRecording, client.link, client.notice].map((table) =>
      (table.count as (which: object) => Promise<number>)({ where: { requestId } }),
    ),
    client.linkFile.count(ofLink),
    client.linkSession.count(ofLink),
    client.linkDownload.count(ofSession),
    client.linkPlay.count(ofSession),
    client.recording.count({ where: { attachedToId: requestId } }),
  ];
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

describe('a request that ended in 令和8年度, where documents are kept for five years', () => {
  let requestId: string;
  beforeEach(async () => {
    requestId = await live();
  });

  it('stays whole to the last day of March 2032, and is gone from 1 April on with everything that hung on it', async () => {
    await housekeepingAt(IN_TIME);
    await housekeepingAt('2032-03-31T23:50:00+09:00');
    expect(await rowsOf(requestId)).toBeGreaterThan(10);
    expect(await storedFiles()).not.toEqual([]);
    await housekeepingAt(OVER);
    expect(await rowsOf(requestId)).toBe(0);
    expect(await storedFiles()).toEqual([]);
  });

  it('is proved to have been deleted by a row of the log, which holds hashes and numbers and nothing of anybody', async () => {
    const { client } = world.app.ctx.db;
    const letters = await client.letter.findMany({ orderBy: { form: 'asc' } });
    const links = await client.link.count();
    await housekeepingAt(IN_TIME);
    const request = await client.request.findUniqueOrThrow({ where: { id: requestId } });
    await housekeepingAt(OVER);
    const [row, ...others] = await disposals();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ actorId: null, actorName: null, requestId, channel: 'job' });
    expect(row?.data).toMatchObject({
      ...{ receipt: 'R8-1', endedIn: 2026, years: 5, over: '2032-04-01' },
      rows: { requests: 1, letters: letters.length, copies: 2, links },
      sha256: createHash('sha256')
        .update(canonicalJson(JSON.parse(JSON.stringify(request)) as Json))
        .digest('hex'),
      letters: letters.map(({ form, edition, sha256 }) => ({ form, edition, sha256 })),
    });
    const said = JSON.stringify(row?.data);
    for (const personal of ['試験', '5678', '市民', ...Object.values(PEOPLE).map(({ id }) => id)]) {
      expect(said).not.toContain(personal);
    }
  });

  it('is told of a month before to the 取扱者, once, with how to stop it', async () => {
    await housekeepingAt('2032-02-29T10:00:00+09:00');
    expect(told('operator')).toEqual([]);
    await housekeepingAt(IN_TIME);
    await housekeepingAt('2032-03-15T10:00:00+09:00');
    expect(told('operator')).toHaveLength(1);
    const [card] = told('operator');
    for (const words of ['保存期間が満了する申請1件を、令和14年4月1日以降に廃棄します', '令和8年度', '手引']) {
      expect(card?.words).toContain(words);
    }
    expect(card?.words).not.toContain('ほかに');
    expect(told('chief')).toEqual([]);
    await housekeepingAt(OVER);
    expect(told('operator')).toHaveLength(1);
  });

  it('is not deleted without that month where the bot was away in March', async () => {
    await housekeepingAt('2032-06-01T10:00:00+09:00');
    expect(told('operator')[0]?.words).toContain('令和14年7月2日');
    await housekeepingAt('2032-07-01T10:00:00+09:00');
    expect(await requests()).toBe(1);
    await housekeepingAt('2032-07-02T00:10:00+09:00');
    expect(await requests()).toBe(0);
  });

  it('is on 運用状況 before it goes', async () => {
    expect((await world.as('operator').say('運用状況')).words).toContain('公文書の廃棄　令和14年4月1日以降に1件');
  });

  it('is afterwards said to be deleted, to those who might have seen it, by its number and on its old cards', async () => {
    const card = await world.as('chief').say('R8-1は？');
    await housekeepingAt(IN_TIME);
    await housekeepingAt(OVER);
    for (const name of ['chief', 'staff', 'manager', 'operator'] as const) {
      const { words } = await world.as(name).say('R8-1は？');
      expect(words).toContain('令和8年度第1号は、保存期間（5年）が満了したため、令和14年4月1日に廃棄しました');
    }
    expect((await world.as('chief').press(card, '写して新しく申請する')).words).toContain('廃棄しました');
    expect((await world.as('otherChief').say('R8-1は？')).words).toContain('見つかりませんでした');
    expect((await world.as('chief').say('R8-2は？')).words).toContain('見つかりませんでした');
  });

  it('keeps its line in the ledger, with the day on which it was deleted, and its number is not given again', async () => {
    await housekeepingAt(IN_TIME);
    await housekeepingAt(OVER);
    const { content } = await exportLedger(world.app.ctx, null, { channel: 'command' }, { format: 'csv' });
    const [header = [], row = [], ...others] = csvRows(content);
    expect(others).toEqual([]);
    const cells = Object.fromEntries(header.map((name, at) => [name, row[at]]));
    expect(cells).toMatchObject({
      ...{ 受付番号: 'R8-1', 局: '市民局', '課（室）': '市民課', 状態: '廃棄済', 申請者職氏名: '' },
      '廃棄（保存期間満了）': '2032-04-01 00:10（保存年限5年）',
    });
    const gone = { code: 'not_found', forPerson: expect.stringContaining('令和14年4月1日に廃棄しました') };
    await expect(makeEvidence(world.app.ctx, null, { channel: 'command' }, requestId)).rejects.toMatchObject(gone);
    const asked = { receipt: 'R8-1', folder: world.folder, out: new PassThrough() };
    await expect(runEvidence({ ...world.app.ctx, ...asked })).rejects.toMatchObject(gone);
  });
});

describe('what is over stays all the same', () => {
  const REPORTED: unknown[] = [];
  const stays = async () => {
    await housekeepingAt(IN_TIME);
    await housekeepingAt(OVER);
    expect(await requests()).toBe(1);
  };

  /** Of what was held alone nothing was told: it is told once it goes. */
  const isGoneAMonthAfterItWasTold = async () => {
    await housekeepingAt(OVER);
    expect([await requests(), told('operator').length]).toEqual([1, 1]);
    await housekeepingAt('2032-05-02T00:10:00+09:00');
    expect(await requests()).toBe(0);
  };

  it('where nobody has said for how long documents are kept', async () => {
    await live({ env: { RECORDS_YEARS: '' } });
    await stays();
    expect(told('operator')).toEqual([]);
  });

  it('where the city has named it to be kept', async () => {
    await live({ env: { RECORDS_HELD: 'R8-1' } });
    await stays();
    expect(told('operator')).toEqual([]);
    expect((await world.as('operator').say('運用状況')).words).toContain(
      '公文書の廃棄　予定はありません（1件は、未達のお知らせや残す指定など、残っているものがあるため、廃棄しません）',
    );
  });

  it('and is counted apart from the next that go, in what is told before and on 運用状況', async () => {
    await live({ env: { RECORDS_HELD: 'R8-1' } });
    await anotherEnded(2, '2026-12-01');
    await anotherEnded(3, '2027-12-01');
    const status = async () => (await world.as('operator').say('運用状況')).words;
    await housekeepingAt(IN_TIME);
    expect(told('operator')[0]?.words).toContain('保存期間が満了する申請1件を、令和14年4月1日以降に廃棄します');
    expect(told('operator')[0]?.words).toContain(
      '令和8年度に終わった申請　1件\n・ほかに、残っているものがあるため廃棄しない申請　1件',
    );
    await housekeepingAt(OVER);
    expect(await requests()).toBe(2);
    // What is held for good does not keep its own date as the next.
    expect(await status()).toContain('公文書の廃棄　令和15年4月1日以降に1件（ほかに1件は、');
  });

  it('while a message about it has not reached somebody who is still there', async () => {
    await live();
    const { client } = world.app.ctx.db;
    const { id } = await client.notice.findFirstOrThrow({
      where: { personId: PEOPLE.chief.id, requestId: { not: null } },
    });
    await client.notice.update({ where: { id }, data: { state: 'unreachable', reason: 'no_conversation' } });
    await stays();
    await client.person.update({ where: { id: PEOPLE.chief.id }, data: { active: false } });
    await isGoneAMonthAfterItWasTold();
  });

  it('while a link to it is open, or work on it is not done', async () => {
    const requestId = await live();
    const { client } = world.app.ctx.db;
    const { id } = await client.link.findFirstOrThrow();
    await client.link.update({ where: { id }, data: { revokedAt: null, expiresAt: new Date('2032-04-02T00:00:00Z') } });
    await stays();
    await client.link.update({ where: { id }, data: { expiresAt: new Date('2032-03-01T00:00:00Z') } });
    const job = await client.job.create({
      data: { name: 'answer', data: { requestId }, lane: 'x', failedAt: new Date(OVER) },
    });
    await housekeepingAt(OVER);
    expect(await requests()).toBe(1);
    await client.job.delete({ where: { id: job.id } });
    await isGoneAMonthAfterItWasTold();
  });

  it('while the log is known to be broken, or the database is perhaps an older state', async () => {
    await live();
    await housekeepingAt(IN_TIME);
    world.app.readiness.log = 'broken';
    await housekeepingAt(OVER);
    expect(await requests()).toBe(1);
    world.app.readiness.log = 'whole';
    world.clock.set(OVER);
    const held = { ...world.app.ctx, links: { held: true } };
    expect(await disposeOfRecords(held, (step, error) => REPORTED.push(step, error))).toBe(0);
    expect(REPORTED).toEqual([]);
    await housekeepingAt(OVER);
    expect(await requests()).toBe(0);
  });

  it('until the process has looked at the log and found it whole', async () => {
    await live();
    world.app.readiness.log = undefined;
    await stays();
    await world.app.checkLog();
    await housekeepingAt(OVER);
    expect(await requests()).toBe(1);
    await housekeepingAt('2032-05-02T00:10:00+09:00');
    expect(await requests()).toBe(0);
  });

  it('where a check by any process found the log changed, past restarts', async () => {
    await live({ env: { AUDIT_KEYS: createHash('sha256').update('an audit key of the tests').digest('base64') } });
    const { db } = world.app.ctx;
    const name = (actorName: string | null) =>
      withoutGuard(db, () => db.client.auditEntry.update({ where: { seq: 1 }, data: { actorName } }));
    const check = async () => {
      await world.as('operator').say('監査記録を検査して');
      await world.app.runPending();
      world.clock.advance(60_000);
    };
    const anotherProcess: Context = { ...world.app.ctx, readiness: { ...createReadiness(), log: 'whole' } };
    await name('別人');
    await check();
    await name(null);
    await world.app.checkLog();
    expect((await world.as('operator').say('運用状況')).words).toContain('✕ 監査記録');
    for (const moment of [IN_TIME, OVER, '2032-05-02T00:10:00+09:00']) {
      world.clock.set(moment);
      for (const ctx of [world.app.ctx, anotherProcess]) await disposeOfRecords(ctx, () => {});
    }
    expect([await requests(), told('operator')]).toEqual([1, []]);
    // Days without a head leave a doubt, which is not enough.
    await check();
    expect((await world.as('operator').say('運用状況')).words).toContain('✕ 監査記録');
  });

  it('where it is not at its end: nobody has decided on it yet', async () => {
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { RECORDS_YEARS: '1' } });
    for (const name of ['chief', 'manager'] as const) await world.as(name).say('こんにちは');
    await submitApplication(world);
    await world.app.checkLog();
    await housekeepingAt(IN_TIME);
    await housekeepingAt(OVER);
    expect(await requests()).toBe(1);
  });

  it('while the clock is doubted', async () => {
    await live({ clocks: { database: async () => undefined } });
    await stays();
    expect(told('operator')).toEqual([]);
  });
});

describe('a setting that is changed deletes nothing that was not told of under it, a month before', () => {
  /** Nothing goes on a day on which the setting holds again, nor for 31 days; from then on it does. */
  async function isToldAnew(day: string, last: string, over: string): Promise<void> {
    const before = told('operator').length;
    await housekeepingAt(`${day}T10:00:00+09:00`);
    expect(told('operator')).toHaveLength(before + 1);
    await housekeepingAt(`${last}T23:50:00+09:00`);
    expect(await requests()).toBe(1);
    await housekeepingAt(`${over}T00:10:00+09:00`);
    expect(await requests()).toBe(0);
  }

  it.each([
    ['taken away and set again', undefined],
    ['made longer and shorter again', 10],
  ])('where the years were %s', async (_how, years) => {
    await live();
    await housekeepingAt(IN_TIME);
    const { config } = world.app.ctx;
    config.recordsYears = years;
    await housekeepingAt('2032-03-20T10:00:00+09:00');
    await housekeepingAt('2032-11-30T10:00:00+09:00');
    config.recordsYears = 5;
    await isToldAnew('2032-12-01', '2032-12-31', '2033-01-01');
  });

  it('where it changed while the clock was doubted', async () => {
    await live({ clocks: { database: async () => undefined } });
    const { config, db } = world.app.ctx;
    await housekeepingAt(IN_TIME);
    await world.as('operator').say('時計は正しい');
    await housekeepingAt(IN_TIME);
    config.recordsYears = undefined;
    await housekeepingAt('2032-05-01T10:00:00+09:00');
    config.recordsYears = 5;
    await world.as('operator').say('時計は正しい');
    await housekeepingAt('2032-05-01T10:15:00+09:00');
    expect(await db.client.request.count()).toBe(1);
  });

  it('where a number is no longer named to be kept', async () => {
    await live({ env: { RECORDS_HELD: 'R8-1' } });
    await anotherEnded(2, '2026-12-01');
    await housekeepingAt(IN_TIME);
    await housekeepingAt(OVER);
    world.app.ctx.config.recordsHeld = [];
    await isToldAnew('2032-12-01', '2032-12-31', '2033-01-01');
  });
});

describe('a deletion that is cut off', () => {
  /** A database that breaks in the transaction in which a table's rows are deleted. */
  async function breaking(): Promise<Database & { broken: boolean }> {
    const db = await freshDatabase();
    const own = { ...db, broken: false };
    return Object.assign(own, {
      transaction: <T>(work: Parameters<Database['transaction']>[0]) =>
        db.transaction(async (tx) => {
          const result = await work(tx);
          if (own.broken && (await tx.disposal.count()) > 0) throw new Error('the connection is gone');
          return result as T;
        }),
    });
  }

  it('before it is committed leaves the request whole, and is done the next time', async () => {
    const database = await breaking();
    const requestId = await live({ database });
    await housekeepingAt(IN_TIME);
    const before = await rowsOf(requestId);
    database.broken = true;
    world.clock.set(OVER);
    const reported: string[] = [];
    await disposeOfRecords(world.app.ctx, (step) => reported.push(step));
    expect(reported).toEqual(['records past their retention']);
    expect([await rowsOf(requestId), (await storedFiles()).length > 0, await disposals()]).toEqual([before, true, []]);
    database.broken = false;
    await housekeepingAt(OVER);
    expect([await rowsOf(requestId), await storedFiles(), (await disposals()).length]).toEqual([0, [], 1]);
  });

  it('after it was committed has its files removed the next time', async () => {
    await live();
    await housekeepingAt(IN_TIME);
    world.clock.set(OVER);
    const files = { ...world.app.ctx.files, remove: async () => Promise.reject(new Error('the disk is gone')) };
    const { ctx } = world.app;
    await disposeOfRecords({ ...ctx, files: Object.assign(Object.create(ctx.files), files) } as Context, () => {});
    expect([await requests(), (await storedFiles()).length > 0]).toEqual([0, true]);
    await housekeepingAt(OVER);
    expect(await storedFiles()).toEqual([]);
  });
});

describe('a complaint (第7条), where documents are kept for five years', () => {
  /** One that was closed, and one that still waits. */
  async function complain(): Promise<void> {
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { RECORDS_YEARS: '5' } });
    const [staff, manager] = [world.as('staff'), world.as('manager')];
    for (const name of ['staff', 'manager', 'operator'] as const) await world.as(name).say('こんにちは');
    for (const field_content of ['録音をやめてほしい。', '説明がほしい。']) {
      const typed = { field_way: 'phone', field_who: '苦情 太郎', field_content };
      await staff.press(await staff.say('苦情を記録したい'), '記録して管財課長へ送る', typed);
    }
    await manager.press(await manager.say('苦情R8-1を終了'), '対応を終了する');
    await world.app.runPending();
    await world.app.checkLog();
  }
  const numbers = async () => (await world.app.ctx.db.client.matter.findMany()).map(({ serial }) => serial);

  it('is told of a month before, and goes with its steps and messages; what still waits stays', async () => {
    await complain();
    await housekeepingAt(IN_TIME);
    expect(told('operator').map(({ words }) => words.split('\n')[0])).toEqual([
      '保存期間が満了する苦情などの記録1件を、令和14年4月1日以降に廃棄します',
    ]);
    expect((await numbers()).sort()).toEqual([1, 2]);
    await housekeepingAt(OVER);
    expect(await numbers()).toEqual([2]);
    const { client } = world.app.ctx.db;
    expect(await client.matterStep.count()).toBe(1);
    const open = await client.matter.findFirstOrThrow();
    const messages = await client.notice.findMany({ where: { kind: { in: ['matter', 'matterWaits'] } } });
    expect(messages.filter(({ key }) => !key.includes(open.id))).toEqual([]);
    const [row] = await client.auditEntry.findMany({ where: { action: 'matter.dispose' } });
    expect(row?.data).toMatchObject({ number: '苦情R8-1', endedIn: 2026, years: 5, over: '2032-04-01' });
    expect(JSON.stringify(row)).not.toContain('苦情 太郎');
  });

  it('that was taken up again after it was told of stays', async () => {
    await complain();
    await housekeepingAt(IN_TIME);
    const manager = world.as('manager');
    await manager.press(await manager.say('苦情R8-1の対応を再開'), '対応を再開する', { field_words: '再度の申出' });
    await housekeepingAt(OVER);
    expect((await numbers()).sort()).toEqual([1, 2]);
  });
});

describe('the files that the register of what was deleted names', () => {
  const REPORTED: unknown[] = [];
  const look = (ctx: Context) => disposeOfRecords(ctx, (step, error) => REPORTED.push(step, error));
  const register = (requestId: string, files: string[]) =>
    world.app.ctx.db.client.disposal.create({
      data: {
        ...{ requestId, files, fiscalYear: 2020, serial: 1, bureau: '市民局', section: '市民課' },
        ...{ endedIn: 2020, years: 5, deletedAt: world.clock.now() },
      },
    });

  it('stay where somebody wrote them in there: of another request, or of one that is still there', async () => {
    const requestId = await live();
    const before = await storedFiles();
    const own = before.filter((key) => key.startsWith(`letters/${requestId}/`));
    expect(own).not.toEqual([]);
    await register(randomUUID(), before);
    await look(world.app.ctx);
    expect(await storedFiles()).toEqual(before);
    await world.app.ctx.db.client.disposal.deleteMany();
    await register(requestId, own);
    await look(world.app.ctx);
    expect(await storedFiles()).toEqual(before);
    expect(REPORTED).toEqual([]);
  });

  it('stay while the database is perhaps an older state, and go afterwards', async () => {
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
    const { ctx } = world.app;
    const requestId = randomUUID();
    const key = `letters/${requestId}/answer-1`;
    await ctx.files.put(key, Readable.from([Buffer.from('a letter')]));
    await register(requestId, [key]);
    await look({ ...ctx, links: { held: true } });
    expect(await storedFiles()).toEqual([key]);
    await look(ctx);
    expect(await storedFiles()).toEqual([]);
    expect(REPORTED).toEqual([]);
  });
});
