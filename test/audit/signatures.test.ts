import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendAudit, GENESIS, hashRow, type Recorder } from '../../bot/audit/append.js';
import type { Json } from '../../bot/audit/canonical.js';
import { currentHead, type RecordedHead } from '../../bot/audit/heads.js';
import { auditSigner, believedKeys } from '../../bot/audit/keys.js';
import { openRecorder } from '../../bot/audit/recorder.js';
import { SEALED_ROW } from '../../bot/audit/signatures.js';
import { verifyTail } from '../../bot/audit/tail.js';
import { verifyAudit } from '../../bot/audit/verify.js';
import type { Database } from '../../bot/db/database.js';
import { freshDatabase } from '../helpers/database.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { NO_KEYS, unsigned } from '../helpers/recorder.js';
import { forgetLog } from '../helpers/reset.js';
import { withoutGuard } from '../helpers/tamper.js';

const [OLD, NEW, FOREIGN] = [1, 2, 3].map((fill) => Buffer.alloc(32, fill).toString('base64'));
const clock = fixedClock('2026-11-26T10:00:00+09:00');

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());
beforeEach(() => forgetLog(db));

async function append(by: Recorder, count: number): Promise<void> {
  for (let row = 0; row < count; row++) {
    await db.transaction((tx) =>
      appendAudit(tx, by, { actor: { id: 'p1', name: '試験 花子' }, action: 'request.approve', channel: 'chat' }),
    );
  }
}

const believe = (...secrets: (string | undefined)[]) =>
  believedKeys({ auditKeys: secrets.map((secret) => secret ?? ''), auditPublicKeys: [] });
const verify = (keys = believe(OLD, NEW), heads: RecordedHead[] = []) => verifyAudit(db, { heads, keys });
const fault = async (keys = believe(OLD, NEW), heads: RecordedHead[] = []) => (await verify(keys, heads)).fault;

/** What the database's owner can do, who knows the format and has no key: every row is given the hashes that fit. */
async function rewrite(change: string): Promise<void> {
  await withoutGuard(db, async () => {
    await db.executeSql(change, []);
    let previousHash = GENESIS;
    const rows = await db.client.auditEntry.findMany({ orderBy: { seq: 'asc' } });
    for (const { data, ...row } of rows) {
      const hash = hashRow({ ...row, data: data as Json, previousHash });
      await db.client.auditEntry.update({ where: { seq: row.seq }, data: { previousHash, hash } });
      previousHash = hash;
    }
    await db.client.auditHead.update({
      where: { id: 1 },
      data: { seq: rows.at(-1)?.seq ?? 0, hash: previousHash },
    });
  });
}

describe('a log whose rows are signed', () => {
  it('begins to be signed with a row that tells the key; rows from before it stay as they are', async () => {
    await append(unsigned(clock), 3);
    const by = await openRecorder(db, clock, [OLD ?? '']);
    await append(by, 2);
    expect(await verify()).toMatchObject({ rows: 6, signed: 3, signedFrom: 4 });
    expect((await verify()).fault).toBeUndefined();
    const { keyId, publicKey } = auditSigner(OLD ?? '');
    const row = await db.client.auditEntry.findUniqueOrThrow({ where: { seq: 4 } });
    expect(row).toMatchObject({ action: 'audit.key', data: { keyId, publicKey }, keyId });
  });

  it('tells the key once, however often the bot starts, and again when the key changes', async () => {
    await append(await openRecorder(db, clock, [OLD ?? '']), 1);
    await append(await openRecorder(db, clock, [OLD ?? '']), 1);
    await append(await openRecorder(db, clock, [NEW ?? '', OLD ?? '']), 1);
    const keys = await db.client.auditEntry.findMany({ where: { action: 'audit.key' }, orderBy: { seq: 'asc' } });
    expect(keys.map(({ seq }) => seq)).toEqual([1, 4]);
    expect(await verify()).toMatchObject({ rows: 5, signed: 5 });
    expect((await verify()).fault).toBeUndefined();
  });

  it('is checked with the public halves alone', async () => {
    await append(await openRecorder(db, clock, [OLD ?? '']), 2);
    const keys = believedKeys({ auditKeys: [], auditPublicKeys: [auditSigner(OLD ?? '').publicKey] });
    expect(await verify(keys)).toMatchObject({ signed: 3 });
    expect(await fault(keys)).toBeUndefined();
  });

  it('says so when no key is known to check it with', async () => {
    await append(await openRecorder(db, clock, [OLD ?? '']), 2);
    expect(await verify(NO_KEYS)).toMatchObject({ signed: 0, signedFrom: 1 });
  });
});

