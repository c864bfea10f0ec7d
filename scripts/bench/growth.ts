import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { appendAudit } from '../../bot/audit/append.js';
import { headFile } from '../../bot/audit/heads.js';
import { auditSigner, believedKeys } from '../../bot/audit/keys.js';
import { makeBackup } from '../../bot/backup/make.js';
import { systemClock } from '../../bot/clock.js';
import { runVerify } from '../../bot/commands/verify.js';
import { type Database, openDatabase } from '../../bot/db/database.js';
import { Directory } from '../../bot/directory/directory.js';
import { DiskStore } from '../../bot/files/diskStore.js';
import { endedRequests } from '../../bot/housekeeping/recordsDue.js';
import { openQueue } from '../../bot/jobs/queue.js';
import { exportLedger } from '../../bot/ledger/exportLedger.js';
import { findCandidates } from '../../bot/recordings/candidates.js';
import { importRecordings } from '../../bot/recordings/importRecordings.js';
import type { Bench } from './bench.js';
import { answerOf, atOnce, fileMany, installationOf, openDecision, openWorldOn } from './bot.js';
import { callOf, writeRecorder } from './city.js';
import { median } from './figures.js';
import { fillLog, KEY } from './rows/audit.js';
import { FILL } from './rows/years.js';
import { ownDatabase } from './server.js';

/** One thing that was measured at several sizes. */
export interface Growth {
  what: string;
  unit: string;
  /** What there are so many of. */
  of: string;
  /** Medians by size, smallest first. */
  at: { size: number; value: number }[];
  note?: string;
}

const SAMPLES = 5;
const DAY_MS = 86_400_000;

/** The median of several timings, in milliseconds, after one that is not counted. */
async function timed(work: () => Promise<unknown>, samples = SAMPLES): Promise<number> {
  const times: number[] = [];
  for (let sample = 0; sample <= samples; sample++) {
    const started = performance.now();
    await work();
    if (sample > 0) times.push(performance.now() - started);
  }
  return median(times);
}

/** What a table and its indexes take on the disk of the server, in bytes. */
async function bytesOf(db: Database, ...tables: string[]): Promise<number> {
  const list = tables.length === 0 ? '' : `AND c.relname IN (${tables.map((name) => `'${name}'`).join(', ')})`;
  const { rows } = await db.executeSql(
    `SELECT sum(pg_total_relation_size(c.oid))::float8 AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind = 'r' ${list}`,
    [],
  );
  return (rows[0] as { bytes: number }).bytes;
}

/** Opens an empty database for as long as something is measured on it. */
async function withFresh<T>(bench: Bench, work: (db: Database, url: string) => Promise<T>): Promise<T> {
  const { url, drop } = await ownDatabase(bench, 'postgresql');
  const db = await openDatabase({ url, dataDir: '' });
  try {
    return await work(db, url);
  } finally {
    await db.close();
    await drop();
  }
}

/** Collects what is measured, a line for each thing. */
class Lines {
  readonly #lines = new Map<string, Growth>();

  add(line: Omit<Growth, 'at'>, size: number, value: number): void {
    const there = this.#lines.get(line.what) ?? { ...line, at: [] };
    there.at.push({ size, value });
    this.#lines.set(line.what, there);
  }

