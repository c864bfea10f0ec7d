import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendAudit, GENESIS } from '../../bot/audit/append.js';
import { headFile, headWords, recordHead } from '../../bot/audit/heads.js';
import type { Database } from '../../bot/db/database.js';
import { freshDatabase } from '../helpers/database.js';
import { type FixedClock, fixedClock } from '../helpers/fixedClock.js';
import { unsigned } from '../helpers/recorder.js';
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

const append = () =>
  db.transaction((tx) => appendAudit(tx, unsigned(clock), { actor: null, action: 'a', channel: 'job' }));
const record = () => recordHead({ db, ...unsigned(clock) }, headFile(file));
const present = () => db.client.auditHead.findUniqueOrThrow({ where: { id: 1 }, select: { seq: true, hash: true } });

describe('the head of the log', () => {
  it('is written outside the database even before anything happened', async () => {
    expect((await record()).head).toMatchObject({ seq: 0, hash: GENESIS });
  });

  it('is one line for each moment at which the log had grown, and one a civil day in Tokyo at least', async () => {
    await append();
    const { head } = await record();
    expect(head).toEqual({ day: '2026-11-23', ...(await present()), at: '2026-11-23T14:59:00.000Z' });
    expect(await record()).toEqual({ head, first: head });
    await append();
    const second = await record();
    expect(second).toEqual({ head: { ...head, ...(await present()) }, first: head });
    expect(await readFile(file, 'utf8')).toBe(`${JSON.stringify(head)}\n${JSON.stringify(second.head)}\n`);

    clock.advance(60_000);
    const next = await record();
    expect(next.head).toEqual({ day: '2026-11-24', ...(await present()), at: '2026-11-23T15:00:00.000Z' });
    expect(next.first).toEqual(next.head);
    expect(await headFile(file).read()).toEqual([head, second.head, next.head]);
  });

  it('of the day is found also behind hundreds of others', async () => {
    const earlier = { day: '2026-11-22', seq: 1, hash: GENESIS, at: '2026-11-22T00:00:00.000Z' };
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(earlier)}\n`.repeat(1000));
    const { head } = await record();
    await append();
    expect((await record()).first).toEqual(head);
    expect(await headFile(file).read()).toHaveLength(1002);
  });

  it('is readable by the bot’s own account only', async () => {
    await record();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is closed again where somebody else made it, and is not written through a link', async () => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await chmod(file, 0o666);
    await record();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await append();
    await rename(file, `${file}.elsewhere`);
    await symlink(`${file}.elsewhere`, file);
    await expect(record()).rejects.toThrow('ELOOP');
  });

  it.each(['{"day":"2026-11-22","seq":1', '{}', 'null', '{"day":"2026-11-22","seq":-1,"hash":"","at":""}'])(
    'is not written behind a damaged line (%s), and whoever reads is told which line it is',
    async (damaged) => {
      const { head } = await record();
      const text = `${JSON.stringify(head)}\n${damaged}\n`;
      await writeFile(file, text);
      clock.advance(86_400_000);
      const refused = { code: 'integrity', message: expect.stringContaining('line 2 ') };
      await expect(record()).rejects.toMatchObject(refused);
      await expect(headFile(file).read()).rejects.toMatchObject(refused);
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
  expect(await headFile(file).read()).toEqual([]);
});
