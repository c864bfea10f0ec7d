import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendAudit } from '../../bot/audit/append.js';
import { headFile as place, recordHead } from '../../bot/audit/heads.js';
import { believedKeys } from '../../bot/audit/keys.js';
import { openRecorder } from '../../bot/audit/recorder.js';
import { runVerify } from '../../bot/commands/verify.js';
import type { Database } from '../../bot/db/database.js';
import { freshDatabase } from '../helpers/database.js';
import { type FixedClock, fixedClock } from '../helpers/fixedClock.js';
import { NO_KEYS, unsigned } from '../helpers/recorder.js';
import { forgetLog } from '../helpers/reset.js';
import { withoutGuard } from '../helpers/tamper.js';

let database: Database;
let folder: string;
let headFile: string;
let clock: FixedClock;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await forgetLog(database);
  folder = await mkdtemp(join(tmpdir(), 'audit-verify-'));
  headFile = join(folder, 'heads.jsonl');
  clock = fixedClock();
  await append(12);
  await recordHead({ db: database, ...unsigned(clock) }, place(headFile));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function append(rows: number): Promise<void> {
  for (let row = 0; row < rows; row++) {
    await database.transaction((tx) => appendAudit(tx, unsigned(clock), { actor: null, action: 'a', channel: 'job' }));
  }
}

async function printed(file = headFile, isTTY = false, keys = NO_KEYS): Promise<{ code: number; text: string }> {
  const out = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const code = await runVerify({ database, places: [place(file)], keys, out });
  return { code, text: String(out.read()).replace(/[\d.]+ seconds/, '0.1 seconds') };
}

describe('whoever checks the log', () => {
  it('reads in one line that it is whole, and how much was looked at', async () => {
    expect(await printed()).toEqual({
      code: 0,
      text: 'The audit log is whole: 12 rows in 0.1 seconds; heads kept outside the database that agree: 1.\n',
    });
  });

  it('sees a bar on a terminal, which is gone when the result comes', async () => {
    const { text } = await printed(headFile, true);
    expect(text).toMatch(/Checking the audit log =+ 100% {2}12 of 12 rows/);
    expect(text.slice(text.lastIndexOf('\u001b'))).toMatch(/^\S+The audit log is whole/);
  });

  it('is not told that all is well when no head was kept outside', async () => {
    const { code, text } = await printed(join(folder, 'nowhere'));
    expect(code).toBe(2);
    expect(text).toContain('No gap and no change was found');
    expect(text).toContain(`No head is kept in ${join(folder, 'nowhere')}.`);
  });

  it('is not told that all is well when the heads are older than the log', async () => {
    clock.advance(27 * 60 * 60_000);
    await append(1);
    const { code, text } = await printed();
    expect(code).toBe(2);
    expect(text).toContain('The newest head is 27 hours older than the last row.');
  });

  it('is not told that all is well when the signatures could not be checked, or are not there', async () => {
    const secret = Buffer.alloc(32, 1).toString('base64');
    const keys = believedKeys({ auditKeys: [secret], auditPublicKeys: [] });
    expect(await printed(headFile, false, keys)).toMatchObject({
      code: 2,
      text: expect.stringContaining('No row is signed, though there is a key'),
    });
    const by = await openRecorder(database, clock, [secret]);
    await recordHead({ db: database, ...by }, place(headFile));
    expect(await printed()).toMatchObject({ code: 2, text: expect.stringContaining('set AUDIT_PUBLIC_KEYS') });
    expect(await printed(headFile, false, keys)).toEqual({
      code: 0,
      text: 'The audit log is whole: 13 rows in 0.1 seconds; heads kept outside the database that agree: 2; rows whose signature fits: 1.\n',
    });
  });

  it('is told that the kept heads are damaged instead of a result', async () => {
    await writeFile(join(folder, 'damaged'), 'x\n');
    await expect(printed(join(folder, 'damaged'))).rejects.toMatchObject({ code: 'integrity' });
  });

  it('reads which row is the first bad one, and what is wrong with it', async () => {
    await withoutGuard(database, () =>
      database.executeSql(`UPDATE "AuditEntry" SET "action" = 'b' WHERE "seq" IN (7, 9)`, []),
    );
    expect(await printed()).toEqual({
      code: 1,
      text: `The audit log is NOT whole. First bad row: 7
Row 7 was edited: its content does not fit its hash.
(7 rows in 0.1 seconds)
`,
    });
  });
});
