import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvError } from 'csv-parse';
import type { Clock } from '../clock.js';
import type { Database } from '../db/database.js';
import { AppError } from '../errors.js';
import { batchesOf } from './batches.js';
import { findFilesWithoutRow } from './filesWithoutRow.js';
import { importBatch, type Run } from './importBatch.js';
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
  const run: Run = { database, clock, folder, notBefore, problems, ...names, ...counts };
  const startedAt = clock.now();
  const { id } = await database.client.importRun.create({ data: { startedAt } });
  // Without a readable index every file would seem to be without a row.
  const complete = await importIndex(run, options);
  if (complete) await findFilesWithoutRow(run, startedAt);
  const { rows, added, unchanged, expired } = run;
  await database.client.importRun.update({
    where: { id },
    data: { finishedAt: clock.now(), rows, added, problems: problems.count() },
  });
  const seconds = (performance.now() - start) / 1000;
  return {
    complete,
    rows,
    added,
    unchanged,
    expired,
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
  for await (const batch of batchesOf(entries, BATCH_ROWS)) {
    signal?.throwIfAborted();
    await importBatch(run, batch);
    onProgress?.({ bytesRead, bytesTotal, rows: run.rows });
  }
}

function isUnreadableIndex(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'invalid_input';
  return error instanceof CsvError || systemError(error)?.syscall === 'read';
}
