import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuditEvent, appendAudit, GENESIS, hashRow } from '../../bot/audit/append.js';
import type { Json } from '../../bot/audit/canonical.js';
import type { Database } from '../../bot/db/database.js';
import { freshDatabase } from '../helpers/database.js';
import { type FixedClock, fixedClock } from '../helpers/fixedClock.js';
import { unsigned } from '../helpers/recorder.js';
import { forgetLog } from '../helpers/reset.js';

let db: Database;
let clock: FixedClock;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  clock = fixedClock('2026-11-23T10:00:00.123+09:00');
  await forgetLog(db);
});

const event = (action: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  actor: { id: 'p1', name: '試験 花子' },
  action,
  channel: 'chat',
  ...more,
});
const FIRST = event('first', { requestId: 'r1', data: { b: [1, null, { い: '\u0024{x}' }], a: 'データ' } });
const append = (one: AuditEvent) => db.transaction((tx) => appendAudit(tx, unsigned(clock), one));
const rows = () => db.client.auditEntry.findMany({ orderBy: { seq: 'asc' } });

/** What an auditor checks: no gap, every row covers its content and the row before, the head is the last row. */
async function expectWholeChain(): Promise<void> {
  let previous = { seq: 0, hash: GENESIS };
  for (const { hash, data, ...row } of await rows()) {
    expect(row.seq).toBe(previous.seq + 1);
    expect(row.previousHash).toBe(previous.hash);
    expect(hashRow({ ...row, data: data as Json })).toBe(hash);
    previous = { seq: row.seq, hash };
  }
  expect(await db.client.auditHead.findUnique({ where: { id: 1 } })).toMatchObject(previous);
}

describe('the audit log', () => {
  it('starts with a row that covers nothing before it', async () => {
    await append(FIRST);
    expect(await rows()).toMatchObject([
      {
        seq: 1,
        at: new Date('2026-11-23T01:00:00.123Z'),
        actorId: 'p1',
        actorName: '試験 花子',
        action: 'first',
        requestId: 'r1',
        channel: 'chat',
        data: { a: 'データ', b: [1, null, { い: '\u0024{x}' }] },
        previousHash: GENESIS,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    await expectWholeChain();
  });

  it('lets every row cover the one before, also what the system did by itself', async () => {
    await append(FIRST);
    await append(event('second', { actor: null, channel: 'job' }));
    clock.advance(1);
    await append(event('third', { data: { size: 123456789012, share: 0.1, nothing: null, text: '\u{20bb7}\n"\\' } }));
    const [first, second] = await rows();
    expect(second).toMatchObject({ actorId: null, actorName: null, requestId: null, previousHash: first?.hash });
    await expectWholeChain();
  });

  it('keeps those who write at the same moment in line', async () => {
    await append(FIRST);
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(event(`at once ${index}`))));
    expect(await rows()).toHaveLength(21);
    await expectWholeChain();
  });

  it('holds several rows of one transaction', async () => {
    await append(FIRST);
    await db.transaction(async (tx) => {
      await appendAudit(tx, unsigned(clock), event('one'));
      await appendAudit(tx, unsigned(clock), event('two'));
    });
    expect((await rows()).map(({ action }) => action)).toEqual(['first', 'one', 'two']);
    await expectWholeChain();
  });

  it('has no row and no gap of what was rolled back', async () => {
    await append(FIRST);
    const before = await rows();
    const failing = db.transaction(async (tx) => {
      await appendAudit(tx, unsigned(clock), event('never'));
      throw new Error('something else failed');
    });
    await expect(failing).rejects.toThrow('something else failed');
    expect(await rows()).toEqual(before);
    await append(event('after'));
    await expectWholeChain();
  });

  it.each([
    ['what was done', { action: 'other' }],
    ['who did it', { actorName: '別人' }],
    ['when', { at: new Date('2026-11-23T01:00:00.124Z') }],
    ['what it was about', { data: { a: 'データ', b: [] } }],
    ['the row before', { previousHash: 'f'.repeat(64) }],
  ])('shows when %s is changed afterwards', async (_what, change) => {
    await append(FIRST);
    const [first] = await rows();
    if (first === undefined) throw new Error('no row');
    const { hash, data, ...row } = first;
    expect(hashRow({ ...row, data: data as Json })).toBe(hash);
    expect(hashRow({ ...row, data: data as Json, ...change })).not.toBe(hash);
  });
});
