import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCommand, runLedger } from '../../bot/commands/ledger.js';
import type { Database } from '../../bot/db/database.js';
import { freshDatabase } from '../helpers/database.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { csvRows } from './reading.js';

const clock = fixedClock();
let db: Database;
let folder: string;
beforeAll(async () => {
  db = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  const filed = {
    status: 'submitted' as const,
    entries: {},
    preparedById: 'somebody',
    preparedByName: '試験 一郎',
    bureau: '市民局',
    section: '市民課',
    documentSymbol: '市民発',
    fiscalYear: 2026,
    createdAt: clock.now(),
    updatedAt: clock.now(),
    submittedAt: clock.now(),
  };
  await db.client.request.createMany({ data: [1, 2].map((serial) => ({ ...filed, serial })) });
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

describe('the operator at the command line', () => {
  it('gets the ledger of a 年度 as a file that others cannot read, and reads what was written', async () => {
    const out = new PassThrough({ encoding: 'utf8' });
    const into = join(folder, 'new');
    await runLedger({ db, clock, auditSigner: null }, readCommand(['--year', '8', '--out', into]), out);
    const path = join(into, '取出し申請台帳_2026-11-23_1000.csv');
    const rows = csvRows(await readFile(path));
    expect(rows.map(([number]) => number)).toEqual(['受付番号', 'R8-1', 'R8-2']);
    expect((await stat(path)).mode & 0o077).toBe(0);
    const entry = await db.client.auditEntry.findFirstOrThrow();
    expect(entry).toMatchObject({ action: 'ledger.export', actorId: null, channel: 'command' });
    expect(
      String(out.read())
        .replace(/[0-9a-f]{64}/, 'HASH')
        .split('\n'),
    ).toEqual([
      '台帳を出力しました（2件）。',
      `　ファイル　${path}`,
      '　SHA-256　HASH',
      '　電話番号は含みません（--numbers を付けると含みます）。',
      '',
    ]);
  });

  it('does not write into a file, or through a link, that somebody else put in its place', async () => {
    const into = await mkdtemp(join(folder, 'shared-'));
    const victim = join(folder, 'victim');
    await writeFile(victim, 'precious');
    await symlink(victim, join(into, '取出し申請台帳_2026-11-23_1000.csv'));
    const out = new PassThrough();
    const run = runLedger({ db, clock, auditSigner: null }, readCommand(['--year', '8', '--out', into]), out);
    await expect(run).rejects.toMatchObject({ forPerson: expect.stringContaining('同じ名前のファイル') });
    expect(await readFile(victim, 'utf8')).toBe('precious');
  });

  it('names a year of 令和 or of the Western calendar, or days, and the format', () => {
    const { question } = readCommand(['--year=2026', '--out', folder, '--format', 'xlsx', '--numbers']);
    expect(question).toEqual({ fiscalYear: 2026, format: 'xlsx', withNumbers: true });
    const days = readCommand(['--from', '2026-11-01', '--to', '2026-11-30', '--out', folder]);
    expect(days.question).toEqual({ from: '2026-11-01', to: '2026-11-30', format: 'csv', withNumbers: false });
    expect(readCommand(['--year', '8', '--out', folder]).question).toMatchObject({ fiscalYear: 2026 });
  });

  it.each([
    [['--year', '8']],
    [['--out', 'x', '--year', '令和8']],
    [['--out', 'x', '--year', '1926']],
    [['--out', 'x', '--format', 'pdf']],
    [['--out', 'x', '--all']],
    [['x']],
  ])('is told how it is used after %j', (args) => {
    expect(() => readCommand(args)).toThrow(/npm run ledger -- --year 8 --out FOLDER/);
  });
});
