import { appendFile, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendAudit, hashRow } from '../../bot/audit/append.js';
import type { Json } from '../../bot/audit/canonical.js';
import { digestOf, type RecordedHead } from '../../bot/audit/heads.js';
import { auditSigner, believedKeys } from '../../bot/audit/keys.js';
import { openRecorder } from '../../bot/audit/recorder.js';
import { historiesGivenUp } from '../../bot/audit/restored.js';
import { verifyTail } from '../../bot/audit/tail.js';
import { type AuditVerification, verifyAudit } from '../../bot/audit/verify.js';
import { checkBackup } from '../../bot/backup/check.js';
import { runVerify } from '../../bot/commands/verify.js';
import type { Context } from '../../bot/context.js';
import { holdUntilKnown } from '../../bot/housekeeping/restored.js';
import { trimLog } from '../../bot/housekeeping/trimLog.js';
import { createReadiness } from '../../bot/readiness.js';
import { backUp, clearPlaces, AUDIT_KEY as KEY, preparedPlace, restoreInto, within } from '../backup/places.js';
import { withoutGuard } from '../helpers/tamper.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

const LATER_KEY = Buffer.alloc(32, 8).toString('base64');

let world: World;
let ctx: Context;
/** The last row of 平成24年度 (to March 2013). */
let lastOld: number;

/** A log of six years: rows of the days around the turn of 平成24年度, and of now, in 2018; where it is kept for five years. */
beforeEach(async () => {
  const env = { RECORDS_YEARS: '5', AUDIT_YEARS: '5', AUDIT_KEYS: KEY };
  world = await createWorld({ now: '2012-05-01T10:00:00+09:00', env });
  ctx = world.app.ctx;
  await housekeepingAt('2012-05-02T10:00:00+09:00');
  await add(40);
  await housekeepingAt('2013-03-31T23:00:00+09:00');
  await add(10);
  lastOld = (await seqs()).at(-1) ?? 0;
  await housekeepingAt('2013-04-01T00:00:00+09:00');
  await add(10);
  await housekeepingAt('2014-06-01T10:00:00+09:00');
  await add(5);
  await housekeepingAt('2018-03-31T10:00:00+09:00');
  await world.app.checkLog();
}, 60_000);
afterEach(async () => {
  await world.close();
  await clearPlaces();
});

async function housekeepingAt(moment: string): Promise<void> {
  world.clock.set(moment);
  await world.app.housekeeping();
  await world.app.runPending();
}

async function add(count: number, requestId?: string): Promise<void> {
  for (let row = 0; row < count; row++) {
    const event = { actor: null, action: 'a', channel: 'job', ...(requestId ? { requestId } : {}) } as const;
    await ctx.db.transaction((tx) => appendAudit(tx, ctx, event));
  }
}

async function seqs(): Promise<number[]> {
  const rows = await ctx.db.client.auditEntry.findMany({ orderBy: { seq: 'asc' }, select: { seq: true } });
  return rows.map(({ seq }) => seq);
}

const keys = () => believedKeys(ctx.config);
const keptHeads = async () => (await Promise.all(ctx.headPlaces.map((place) => place.read()))).flat();
const verify = async (heads?: RecordedHead[]): Promise<AuditVerification> =>
  verifyAudit(ctx.db, { heads: heads ?? (await keptHeads()), keys: keys() });
const words = () =>
  ctx.db.client.auditEntry.findMany({ where: { action: 'audit.beginning' }, orderBy: { seq: 'asc' } });

/** The day on which the rows of 平成24年度 are kept no longer: said in one housekeeping, done in the next. */
async function trim(): Promise<void> {
  await housekeepingAt('2018-04-01T00:10:00+09:00');
  await housekeepingAt('2018-04-01T00:25:00+09:00');
}

