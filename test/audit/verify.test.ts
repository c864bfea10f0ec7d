import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendAudit, GENESIS, hashRow } from '../../bot/audit/append.js';
import type { Json } from '../../bot/audit/canonical.js';
import type { RecordedHead } from '../../bot/audit/heads.js';
import { verifyAudit } from '../../bot/audit/verify.js';
import type { Database } from '../../bot/db/database.js';
import { freshDatabase } from '../helpers/database.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { NO_KEYS, unsigned } from '../helpers/recorder.js';
import { withoutGuard } from '../helpers/tamper.js';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const clock = fixedClock('2026-11-23T10:00:00.123+09:00');

async function append(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    clock.advance(1000);
    await db.transaction((tx) =>
      appendAudit(tx, unsigned(clock), {
        actor: index % 3 === 0 ? null : { id: 'p1', name: '試験 花子' },
        action: 'link.download',
        requestId: 'r1',
        channel: 'web',
        data: { file: index, text: '"\\\n', share: 0.1, nested: { b: [1, null], a: true } },
      }),
    );
  }
}

const NO_HEADS = 'No head of the log is kept outside the database.';

/** The log as it was before somebody had a hand in it. */
const ROWS = 10;
beforeEach(async () => {
  await tamper('TRUNCATE "AuditEntry"', 'TRUNCATE "AuditHead"');
  await append(ROWS);
});

/** Statements of somebody who owns the database. */
async function tamper(...statements: string[]): Promise<void> {
  await withoutGuard(db, async () => {
    for (const statement of statements) await db.executeSql(statement, []);
  });
}

/** What a head written to the outside after a row says. */
async function headAt(seq: number, day = '2026-11-23'): Promise<RecordedHead> {
  const { hash } = await db.client.auditEntry.findUniqueOrThrow({ where: { seq } });
  return { day, seq, hash, at: `${day}T00:00:00.000Z` };
}

/** A forger who knows the format: every row from `from` on is given the hashes that fit, and so is the head row. */
async function rechain(from: number): Promise<void> {
  await withoutGuard(db, async () => {
    const rows = await db.client.auditEntry.findMany({ orderBy: { seq: 'asc' } });
    let previousHash = GENESIS;
    for (const { hash: old, data, ...row } of rows) {
      const hash = row.seq < from ? old : hashRow({ ...row, data: data as Json, previousHash });
      await db.client.auditEntry.update({ where: { seq: row.seq }, data: { previousHash, hash } });
      previousHash = hash;
    }
    const seq = rows.at(-1)?.seq ?? 0;
    await db.client.auditHead.update({ where: { id: 1 }, data: { seq, hash: previousHash } });
  });
}

const verify = (heads: RecordedHead[] = []) => verifyAudit(db, { heads, keys: NO_KEYS });
const fault = async (heads?: RecordedHead[]) => (await verify(heads)).fault;

