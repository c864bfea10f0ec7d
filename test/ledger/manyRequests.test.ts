import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../bot/db/database.js';
import { type LedgerEntry, ledgerColumns } from '../../bot/ledger/columns.js';
import { writeCsv } from '../../bot/ledger/csv.js';
import { exportLedger } from '../../bot/ledger/exportLedger.js';
import { readEntries } from '../../bot/ledger/read.js';
import { many } from '../helpers/chance.js';
import { freshDatabase } from '../helpers/database.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { csvRows } from './reading.js';

const REQUESTS = many(10_000, 6_000);
const clock = fixedClock();
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  const now = clock.now();
  // Newest first, so that the order of the ledger is not that of the table.
  const data = Array.from({ length: REQUESTS }, (_, index) => ({
    status: 'submitted' as const,
    entries: {},
    preparedById: 'somebody',
    preparedByName: '試験 一郎',
    bureau: '市民局',
    section: '市民課',
    documentSymbol: '市民発',
    chiefName: '試験 花子',
    purpose: 4,
    purposeOther: '通話の内容を確かめるため。'.repeat(8),
    fiscalYear: index < REQUESTS / 2 ? 2027 : 2026,
    serial: REQUESTS / 2 - (index % (REQUESTS / 2)),
    createdAt: now,
    updatedAt: now,
    submittedAt: now,
  }));
  for (let start = 0; start < REQUESTS; start += 500) {
    await db.client.request.createMany({ data: data.slice(start, start + 500) });
  }
}, 60_000);
afterAll(() => db.close());

function collectGarbage(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

describe(`a ledger of ${REQUESTS} requests`, () => {
  it('is written in the order of 年度 and number', async () => {
    const { content } = await exportLedger(
      { db, clock, auditSigner: null },
      null,
      { channel: 'command' },
      { format: 'csv' },
    );
    const numbers = csvRows(content).map(([number]) => number);
    const half = Array.from({ length: REQUESTS / 2 }, (_, index) => index + 1);
    expect(numbers).toEqual(['受付番号', ...half.map((n) => `R8-${n}`), ...half.map((n) => `R9-${n}`)]);
  }, 60_000);

  it('is written without the memory growing with their number', async () => {
    const heap: number[] = [];
    async function* measured(): AsyncGenerator<LedgerEntry> {
      let count = 0;
      for await (const entry of readEntries(db.client, {})) {
        count += 1;
        if (count === REQUESTS / 4 || count === REQUESTS) heap.push(collectGarbage());
        yield entry;
      }
    }
    // Measured in the second run, when everything that is loaded and compiled once has been, and what the first left is gone.
    await writeCsv(ledgerColumns(false), measured());
    await writeCsv(ledgerColumns(false), measured());
    const [early = Number.NaN, late = Number.NaN] = heap.slice(2);
    // Holding the requests between the two measurements would take 1,400 bytes each and more.
    expect(late - early).toBeLessThan(REQUESTS * 0.75 * 500);
  }, 60_000);

  it('does not fit into one workbook: the person is told the way out, and nothing is given out', async () => {
    const before = await db.client.auditEntry.count();
    const asked = exportLedger({ db, clock, auditSigner: null }, null, { channel: 'command' }, { format: 'xlsx' });
    await expect(asked).rejects.toMatchObject({
      code: 'invalid_input',
      forPerson:
        '該当する申請が、1つのファイルに出力できる5,000件を超えています。期間を区切るか、CSV形式で出力してください。',
    });
    expect(await db.client.auditEntry.count()).toBe(before);
    const year = await exportLedger(
      { db, clock, auditSigner: null },
      null,
      { channel: 'command' },
      { format: 'xlsx', fiscalYear: 2026 },
    );
    expect(year.rows).toBe(REQUESTS / 2);
  }, 60_000);
});
