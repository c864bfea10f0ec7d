import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendAudit, GENESIS } from '../../bot/audit/append.js';
import { headWords, readHeads, recordHead } from '../../bot/audit/heads.js';
import type { Database } from '../../bot/db/database.js';
import { freshDatabase } from '../helpers/database.js';
import { type FixedClock, fixedClock } from '../helpers/fixedClock.js';
import { forgetLog } from '../helpers/reset.js';

let db: Database;
let clock: FixedClock;
let folder: string;
let file: string;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  clock = fixedClock('2026-11-23T23:59:00+09:00');
  folder = await mkdtemp(join(tmpdir(), 'audit-heads-'));
  file = join(folder, 'outside', 'heads.jsonl');
  await forgetLog(db);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const append = () => db.transaction((tx) => appendAudit(tx, clock, { actor: null, action: 'a', channel: 'job' }));
const present = () => db.client.auditHead.findUniqueOrThrow({ where: { id: 1 }, select: { seq: true, hash: true } });

describe('the head of the log', () => {
  it('is written outside the database even before anything happened', async () => {
    expect(await recordHead(db, clock, file)).toMatchObject({ seq: 0, hash: GENESIS });
  });

  it('is one line a civil day in Tokyo, however often it is asked for', async () => {
    await append();
    const first = await present();
    const head = await recordHead(db, clock, file);
    expect(head).toEqual({ day: '2026-11-23', ...first, at: '2026-11-23T14:59:00.000Z' });
    await append();
    expect(await recordHead(db, clock, file)).toEqual(head);
    expect(await readFile(file, 'utf8')).toBe(`${JSON.stringify(head)}\n`);

    clock.advance(60_000);
    const next = await recordHead(db, clock, file);
    expect(next).toEqual({ day: '2026-11-24', ...(await present()), at: '2026-11-23T15:00:00.000Z' });
    expect(next.hash).not.toBe(head.hash);
    expect(await readHeads(file)).toEqual([head, next]);
  });

  it('is readable by the bot’s own account only', async () => {
    await recordHead(db, clock, file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each(['{"day":"2026-11-22","seq":1', '{}', 'null', '{"day":"2026-11-22","seq":-1,"hash":"","at":""}'])(
    'is not written behind a damaged line (%s), and whoever reads is told which line it is',
    async (damaged) => {
      const head = await recordHead(db, clock, file);
      const text = `${JSON.stringify(head)}\n${damaged}\n`;
      await writeFile(file, text);
      clock.advance(86_400_000);
      const refused = { code: 'integrity', message: expect.stringContaining('line 2 ') };
      await expect(recordHead(db, clock, file)).rejects.toMatchObject(refused);
      await expect(readHeads(file)).rejects.toMatchObject(refused);
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it('goes to the decision channel with its day, its number and the whole hash', () => {
    const hash = 'ab'.repeat(32);
    expect(headWords({ day: '2026-11-23', seq: 1234, hash })).toBe(
      `監査記録の確認値（令和8年11月23日）　最終通番 1,234　ハッシュ値 ${Array(8).fill('abababab').join(' ')}`,
    );
  });
});

it('a file that is not there has no heads', async () => {
  expect(await readHeads(file)).toEqual([]);
});