describe('the owner of the database, who has no key,', () => {
  beforeEach(async () => {
    await append(unsigned(clock), 2);
    await append(await openRecorder(db, clock, [OLD ?? '']), 5);
  });

  it('cannot change who approved and rebuild the chain', async () => {
    await rewrite(`UPDATE "AuditEntry" SET "actorId" = 'p2', "actorName" = '別人' WHERE "seq" = 5`);
    expect(await fault()).toEqual({
      seq: 5,
      sentence: 'Row 5 has a signature that does not fit: the bot did not write it.',
    });
  });

  it('cannot change a row from before there was a key: the row that tells the key covers it', async () => {
    await rewrite(`UPDATE "AuditEntry" SET "actorName" = '別人' WHERE "seq" = 1`);
    expect(await fault()).toMatchObject({ seq: 3 });
  });

  it('cannot delete a row and move the others up', async () => {
    await rewrite(`DELETE FROM "AuditEntry" WHERE "seq" = 5;
      UPDATE "AuditEntry" SET "seq" = "seq" - 1 WHERE "seq" > 5`);
    expect(await fault()).toMatchObject({ seq: 5 });
  });

  it('cannot add a row in somebody’s name', async () => {
    await append(unsigned(clock), 1);
    expect(await fault()).toEqual({
      seq: 9,
      sentence: 'Row 9 has no signature, though rows are signed since row 3: the bot did not write it.',
    });
  });

  it('cannot bring a key of their own', async () => {
    await append(await openRecorder(db, clock, [FOREIGN ?? '']), 1);
    expect((await fault())?.sentence).toContain('which is not one of ours');
  });

  it('cannot bring back a key that was replaced, and stolen: the row that does so is found, and the bot does not start over it', async () => {
    await append(await openRecorder(db, clock, [OLD ?? '']), 1);
    const bot = await openRecorder(db, clock, [NEW ?? '', OLD ?? '']);
    await db.transaction((tx) => appendAudit(tx, bot, { actor: null, action: SEALED_ROW, channel: 'job' }));
    const thief: Recorder = { clock, auditSigner: auditSigner(OLD ?? '') };
    const seq = (await db.client.auditEntry.count()) + 1;
    await db.transaction((tx) => appendAudit(tx, thief, { actor: null, action: 'audit.key', channel: 'job' }));
    await append(thief, 2);
    expect(await fault()).toMatchObject({ seq, sentence: expect.stringContaining('which another had replaced') });
    expect(await verifyTail(db, { heads: [], keys: believe(OLD, NEW) })).toMatchObject({ seq });
    await expect(openRecorder(db, clock, [NEW ?? '', OLD ?? ''])).rejects.toThrow('may not sign again');
  });

  it('cannot keep the bot from starting by a row that tells of a key: only one that our key signed counts', async () => {
    await append(await openRecorder(db, clock, [OLD ?? '']), 1);
    await withoutGuard(db, () =>
      db.executeSql(
        `INSERT INTO "AuditEntry" ("seq", "at", "action", "channel", "data", "previousHash", "hash", "keyId", "signature")
         SELECT 2000000000, "at", "action", "channel", "data", "previousHash", "hash", 'audit-x', "signature" FROM "AuditEntry" WHERE "action" = 'audit.key' LIMIT 1`,
        [],
      ),
    );
    await expect(openRecorder(db, clock, [OLD ?? ''])).resolves.toMatchObject({ clock });
  });

  it('cannot write a head with a key that was replaced', async () => {
    await append(await openRecorder(db, clock, [OLD ?? '']), 1);
    const bot = await openRecorder(db, clock, [NEW ?? '', OLD ?? '']);
    await append(bot, 2);
    const stolen = auditSigner(OLD ?? '');
    const head = await currentHead({ db, clock, auditSigner: stolen });
    expect(await fault(believe(OLD, NEW), [head])).toMatchObject({
      sentence: expect.stringContaining('which was not in force'),
    });
    const honest = await currentHead({ db, clock, auditSigner: bot.auditSigner });
    expect(await fault(believe(OLD, NEW), [honest])).toBeUndefined();
  });

  it('cannot sign with a key that was told, but belongs to another', async () => {
    const foreign = auditSigner(FOREIGN ?? '');
    const { keyId } = auditSigner(OLD ?? '');
    const forged = { ...foreign, sign: (hash: string) => ({ ...foreign.sign(hash), keyId }) };
    await append({ clock, auditSigner: forged }, 1);
    expect(await fault()).toMatchObject({ seq: 9 });
  });

  it('cannot take all signatures away once a head was kept that was signed', async () => {
    const head = await currentHead({ db, ...(await openRecorder(db, clock, [OLD ?? ''])) });
    expect(await fault(believe(OLD), [head])).toBeUndefined();
    await withoutGuard(db, () => db.executeSql('UPDATE "AuditEntry" SET "keyId" = NULL, "signature" = NULL', []));
    expect((await fault(believe(OLD), [head]))?.sentence).toContain('The signatures up to row 8 were removed');
  });

  it('cannot write the head of a rewritten log to the file of heads', async () => {
    const { keyId, signature, ...head } = await currentHead({ db, ...(await openRecorder(db, clock, [OLD ?? ''])) });
    const forged = { ...head, at: '2026-11-26T02:00:00.000Z', keyId: keyId ?? '', signature: signature ?? '' };
    expect((await fault(believe(OLD), [forged]))?.sentence).toContain('was not written by the bot: its signature does');
  });
});