describe('an honest log', () => {
  it('is whole, and agrees with every head that was kept of it', async () => {
    const heads = [await headAt(3), await headAt(3, '2026-11-24'), await headAt(ROWS, '2026-11-25')];
    expect(await verify(heads)).toEqual({ rows: ROWS, heads: 3, signed: 0, gaps: [] });
  });

  it('is whole before anything happened', async () => {
    await tamper('TRUNCATE "AuditEntry"', 'TRUNCATE "AuditHead"');
    const head = { day: '2026-11-23', seq: 0, hash: GENESIS, at: '2026-11-23T00:00:00.000Z' };
    expect(await verify([head])).toEqual({ rows: 0, heads: 1, signed: 0, gaps: [] });
  });

  it('is whole while it is being appended to: it is checked up to where it ended at the start', async () => {
    const busy: Pick<Database, 'executeSql'> = {
      async executeSql(text, values) {
        const answer = await db.executeSql(text, values);
        await append(1);
        return answer;
      },
    };
    expect(await verifyAudit(busy, { heads: [], keys: NO_KEYS })).toEqual({
      ...{ rows: ROWS, heads: 0, signed: 0, gaps: [NO_HEADS] },
    });
    expect(await db.client.auditEntry.count()).toBeGreaterThan(ROWS);
    expect((await verify()).fault).toBeUndefined();
  });

  it('tells how far the check has come', async () => {
    const told: unknown[] = [];
    await verifyAudit(db, { heads: [], keys: NO_KEYS, onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([{ rows: ROWS, total: ROWS }]);
  });
});

describe('somebody who', () => {
  it.each([
    ['what was done', `"action" = 'link.open'`],
    ['the details', `"data" = jsonb_set("data", '{share}', '0.2')`],
    ['one detail inside another', `"data" = jsonb_set("data", '{nested,b,1}', '0')`],
    ['the actor', `"actorId" = 'p2', "actorName" = '別人'`],
    ['the actor to nobody', `"actorId" = NULL`],
    ['the moment by a thousandth of a second', `"at" = "at" + interval '1 ms'`],
    ['the moment to one that is none', `"at" = 'infinity'`],
    ['the request', `"requestId" = 'r2'`],
    ['the channel', `"channel" = 'chat'`],
    ['the hash', `"hash" = repeat('0', 64)`],
  ])('edits %s is found at that row', async (_what, change) => {
    await tamper(`UPDATE "AuditEntry" SET ${change} WHERE "seq" = 5`);
    expect(await fault()).toEqual({ seq: 5, sentence: 'Row 5 was edited: its content does not fit its hash.' });
  });

  it('edits a row and gives it the fitting hash is found at the next one', async () => {
    const { hash: _, data, ...row } = await db.client.auditEntry.findUniqueOrThrow({ where: { seq: 5 } });
    const forged = hashRow({ ...row, data: data as Json, actorName: '別人' });
    await tamper(`UPDATE "AuditEntry" SET "actorName" = '別人', "hash" = '${forged}' WHERE "seq" = 5`);
    expect(await fault()).toEqual({
      seq: 6,
      sentence: 'Row 6 does not continue row 5: one of the two was replaced together with its hash.',
    });
  });

  it('deletes a row from the middle is found at its number', async () => {
    await tamper('DELETE FROM "AuditEntry" WHERE "seq" IN (5, 6)');
    expect(await fault()).toEqual({ seq: 5, sentence: 'Row 5 was deleted: row 4 is followed by row 7.' });
  });

  it('deletes the first row is found', async () => {
    await tamper('DELETE FROM "AuditEntry" WHERE "seq" = 1');
    expect(await fault()).toEqual({ seq: 1, sentence: 'Row 1 was deleted: the log begins with row 2.' });
  });

  it('deletes a row and closes the gap in the numbers is found where it was', async () => {
    await tamper(
      'DELETE FROM "AuditEntry" WHERE "seq" = 5',
      'UPDATE "AuditEntry" SET "seq" = "seq" - 1 WHERE "seq" > 5',
    );
    expect(await fault()).toMatchObject({ seq: 5, sentence: expect.stringContaining('deleted or replaced here') });
  });

  it('inserts a row is found where it stands', async () => {
    await tamper(
      'UPDATE "AuditEntry" SET "seq" = -"seq" WHERE "seq" >= 5',
      'UPDATE "AuditEntry" SET "seq" = 1 - "seq" WHERE "seq" < 0',
      `INSERT INTO "AuditEntry" SELECT 5, "at", "actorId", "actorName", 'forged', "requestId", "channel", "data", "hash", repeat('a', 64)
         FROM "AuditEntry" WHERE "seq" = 4`,
    );
    expect(await fault()).toMatchObject({ seq: 5, sentence: expect.stringContaining('Row 5') });
  });

  it('inserts a row with the fitting hash is found where the log goes on', async () => {
    await tamper(
      'UPDATE "AuditEntry" SET "seq" = -"seq" WHERE "seq" >= 5',
      'UPDATE "AuditEntry" SET "seq" = 1 - "seq" WHERE "seq" < 0',
    );
    const { hash: previousHash, data, ...row } = await db.client.auditEntry.findUniqueOrThrow({ where: { seq: 4 } });
    const forged = { ...row, seq: 5, data: data as Json & object, previousHash };
    await db.client.auditEntry.create({ data: { ...forged, hash: hashRow(forged) } });
    expect(await fault()).toMatchObject({ seq: 6, sentence: expect.stringContaining('a row was inserted') });
  });

  it.each([0, -7])('inserts row %i before the first is found', async (seq) => {
    await tamper(`INSERT INTO "AuditEntry" SELECT ${seq}, "at", "actorId", "actorName", "action", "requestId", "channel", "data",
      "previousHash", "hash" FROM "AuditEntry" WHERE "seq" = 1`);
    expect(await fault()).toEqual({ seq, sentence: `Row ${seq} was inserted: the log begins with row 1.` });
  });

  it('inserts a row behind the head is found', async () => {
    const { hash: previousHash, data, ...row } = await db.client.auditEntry.findUniqueOrThrow({ where: { seq: ROWS } });
    const forged = { ...row, seq: ROWS + 1, data: data as Json & object, previousHash };
    await db.client.auditEntry.create({ data: { ...forged, hash: hashRow(forged) } });
    expect(await fault()).toMatchObject({ seq: 11, sentence: expect.stringContaining('behind the head') });
  });

  it('swaps two rows is found at the first of them', async () => {
    await tamper(
      'UPDATE "AuditEntry" SET "seq" = -"seq" WHERE "seq" IN (4, 7)',
      'UPDATE "AuditEntry" SET "seq" = 11 + "seq" WHERE "seq" < 0',
    );
    expect(await fault()).toEqual({
      seq: 4,
      sentence:
        'Row 4 is not the row that was written after row 3: a row was inserted, moved, deleted or replaced here.',
    });
  });

  it('cuts off the tail is found by the head row', async () => {
    await tamper('DELETE FROM "AuditEntry" WHERE "seq" > 7');
    expect(await fault()).toEqual({
      seq: 8,
      sentence: 'Row 8 is missing: the log was cut off, for its head is row 10.',
    });
  });

  it('deletes every row is found by the head row', async () => {
    await tamper('TRUNCATE "AuditEntry"');
    expect(await fault()).toMatchObject({ seq: 1, sentence: expect.stringContaining('cut off') });
  });

  it('cuts off the tail and the head row with it is found by a head kept outside, and by nothing else', async () => {
    const heads = [await headAt(6), await headAt(9, '2026-11-24')];
    await tamper('DELETE FROM "AuditEntry" WHERE "seq" > 7');
    await rechain(8);
    expect(await fault()).toBeUndefined();
    expect(await verify(heads)).toEqual({
      rows: 7,
      heads: 1,
      signed: 0,
      gaps: expect.any(Array),
      fault: {
        seq: 8,
        sentence: 'Row 8 is missing: the log was cut off, for row 9 was kept outside the database on 2026-11-24.',
      },
    });
  });

  it('cuts off the tail and lets other rows grow is found by a head kept outside', async () => {
    const heads = [await headAt(6), await headAt(9, '2026-11-24')];
    await tamper('DELETE FROM "AuditEntry" WHERE "seq" > 7');
    await rechain(8);
    await append(5);
    expect(await fault()).toBeUndefined();
    expect(await fault(heads)).toEqual({
      seq: 9,
      sentence:
        'Row 9 has another hash than was kept outside the database on 2026-11-24: the log was rewritten after row 6, which agrees with 2026-11-23.',
    });
  });

  it('edits a row and writes all hashes anew, the head’s too, is found by a head kept outside', async () => {
    const heads = [await headAt(ROWS)];
    await tamper(`UPDATE "AuditEntry" SET "actorName" = '別人' WHERE "seq" = 5`);
    await rechain(5);
    expect(await fault()).toBeUndefined();
    expect(await fault(heads)).toMatchObject({ seq: ROWS, sentence: expect.stringContaining('the log was rewritten') });
  });

  it('deletes the log and its head row is found by a head kept outside', async () => {
    const heads = [await headAt(ROWS)];
    await tamper('TRUNCATE "AuditEntry"', 'TRUNCATE "AuditHead"');
    expect(await fault(heads)).toMatchObject({ seq: 1, sentence: expect.stringContaining('cut off') });
  });

  it.each([
    ['edits the hash of the head row', `UPDATE "AuditHead" SET "hash" = repeat('a', 64)`, 10, 'has another hash'],
    ['sets the head row back', `UPDATE "AuditHead" SET "seq" = 8`, 9, 'behind the head'],
    ['sets the head row forward', `UPDATE "AuditHead" SET "seq" = 12`, 11, 'cut off'],
    ['deletes the head row', `DELETE FROM "AuditHead"`, 10, 'The head row of the log was deleted.'],
  ])('%s is found', async (_what, statement, seq, words) => {
    await tamper(statement);
    expect(await fault()).toMatchObject({ seq, sentence: expect.stringContaining(words) });
  });
});

it('a log of many pages is read as a whole, and a bad row on a later page is named', async () => {
  const rows = await db.client.auditEntry.findMany({ orderBy: { seq: 'asc' } });
  let previousHash = rows.at(-1)?.hash ?? '';
  const more = Array.from({ length: 4500 }, (_, index) => {
    const row = {
      seq: ROWS + 1 + index,
      at: clock.now(),
      actorId: null,
      actorName: null,
      action: 'x',
      requestId: null,
    };
    const content = { ...row, channel: 'job', data: {}, previousHash };
    previousHash = hashRow(content);
    return { ...content, hash: previousHash };
  });
  await db.client.auditEntry.createMany({ data: more });
  await db.client.auditHead.update({ where: { id: 1 }, data: { seq: ROWS + more.length, hash: previousHash } });
  expect(await verify()).toEqual({ rows: 4510, heads: 0, signed: 0, gaps: [NO_HEADS] });
  await tamper(`UPDATE "AuditEntry" SET "action" = 'y' WHERE "seq" = 4321`);
  expect(await verify()).toMatchObject({ rows: 4321, fault: { seq: 4321 } });
});