/** A row that says where the log begins, as the bot would write it. */
async function say(
  upTo: number,
  facts: Record<string, Json> = {},
  by: Pick<Context, 'auditSigner'> = ctx,
): Promise<number> {
  const { hash } = await ctx.db.client.auditEntry.findUniqueOrThrow({ where: { seq: upTo } });
  const data = {
    ...{ upTo: { seq: upTo, hash }, first: 1, rows: upTo, years: 5, before: '2013-03-31T15:00:00.000Z' },
    ...{ key: { id: auditSigner(KEY).keyId, seq: 1 }, replaced: [], once: true, seals: true, givenUp: [], ...facts },
  };
  await ctx.db.transaction((tx) =>
    appendAudit(tx, { ...ctx, ...by }, { actor: null, action: 'audit.beginning', channel: 'job', data }),
  );
  return (await seqs()).at(-1) ?? 0;
}

describe('a log that is kept for five years', () => {
  it('loses the rows of a 年度 five years after its end, and not a day before', async () => {
    const before = await seqs();
    expect(before[0]).toBe(1);
    await trim();
    const after = await seqs();
    // The last of the old rows stays, to show that all that went were old.
    expect(after[0]).toBe(lastOld);
    expect((await verify()).fault).toBeUndefined();
  });

  it('says first where it will begin, in a signed row that names the last that goes, and lets go only when that has left the machine', async () => {
    await housekeepingAt('2018-03-31T23:50:00+09:00');
    expect(await words()).toEqual([]);
    const last = await ctx.db.client.auditEntry.findUniqueOrThrow({ where: { seq: lastOld - 1 } });
    world.clock.set('2018-04-01T00:10:00+09:00');
    await trimLog(ctx, {});
    expect((await seqs())[0]).toBe(1);
    const [word] = await words();
    expect(word).toMatchObject({ keyId: auditSigner(KEY).keyId, actorId: null });
    expect(word?.data).toMatchObject({
      upTo: { seq: lastOld - 1, hash: last.hash },
      ...{ first: 1, rows: lastOld - 1, years: 5, before: '2013-03-31T15:00:00.000Z' },
    });
    // No head has it yet.
    await trimLog(ctx, {});
    expect((await seqs())[0]).toBe(1);
    await world.app.runPending();
    await trimLog(ctx, {});
    expect((await seqs())[0]).toBe(lastOld);
    expect(await words()).toHaveLength(1);
  });

  it('stays whole at every look: its end at a start, the whole of it, its backup and what is restored of that, and links are not held', async () => {
    await trim();
    await add(3);
    const heads = await keptHeads();
    expect(heads.some(({ seq }) => seq < lastOld - 1)).toBe(true);
    expect(await verifyTail(ctx.db, { heads, keys: keys() })).toBeUndefined();
    expect(await verifyTail(ctx.db, { heads: [], keys: keys() })).toBeUndefined();
    const found = await verify();
    expect(found.fault).toBeUndefined();
    expect(found).toMatchObject({ beginning: { seq: lastOld - 1, years: 5 } });
    expect(found.signed).toBe(found.rows);
    await holdUntilKnown(ctx);
    expect(ctx.links.held).toBe(false);
    const { folder } = await backUp(world);
    expect((await checkBackup(folder, { keys: keys() })).rows).toBeGreaterThan(0);
    const target = await preparedPlace();
    await restoreInto(folder, target);
    const restored = await within(target, async (run) => {
      const executeSql = async (text: string, values: unknown[]) => ({ rows: await run(text, values) });
      const last = await run<{ action: string }>('SELECT "action" FROM "AuditEntry" ORDER BY "seq" DESC LIMIT 2');
      return { last, verified: await verifyAudit({ executeSql }, { heads: [], keys: keys() }) };
    });
    // The key is known from the row that says where the log begins: it does not begin anew.
    expect(restored.last.map(({ action }) => action)).toEqual(['backup.restore', 'backup.begin']);
    expect(restored.verified.fault).toBeUndefined();
    expect(restored.verified.beginning).toMatchObject({ seq: lastOld - 1 });
  });

  it('is told by audit:verify to begin where it does, and why', async () => {
    await trim();
    const out = new PassThrough();
    const code = await runVerify({ database: ctx.db, places: ctx.headPlaces, keys: keys(), out });
    const said = await text(out.end());
    // Days without a head, since the bot of this test was away for years.
    expect(code).toBe(2);
    expect(said).toContain(`The log begins with row ${lastOld}: rows are kept for 5 years`);
    expect(said).toContain(`let ${lastOld - 1} rows from before 2013-03-31T15:00:00.000Z go`);
    expect(said).not.toContain('NOT whole');
  });

  it('is told to whoever has it checked to begin where it does', async () => {
    const operator = world.as('operator');
    const check = async () => {
      await operator.say('監査記録を検査して');
      await world.app.runPending();
      world.clock.advance(60_000);
      return operator.cards().findLast(({ words }) => words.startsWith('監査記録を確かめきれ'))?.words;
    };
    await operator.say('こんにちは');
    expect(await check()).toContain('はじめから');
    await trim();
    const said = await check();
    expect(said).toContain(`保存期間が満了した記録番号 ${lastOld - 1} までは消去済みのため、記録番号 ${lastOld} から`);
    expect(said).not.toContain('はじめから');
  });

  it('names a history that was given up once, however many rows that say where it begins tell of it', async () => {
    const history = { seq: 3, row: 5, at: '2012-05-02T00:00:00.000Z', lost: [`4 ${'b'.repeat(64)}`] };
    for (let time = 0; time < 3; time++) await say(10, { givenUp: [history] });
    expect(await historiesGivenUp(ctx.db, keys())).toEqual([{ ...history, lost: new Set(history.lost) }]);
  });

  it('keeps rows that a head outside knew of when they had to be kept, as where a clock went back', async () => {
    const { seq, hash } = await ctx.db.client.auditEntry.findUniqueOrThrow({ where: { seq: lastOld - 6 } });
    const day = '2013-04-01';
    const head = { ...headAt(seq, `${day}T00:10:00.000Z`), hash };
    const signed = { ...head, ...auditSigner(KEY).sign(digestOf({ day, seq, hash, at: head.at })) };
    await appendFile(ctx.config.auditHeadFile, `${JSON.stringify(signed)}\n`);
    await trim();
    expect((await words()).at(-1)?.data).toMatchObject({ upTo: { seq } });
    expect((await seqs())[0]).toBe(seq + 1);
    expect((await verify()).fault).toBeUndefined();
  });

  it.each([
    ['the whole', 'before it is known where the log begins', 4],
    ['the whole', 'before its rows are read', 5],
    ['the end', 'before its rows are read', 4],
  ] as const)(
    'is not said to be changed by a look at %s of it, where its oldest rows go %s',
    async (what, _when, statement) => {
      world.clock.set('2018-04-01T00:10:00+09:00');
      await trimLog(ctx, {});
      await world.app.runPending();
      const heads = await keptHeads();
      let asked = 0;
      const db = {
        async executeSql(sql: string, values: unknown[]) {
          asked += 1;
          if (asked === statement) await trimLog(ctx, {});
          return ctx.db.executeSql(sql, values);
        },
      };
      const look = { heads: what === 'the end' ? [] : heads, keys: keys() };
      expect(what === 'the end' ? await verifyTail(db, look) : (await verifyAudit(db, look)).fault).toBeUndefined();
      expect((await seqs())[0]).toBe(lastOld);
    },
  );

  it('goes on year by year, and knows of the keys whose rows have gone', async () => {
    await trim();
    expect(await ctx.db.client.auditEntry.count({ where: { action: 'audit.key' } })).toBe(0);
    const begun = (await seqs()).length;
    await openRecorder(ctx.db, ctx.clock, [KEY]);
    expect((await seqs()).length).toBe(begun);
    const { auditSigner: later } = await openRecorder(ctx.db, ctx.clock, [LATER_KEY, KEY]);
    ctx.auditSigner = later;
    ctx.config.auditKeys.unshift(LATER_KEY);
    await add(2);
    await housekeepingAt('2019-04-02T10:00:00+09:00');
    await housekeepingAt('2019-04-02T10:15:00+09:00');
    await housekeepingAt('2024-04-02T10:00:00+09:00');
    await housekeepingAt('2024-04-02T10:15:00+09:00');
    expect((await seqs())[0]).toBeGreaterThan(lastOld + 10);
    expect((await verify()).fault).toBeUndefined();
    await expect(openRecorder(ctx.db, ctx.clock, [KEY, LATER_KEY])).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('keeps every row of a request that is still there, and what came after', async () => {
    const now = ctx.clock.now();
    const made = { createdAt: new Date('2013-01-01T00:00:00Z'), updatedAt: now };
    const { id } = await ctx.db.client.request.create({
      data: {
        ...made,
        entries: {},
        fiscalYear: 2012,
        serial: 1,
        status: 'returned',
        preparedById: 'x',
        preparedByName: 'x',
        bureau: 'x',
        section: 'x',
        documentSymbol: 'x',
      },
    });
    await withoutGuard(ctx.db, () =>
      ctx.db.executeSql('UPDATE "AuditEntry" SET "requestId" = $1 WHERE "seq" = 20', [id]),
    );
    // Rows that were changed so are found by the check that comes first.
    await expect(trimWithWord()).rejects.toThrow('not whole');
    await rewriteFrom(20);
    await ctx.db.client.setting.delete({ where: { key: 'logFault' } });
    await world.app.checkLog();
    await trimWithWord();
    expect((await words()).at(-1)?.data).toMatchObject({ upTo: { seq: 18 } });
  });

  it('stays as it is where it is not whole, which is told to those in charge and holds for every process', async () => {
    const name = (action: string) =>
      withoutGuard(ctx.db, () => ctx.db.executeSql(`UPDATE "AuditEntry" SET "action" = $1 WHERE "seq" = 30`, [action]));
    await name('b');
    await trim();
    expect((await seqs())[0]).toBe(1);
    const told = await ctx.db.client.notice.findMany({ where: { kind: 'logFault' } });
    expect(told.map(({ personId }) => personId).sort()).toEqual([PEOPLE.manager.id, PEOPLE.operator.id].sort());
    await name('a');
    await trimLog({ ...ctx, readiness: { ...createReadiness(), log: 'whole' } }, {});
    expect(await words()).toEqual([]);
    expect(world.log.some(({ msg, step }) => msg === 'housekeeping failed' && step === 'oldest rows of the log')).toBe(
      true,
    );
    world.log.length = 0;
  });
});

async function trimWithWord(): Promise<void> {
  world.clock.set('2018-04-01T00:10:00+09:00');
  await trimLog(ctx, {});
}

/** What the holder of database, key and heads can do: all rows from one on are written anew. */
async function rewriteFrom(seq: number): Promise<void> {
  const signer = auditSigner(KEY);
  await withoutGuard(ctx.db, async () => {
    const rows = await ctx.db.client.auditEntry.findMany({ where: { seq: { gte: seq } }, orderBy: { seq: 'asc' } });
    let previousHash = rows[0]?.previousHash ?? '';
    for (const row of rows) {
      const hash = hashRow({ ...row, data: row.data as Json, previousHash });
      await ctx.db.client.auditEntry.update({
        where: { seq: row.seq },
        data: { previousHash, hash, ...signer.sign(hash) },
      });
      previousHash = hash;
    }
    await ctx.db.client.auditHead.update({ where: { id: 1 }, data: { hash: previousHash } });
  });
  await writeFile(ctx.config.auditHeadFile, '');
}

describe('whoever takes rows off the log otherwise', () => {
  const remove = (upTo: number) =>
    withoutGuard(ctx.db, () => ctx.db.executeSql('DELETE FROM "AuditEntry" WHERE "seq" <= $1', [upTo]));
  beforeEach(() => world.clock.set('2018-04-01T00:10:00+09:00'));

  it('without a row that says so is found', async () => {
    await remove(10);
    expect((await verify()).fault).toEqual({ seq: 1, sentence: 'Row 1 was deleted: the log begins with row 11.' });
  });

  it('with a row that names another is found', async () => {
    await say(10);
    await remove(11);
    expect((await verify()).fault?.sentence).toBe('Row 1 was deleted: the log begins with row 12.');
  });

  it('with a row that the bot did not sign is found', async () => {
    for (const by of [{ auditSigner: null }, { auditSigner: auditSigner(LATER_KEY) }]) {
      await say(10, {}, by);
    }
    await remove(10);
    expect((await verify()).fault?.sentence).toContain('which says so, was not written by the bot');
    expect(await verifyTail(ctx.db, { heads: [], keys: keys() })).toMatchObject({ seq: 1 });
  });

  it.each<[string, Record<string, Json>]>([
    ['younger rows than five years', {}],
    ['younger rows than it says itself', { before: '2017-01-01T00:00:00.000Z' }],
    ['rows of this year', { before: '2018-03-01T00:00:00.000Z', years: 0 }],
    ['rows of this year, in words that are none', { before: 'now', years: 5 }],
  ])('and holds the key of the bot, but lets go of %s, is found', async (_what, facts) => {
    await say(lastOld + 5, facts);
    await remove(lastOld + 5);
    expect((await verify()).fault?.sentence).toContain('younger than it permits itself');
  });

  it('and holds the key, and dates a row back, is found by the heads that had left', async () => {
    const heads = await keptHeads();
    const upTo = lastOld + 5;
    await say(upTo);
    await remove(upTo);
    await withoutGuard(ctx.db, () =>
      ctx.db.executeSql(`UPDATE "AuditEntry" SET "at" = '2013-03-01T00:00:00Z' WHERE "seq" = $1`, [upTo + 1]),
    );
    await rewriteFrom(upTo + 1);
    const found = await verify([...heads, headAt(lastOld + 2, '2013-04-01T09:00:00.000Z')]);
    expect(found.fault?.sentence).toMatch(/was deleted before its time|another hash than was kept/);
    expect((await verify([headAt(lastOld + 2, '2013-04-01T09:00:00.000Z')])).fault?.sentence).toContain(
      'before its time',
    );
  });

  it('is refused by the database itself: the log says nothing, something else, or too much', async () => {
    const refused = 'the audit log is append-only: DELETE is refused';
    const direct = (where: string) => ctx.db.executeSql(`DELETE FROM "AuditEntry" WHERE ${where}`, []);
    const asked = (row: number) => ctx.db.executeSql('SELECT "removeOldestAudit"($1::integer)', [row]);
    await expect(direct('"seq" <= 10')).rejects.toThrow(refused);
    const word = await say(10);
    await expect(direct('"seq" <= 9')).rejects.toThrow(refused);
    await expect(direct('"seq" <= 11')).rejects.toThrow(refused);
    await expect(direct('"seq" BETWEEN 2 AND 10')).rejects.toThrow(refused);
    await expect(direct('"seq" = 10')).rejects.toThrow(refused);
    const young = await say(lastOld + 5);
    await expect(asked(young)).rejects.toThrow(refused);
    const bold = await say(lastOld + 5, { before: '2018-03-31T00:00:00.000Z', years: 0 });
    await expect(asked(bold)).rejects.toThrow(refused);
    expect((await seqs())[0]).toBe(1);
    // A row that is no such word lets nothing go.
    await asked(word + 1000);
    expect((await seqs())[0]).toBe(1);
    await asked(word);
    expect((await seqs())[0]).toBe(11);
  });

  it('is refused what is younger than a year by the clock of the database, whatever the log says', async () => {
    world.clock.set('2199-01-01T00:00:00Z');
    await add(3);
    const last = (await seqs()).at(-1) ?? 0;
    world.clock.set('2399-01-01T00:00:00Z');
    await add(1);
    const word = await say(last - 1, { before: '2300-01-01T00:00:00.000Z', years: 5 });
    await expect(ctx.db.executeSql('SELECT "removeOldestAudit"($1::integer)', [word])).rejects.toThrow('append-only');
  });

  it('finds rows that were put back in front, too', async () => {
    await trim();
    await ctx.db.executeSql(
      `INSERT INTO "AuditEntry" SELECT 5, "at", "actorId", "actorName", "action", "requestId", "channel", "data", "previousHash", "hash", "keyId", "signature"
       FROM "AuditEntry" WHERE "seq" = ${lastOld}`,
      [],
    );
    expect((await verify()).fault).toMatchObject({ seq: 1 });
  });
});

function headAt(seq: number, at: string): RecordedHead {
  const head = { day: at.slice(0, 10), seq, hash: 'a'.repeat(64), at };
  return { ...head, ...auditSigner(KEY).sign(digestOf(head)) };
}
