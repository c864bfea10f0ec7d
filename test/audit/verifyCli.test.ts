import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendAudit } from '../../bot/audit/append.js';
import { recordHead } from '../../bot/audit/heads.js';
import { runVerify } from '../../bot/commands/verify.js';
import type { Database } from '../../bot/db/database.js';
import { freshDatabase } from '../helpers/database.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { forgetLog } from '../helpers/reset.js';
import { withoutGuard } from '../helpers/tamper.js';

let database: Database;
let folder: string;
let headFile: string;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await forgetLog(database);
  folder = await mkdtemp(join(tmpdir(), 'audit-verify-'));
  headFile = join(folder, 'heads.jsonl');
  const clock = fixedClock();
  for (let row = 0; row < 12; row++) {
    await database.transaction((tx) => appendAudit(tx, clock, { actor: null, action: 'a', channel: 'job' }));
  }
  await recordHead(database, clock, headFile);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function printed(file = headFile, isTTY = false): Promise<{ code: number; text: string }> {
  const out = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const code = await runVerify({ database, headFile: file, out });
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
    expect(text).toContain(`no head is kept in ${join(folder, 'nowhere')}`);
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
