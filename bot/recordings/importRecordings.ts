import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvError } from 'csv-parse';
import type { Clock } from '../clock.js';
import type { Database } from '../db/database.js';
import { AppError } from '../errors.js';
import { batchesOf } from './batches.js';
import { findFilesWithoutRow } from './filesWithoutRow.js';
import { examineBatch, type OnRecorder, type Run, storeBatch } from './importBatch.js';
import { type ImportProblem, problemList } from './importProblems.js';
import type { ColumnKey } from './indexRow.js';
import { INDEX_FILE, readRecorderIndex } from './recorderIndex.js';
import { SeenNames } from './seenNames.js';
import { systemError } from './systemError.js';

const BATCH_ROWS = 500;
const PROBLEMS_KEPT = 1000;

export interface ImportOptions {
  /** The folder the recorder exports to (`RECORDER_DIR`); nothing is ever written to it. */
  folder: string;
  /** Area code for numbers written without one. */
  areaCode: string;
  columns?: Partial<Record<ColumnKey, string>>;
  /** Calls that began earlier are passed over and counted as `expired`: their 90 days (第4条第2項) are over. */
  notBefore?: Date;
  /** Told after every batch of rows; bytes are those of the index. */
  onProgress?: (progress: { bytesRead: number; bytesTotal: number; rows: number }) => void;
  /** Stops the import between two batches, for a stop of the process; the next run goes on where it was. */
  signal?: AbortSignal;
}

export interface ImportSummary {
  /** False when the index could not be opened or not be read to its end. */
  complete: boolean;
  /** Rows of the index, the header not counted. */
  rows: number;
  added: number;
  unchanged: number;
  /** Rows older than `notBefore`. */
  expired: number;
  /** What lies on the recorder; undefined where the index could not be read to its end. */
  onRecorder?: OnRecorder;
  /** Recordings that are gone from it before their time and were there at the run before. */
  newlyLost: number;
  /** The first 1,000 problems. */
  problems: ImportProblem[];
  problemCount: number;
  seconds: number;
}

/**
 * Takes the recorder's index and files into the database: call data, real length and SHA-256 of every complete recording
 * (第2条第2号). Running it again adds only what is new; files seen before with the same size and time are not opened. Whatever is
 * wrong with one row or file becomes one problem and stops nothing else.
 *
 * @throws what the database throws; the run then stays without an end in the table of runs
 */
export async function importRecordings(
  database: Database,
  clock: Clock,
  options: ImportOptions,
): Promise<ImportSummary> {
  const start = performance.now();
  const { folder, notBefore } = options;
  const problems = problemList(PROBLEMS_KEPT);
  const names = { seen: new SeenNames(), refused: new SeenNames() };
  const counts = { rows: 0, added: 0, unchanged: 0, expired: 0 };
  const onRecorder: OnRecorder = { files: 0, bytes: 0, oldestAt: null, lost: 0 };
  const run: Run = { database, clock, folder, notBefore, problems, ...names, ...counts, onRecorder };
  const startedAt = clock.now();
  const { id } = await database.client.importRun.create({ data: { startedAt } });
  // Without a readable index every file would seem to be without a row.
  const complete = await importIndex(run, options);
  if (complete) await findFilesWithoutRow(run, startedAt);
  const { rows, added, unchanged, expired } = run;
  const before = await database.client.importRun.findFirst({ where: { lost: { not: null } }, orderBy: { id: 'desc' } });
  await database.client.importRun.update({
    where: { id },
    data: {
      ...{ finishedAt: clock.now(), rows, added, problems: problems.count() },
      ...(complete ? { ...onRecorder, bytes: BigInt(onRecorder.bytes) } : {}),
    },
  });
  const seconds = (performance.now() - start) / 1000;
  return {
    complete,
    rows,
    added,
    unchanged,
    expired,
    ...(complete ? { onRecorder } : {}),
    newlyLost: complete ? Math.max(0, onRecorder.lost - (before?.lost ?? 0)) : 0,
    problems: problems.kept,
    problemCount: problems.count(),
    seconds,
  };
}

/** True when the index was read to its end. */
async function importIndex(run: Run, options: ImportOptions): Promise<boolean> {
  const index = await openIndex(run);
  if (index === undefined) return false;
  try {
    await importRows(run, index, options);
    return true;
  } catch (error) {
    if (!isUnreadableIndex(error)) throw error;
    const message = error instanceof AppError ? { message: error.forPerson } : {};
    run.problems.add('bad_index', { fileName: INDEX_FILE, ...message });
    return false;
  } finally {
    await index.close();
  }
}

async function openIndex(run: Run): Promise<FileHandle | undefined> {
  try {
    return await open(join(run.folder, INDEX_FILE), 'r');
  } catch {
    run.problems.add('missing_index', { fileName: INDEX_FILE });
    return undefined;
  }
}

async function importRows(run: Run, index: FileHandle, options: ImportOptions): Promise<void> {
  const { areaCode, columns, onProgress, signal } = options;
  const bytesTotal = (await index.stat()).size;
  let bytesRead = 0;
  const onBytes = (bytes: number) => {
    bytesRead = Math.min(bytes, bytesTotal);
  };
  const entries = readRecorderIndex(index, { areaCode, ...(columns ? { columns } : {}), onBytes });
  // While one batch is put into the database, the files of the next are read.
  let storing = Promise.resolve();
  try {
    for await (const batch of batchesOf(entries, BATCH_ROWS)) {
      signal?.throwIfAborted();
      const [examined] = await Promise.all([examineBatch(run, batch), storing]);
      storing = storeBatch(run, examined);
      // A fault is met at the next batch, or at the end.
      storing.catch(() => undefined);
      onProgress?.({ bytesRead, bytesTotal, rows: run.rows });
    }
  } finally {
    await storing;
  }
}

function isUnreadableIndex(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'invalid_input';
  return error instanceof CsvError || systemError(error)?.syscall === 'read';
}