  get all(): Growth[] {
    return [...this.#lines.values()];
  }
}

/** Files of the import that is timed: little ones, so that it is the rows that take time. */
const IMPORTED = 1000;

async function recordings(bench: Bench, lines: Lines, sizes: readonly number[]): Promise<void> {
  const folder = await writeRecorder(await mkdtemp(join(bench.folder, 'growth-')), IMPORTED, 4044);
  for (const size of sizes) {
    bench.say(`recordings: ${size}`);
    await withFresh(bench, async (db) => {
      await db.executeSql(FILL.recordings, [size]);
      await db.executeSql('VACUUM ANALYZE "Recording"', []);
      const of = 'recordings';
      lines.add(
        { what: 'table and indexes of the call data', unit: 'bytes', of },
        size,
        await bytesOf(db, 'Recording'),
      );
      const { startedAt, otherNumber, cityNumber } = callOf(700);
      const sought = { callAt: startedAt, durationMinutes: 1, otherNumber, cityNumber };
      const since = new Date(systemClock.now().getTime() - 90 * DAY_MS);
      const id = '33333333-3333-4333-8333-333333333333';
      const find = () => findCandidates(db.client, id, sought, since);
      lines.add({ what: 'candidates for one application', unit: 'ms', of }, size, await timed(find));
      const into = await mkdtemp(join(bench.folder, 'backup-'));
      const bytes = new DiskStore(join(into, 'files'));
      let at = systemClock.now().getTime();
      // Each has a name of its own by its second.
      const clock = { now: () => new Date(at) };
      const back = () => {
        at += 1000;
        return makeBackup({ db, clock, auditSigner: null, bytes, kind: 'own', engine: 'postgresql' }, into, {
          channel: 'command',
        });
      };
      lines.add({ what: 'a backup', unit: 'ms', of }, size, await timed(back, 3));
      const imported = await importRecordings(db, systemClock, { folder, areaCode: '096' });
      if (imported.added !== IMPORTED) throw new Error(`${imported.added} were taken in`);
      lines.add(
        { what: 'import of one row with a file of 4 KB', unit: 'ms', of },
        size,
        (imported.seconds * 1000) / IMPORTED,
      );
      const again = () => importRecordings(db, systemClock, { folder, areaCode: '096' });
      lines.add(
        { what: 'import that finds nothing new, a row of the index', unit: 'ms', of },
        size,
        (await timed(again, 3)) / IMPORTED,
      );
    });
  }
}

async function requests(bench: Bench, lines: Lines, sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    bench.say(`requests: ${size}`);
    await withFresh(bench, async (db) => {
      await db.executeSql(FILL.requests, [size]);
      await db.executeSql('VACUUM ANALYZE "Request"', []);
      const of = 'requests';
      const ctx = { db, clock: systemClock, auditSigner: null };
      const year = systemClock.now().getUTCFullYear() - 3;
      const ledger = (question: object) =>
        exportLedger(ctx, null, { channel: 'command' }, { format: 'csv', ...question });
      lines.add(
        { what: 'the ledger of one 年度 (CSV)', unit: 'ms', of, note: 'a tenth of the requests are of that 年度' },
        size,
        await timed(() => ledger({ fiscalYear: year })),
      );
      lines.add({ what: 'the ledger of all (CSV)', unit: 'ms', of }, size, await timed(() => ledger({}), 3));
      const config = { recordsHeld: [] } as unknown as Parameters<typeof endedRequests>[1]['config'];
      const over = () => endedRequests(db.client, { clock: systemClock, config }, { through: year - 6 });
      lines.add(
        { what: 'housekeeping’s look for requests past their retention', unit: 'ms', of, note: 'a tenth of them are' },
        size,
        await timed(over),
      );
    });
  }
}

/** Rows appended in one sample. */
const APPENDED = 200;

async function log(bench: Bench, lines: Lines, sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    bench.say(`rows of the log: ${size}`);
    await withFresh(bench, async (db) => {
      const dataDir = await mkdtemp(join(bench.folder, 'log-'));
      await fillLog(db, size, dataDir);
      await db.executeSql('VACUUM ANALYZE "AuditEntry"', []);
      const of = 'rows of the log';
      const recorder = { clock: systemClock, auditSigner: auditSigner(KEY) };
      const event = { actor: null, action: 'a', channel: 'job' } as const;
      const append = () => atOnce(8, APPENDED, () => db.transaction((tx) => appendAudit(tx, recorder, event)));
      lines.add({ what: 'table and indexes of the log', unit: 'bytes', of }, size, await bytesOf(db, 'AuditEntry'));
      const keys = believedKeys({ auditKeys: [KEY], auditPublicKeys: [] });
      const places = [headFile(join(dataDir, 'audit-heads.jsonl'))];
      const verify = () => runVerify({ database: db, places, keys, out: new PassThrough().resume() });
      lines.add({ what: 'appending a row, 8 at once', unit: 'ms', of }, size, (await timed(append, 3)) / APPENDED);
      lines.add({ what: 'audit:verify', unit: 'ms', of }, size, await timed(verify, size > 50_000 ? 1 : 3));
    });
  }
}

/** Bytes of all files of a folder. */
async function filesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

/** Real requests, filed through the form, approved and answered by a bot that runs; what they leave is counted. */
async function realRequests(bench: Bench, lines: Lines, sizes: readonly number[]): Promise<void> {
  const most = Math.max(...sizes);
  const chiefs = 4;
  const installation = await installationOf(bench, 'postgresql', { chiefs, calls: most + 1 });
  const world = await openWorldOn(bench, installation);
  const db = await openDatabase({ url: installation.env.DATABASE_URL ?? '', dataDir: '', migrated: true });
  try {
    let done = 0;
    for (const size of sizes) {
      bench.say(`real requests: ${size}`);
      for (const filed of await fileMany(world, size - done, chiefs)) {
        const card = await openDecision(world, filed);
        const answered = answerOf(world, filed);
        await world.manager.press(card, '承認する');
        await answered;
      }
      done = size;
      await db.executeSql('VACUUM ANALYZE', []);
      const of = 'requests that were answered';
      const note = 'filed, approved, answered; one recording each; nothing opened yet';
      lines.add({ what: 'database, all tables', unit: 'bytes', of, note }, size, await bytesOf(db));
      lines.add(
        { what: 'rows of the log of real requests', unit: 'rows', of, note },
        size,
        await db.client.auditEntry.count(),
      );
      const files = join(installation.env.DATA_DIR ?? '', 'files');
      const all = await filesOf(files);
      const copies = await filesOf(join(files, 'content', 'copies'));
      lines.add({ what: 'letters and keys in the store', unit: 'bytes', of, note }, size, all - copies);
    }
  } finally {
    await db.close();
    await world.close();
  }
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') for (let time = 0; time < 3; time++) collect();
  return process.memoryUsage().heapUsed;
}