describe('the owner of the database, who takes the key of the table away,', () => {
  let own: Database;
  beforeEach(async () => {
    own = db;
    db = await freshDatabase();
    await db.executeSql('ALTER TABLE "AuditEntry" DROP CONSTRAINT "AuditEntry_pkey"', []);
    await db.executeSql('ALTER TABLE "AuditEntry" ALTER COLUMN "seq" DROP NOT NULL', []);
    await append(await openRecorder(db, clock, [OLD ?? '']), 5);
  });
  afterEach(async () => {
    await db.close();
    db = own;
  });

  const givenUp = (seq: number | null) =>
    db.executeSql(
      `INSERT INTO "AuditEntry" ("seq", "at", "action", "channel", "data", "previousHash", "hash")
       VALUES ($1, now() + interval '1 hour', 'audit.restored', 'chat', '{"from": 3}', '', '')`,
      [seq],
    );

  it('cannot give up what they cut off: a row that says so counts only when the bot signed it', async () => {
    const heads = [await currentHead({ db, ...(await openRecorder(db, clock, [OLD ?? ''])) })];
    await withoutGuard(db, async () => {
      await givenUp(null);
      await db.executeSql('DELETE FROM "AuditEntry" WHERE "seq" > 3', []);
      await db.executeSql(
        'UPDATE "AuditHead" SET "seq" = 3, "hash" = (SELECT "hash" FROM "AuditEntry" WHERE "seq" = 3)',
        [],
      );
    });
    expect((await fault(believe(OLD), heads))?.sentence).toContain('cut off');
    expect((await verifyTail(db, { heads, keys: believe(OLD) }))?.sentence).toContain('cut off');
  });

  it('cannot put a row beside the log, without a number or with that of another', async () => {
    await givenUp(null);
    expect((await fault(believe(OLD)))?.sentence).toContain('1 more rows');
    await withoutGuard(db, () => db.executeSql('DELETE FROM "AuditEntry" WHERE "seq" IS NULL', []));
    expect(await fault(believe(OLD))).toBeUndefined();
    await db.executeSql('INSERT INTO "AuditEntry" SELECT * FROM "AuditEntry" WHERE "seq" = 4', []);
    expect(await fault(believe(OLD))).toMatchObject({ seq: 4 });
  });
});

describe('at a start', () => {
  it('the end of the log is looked at from the newest head on, and what is wrong there is found', async () => {
    const by = await openRecorder(db, clock, [OLD ?? '']);
    await append(by, 4);
    const head = await currentHead({ db, ...by });
    await append(by, 4);
    const look = (heads: RecordedHead[]) => verifyTail(db, { heads, keys: believe(OLD) });
    expect(await look([head])).toBeUndefined();
    expect(await look([])).toBeUndefined();
    await withoutGuard(db, () => db.executeSql(`UPDATE "AuditEntry" SET "action" = 'x' WHERE "seq" = 2`, []));
    expect(await look([head])).toBeUndefined();
    await withoutGuard(db, () => db.executeSql(`UPDATE "AuditEntry" SET "action" = 'x' WHERE "seq" = 7`, []));
    expect(await look([head])).toMatchObject({ seq: 7 });
  });

  it('a log that was cut off behind a kept head is found, and an empty one is whole', async () => {
    expect(await verifyTail(db, { heads: [], keys: believe(OLD) })).toBeUndefined();
    const by = await openRecorder(db, clock, [OLD ?? '']);
    await append(by, 4);
    const head = await currentHead({ db, ...by });
    await withoutGuard(db, () => db.executeSql('DELETE FROM "AuditEntry" WHERE "seq" > 3', []));
    expect(await verifyTail(db, { heads: [head], keys: believe(OLD) })).toBeDefined();
  });
});

it('a signature is bound to its hash and its key', () => {
  const [one, other] = [auditSigner(OLD ?? ''), auditSigner(randomBytes(32).toString('base64'))];
  expect(one.keyId).not.toBe(other.keyId);
  expect(one.keyId).toMatch(/^audit-[0-9a-f]{16}$/);
  expect(one.sign('ab'.repeat(32))).toEqual(one.sign('ab'.repeat(32)));
  expect(one.sign('ab'.repeat(32))).not.toEqual(one.sign('ac'.repeat(32)));
});
