import type { Clock } from '../clock.js';
import type { Database } from '../db/database.js';
import { mapLimited } from './batches.js';
import type { ProblemList } from './importProblems.js';
import { examineRow, type RowOutcome, STORED_COLUMNS } from './importRow.js';
import type { IndexRow } from './indexRow.js';
import { insertRecordings } from './insertRecordings.js';
import type { IndexEntry } from './recorderIndex.js';
import type { SeenNames } from './seenNames.js';

const FILES_AT_ONCE = 4;

/** What one run of the import works with and counts. */
export interface Run {
  database: Database;
  clock: Clock;
  folder: string;
  notBefore: Date | undefined;
  problems: ProblemList;
  /** Names of rows that could be read. */
  seen: SeenNames;
  /** Names of rows that could not: their files have a row all the same. */
  refused: SeenNames;
  rows: number;
  added: number;
  unchanged: number;
  expired: number;
  /** What lies on the recorder of these rows. */
  onRecorder: OnRecorder;
}

/** What lies on the recorder (第4条第2項: within its capacity), of the rows of its index that are within their 90 days. */
export interface OnRecorder {
  files: number;
  bytes: number;
  /** The beginning of the oldest call; null where there is no file. */
  oldestAt: Date | null;
  /** Recordings that were taken in and lie there no more. */
  lost: number;
}

interface NamedRow {
  line: number;
  row: IndexRow;
}

/** What became of one row of the index, by its line. */
interface Examined {
  line: number;
  fileName: string;
  startedAt: Date;
  outcome: RowOutcome;
}

/** Looks at one batch of rows: one look into the database, the files four at a time. {@link storeBatch} takes what comes of it. */
export async function examineBatch(run: Run, batch: IndexEntry[]): Promise<Examined[]> {
  run.rows += batch.length;
  const rows = batch.flatMap((entry) => admit(run, entry));
  const { client } = run.database;
  const found = await client.recording.findMany({
    where: { fileName: { in: rows.map(({ row }) => row.fileName) } },
    select: STORED_COLUMNS,
  });
  const stored = new Map(found.map((recording) => [recording.fileName, recording]));
  const now = run.clock.now();
  return mapLimited(rows, FILES_AT_ONCE, async ({ line, row }) => ({
    line,
    fileName: row.fileName,
    startedAt: row.startedAt,
    outcome: await examineRow(run.folder, row, stored.get(row.fileName), now),
  }));
}

/** The row, unless it is unusable, a repetition or past its retention period. */
function admit(run: Run, entry: IndexEntry): NamedRow[] {
  const { line } = entry;
  if ('problem' in entry) {
    const { fileName } = entry;
    if (fileName !== undefined) run.refused.note(fileName, line);
    run.problems.add('bad_row', {
      line,
      ...(fileName === undefined ? {} : { fileName }),
      message: `${entry.problem}この行は取り込んでいません。録音装置の索引を確認してください。`,
    });
    return [];
  }
  const { row } = entry;
  const first = run.seen.note(row.fileName, line);
  if (first !== undefined) {
    const message = `${first}行目と同じファイル名のため、${first}行目だけを使いました。録音装置の索引を確認してください。`;
    run.problems.add('duplicate_row', { line, fileName: row.fileName, message });
    return [];
  }
  if (run.notBefore !== undefined && row.startedAt < run.notBefore) {
    run.expired++;
    return [];
  }
  return [{ line, row }];
}

/** Puts what is new of a batch into the database with one insert, and notes what is wrong with the rest. */
export async function storeBatch(run: Run, outcomes: readonly Examined[]): Promise<void> {
  const { client } = run.database;
  const added = outcomes.flatMap(({ outcome }) => (outcome.kind === 'new' ? [outcome.recording] : []));
  if (added.length > 0) {
    // Another run may have been faster with some of them.
    const inserted = await insertRecordings(client, added);
    run.added += inserted;
    run.unchanged += added.length - inserted;
  }
  for (const { line, fileName, startedAt, outcome } of outcomes) {
    count(run.onRecorder, startedAt, outcome);
    if (outcome.kind === 'problem') {
      const message = outcome.message === undefined ? {} : { message: outcome.message };
      run.problems.add(outcome.problem, { line, fileName, ...message });
    }
    if (outcome.kind === 'unchanged') run.unchanged++;
    if (outcome.kind === 'touched') {
      run.unchanged++;
      await client.recording.update({ where: { fileName }, data: { modifiedAt: outcome.modifiedAt } });
    }
  }
}

function count(there: OnRecorder, startedAt: Date, outcome: RowOutcome): void {
  if (outcome.kind === 'problem') {
    if (outcome.lost) there.lost++;
    return;
  }
  there.files++;
  there.bytes += outcome.kind === 'new' ? Number(outcome.recording.size) : outcome.bytes;
  if (there.oldestAt === null || startedAt < there.oldestAt) there.oldestAt = startedAt;
}