async function people(bench: Bench, lines: Lines, sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    bench.say(`people: ${size}`);
    await withFresh(bench, async (db) => {
      await db.executeSql(
        `INSERT INTO "Person" ("id", "name", "mail") SELECT '22222222-2222-4222-8222-' || lpad(n::text, 12, '0'), '試験 ' || n || '号', 'c' || n || '@example.jp'
         FROM generate_series(1, $1::int) n`,
        [size],
      );
      await db.executeSql(
        `INSERT INTO "Post" ("personId", "bureau", "section", "documentSymbol", "title", "role")
         SELECT "id", '市民局', '第' || right("id", 6) || '課', '第' || right("id", 6) || '発', '課長', 'chief' FROM "Person"`,
        [],
      );
      const kept: Directory[] = [await Directory.open(db, ['x'.repeat(32)])];
      // So many of them that what else the process holds counts for little.
      const copies = Math.ceil(50_000 / size);
      const before = heapAfterCollection();
      for (let copy = 0; copy < copies; copy++) kept.push(await Directory.open(db, ['x'.repeat(32)]));
      const each = (heapAfterCollection() - before) / copies;
      lines.add({ what: 'the directory in the memory of a process', unit: 'bytes', of: 'people' }, size, each);
      const [directory] = kept;
      const reading = () => directory?.refresh({ force: true }) ?? Promise.resolve();
      lines.add({ what: 'reading it anew after a change', unit: 'ms', of: 'people' }, size, await timed(reading));
    });
  }
}

async function jobs(bench: Bench, lines: Lines, sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    bench.say(`jobs: ${size}`);
    await withFresh(bench, async (db) => {
      const queue = openQueue(db);
      const all = Array.from(
        { length: size },
        (_, n) => ({ name: 'notify', data: { noticeId: String(n), to: `p${n % 200}` } }) as const,
      );
      for (let start = 0; start < size; start += 1000) {
        await db.transaction((tx) => queue.enqueueAll(tx, all.slice(start, start + 1000)));
      }
      await db.executeSql('VACUUM ANALYZE "Job"', []);
      const of = 'jobs that wait, for 200 chats';
      lines.add({ what: 'table and indexes of the queue', unit: 'bytes', of }, size, await bytesOf(db, 'Job'));
      const takeAndFinish = async () => {
        for (const job of await queue.take('bench', ['notify'], 1)) await queue.finish('bench', job);
      };
      lines.add({ what: 'taking one job and finishing it', unit: 'ms', of }, size, await timed(takeAndFinish));
    });
  }
}

/** What can be measured by itself. */
type Part = (bench: Bench, lines: Lines, largest: number) => Promise<void>;

const upTo = (most: number, ...sizes: number[]) => sizes.filter((size) => size <= most);

/** At sizes that are ten times each other. */
const PARTS: Readonly<Record<string, Part>> = {
  recordings: (bench, lines, largest) => recordings(bench, lines, upTo(largest, 10_000, 100_000, 1_000_000)),
  requests: (bench, lines, largest) => requests(bench, lines, upTo(largest, 1000, 10_000, 100_000)),
  log: (bench, lines, largest) => log(bench, lines, upTo(largest / 10, 1000, 10_000, 100_000)),
  real: (bench, lines) => realRequests(bench, lines, [40, 340]),
  people: (bench, lines) => people(bench, lines, [100, 1000, 10_000]),
  jobs: (bench, lines) => jobs(bench, lines, [100, 1000, 10_000]),
};

/** The names of what can be measured by itself. */
export const PART_NAMES = Object.keys(PARTS);

/**
 * Measures what grows. Needs a server.
 *
 * @param only the parts that are wanted; all where none is named
 */
export async function measureGrowth(bench: Bench, largest: number, only: readonly string[]): Promise<Growth[]> {
  const lines = new Lines();
  for (const [name, part] of Object.entries(PARTS)) {
    if (only.length === 0 || only.includes(name)) await part(bench, lines, largest);
  }
  return lines.all;
}

/** What one more costs, between the smallest and the largest size. */
export function slopeOf({ at }: Pick<Growth, 'at'>): number {
  const [first, last] = [at[0], at.at(-1)];
  if (first === undefined || last === undefined || first === last) return Number.NaN;
  return (last.value - first.value) / (last.size - first.size);
}
