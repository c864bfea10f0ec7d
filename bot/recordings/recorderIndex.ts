import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { AppError } from '../errors.js';
import { closeQuotes, decodeLines } from './indexLines.js';
import { type ColumnKey, DEFAULT_COLUMNS, type RowReading, readIndexRow } from './indexRow.js';

/** Name of the recorder's index inside `RECORDER_DIR`. */
export const INDEX_FILE = 'index.csv';

export interface IndexOptions {
  /** Area code for numbers written without one, such as `096`. */
  areaCode: string;
  /** Names of columns that differ from the usual ones. */
  columns?: Partial<Record<ColumnKey, string>>;
  /** Told how many bytes of the index have been read. */
  onBytes?: (bytesRead: number) => void;
}

/** One row of the index with its line number, the header being line 1. */
export type IndexEntry = RowReading & { line: number };

/**
 * Streams the recorder's index, row by row and in bounded memory: UTF-8 with or without BOM, or CP932. A row that cannot be
 * used comes as a problem in its place and stops nothing.
 *
 * @throws AppError `invalid_input` when a column is missing from the header or the file is no CSV
 */
export async function* readRecorderIndex(handle: FileHandle, options: IndexOptions): AsyncGenerator<IndexEntry> {
  const chunks: AsyncIterable<Buffer> = handle.createReadStream({ start: 0, autoClose: false });
  const lines = decodeLines(chunks, options.onBytes);
  const records = pipeline(
    Readable.from(closedLines(lines)),
    parse({ info: true, trim: true, relax_column_count: true, record_delimiter: '\n' }),
    // A failure reaches the loop below through the destroyed parser.
    () => {},
  );
  let positions: Record<ColumnKey, number> | undefined;
  for await (const { record, info } of records as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (positions === undefined) {
      positions = locateColumns(record, { ...DEFAULT_COLUMNS, ...options.columns });
    } else if (record.some((cell) => cell !== '')) {
      yield { ...readIndexRow(pick(record, positions), options.areaCode), line: info.lines };
    }
  }
  if (positions === undefined) throw headerError(Object.values(DEFAULT_COLUMNS));
}

async function* closedLines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${closeQuotes(line)}\n`;
}

function locateColumns(header: string[], names: Record<ColumnKey, string>): Record<ColumnKey, number> {
  const at = (key: ColumnKey) => header.indexOf(names[key]);
  const positions = {
    startedAt: at('startedAt'),
    duration: at('duration'),
    direction: at('direction'),
    otherNumber: at('otherNumber'),
    cityNumber: at('cityNumber'),
    fileName: at('fileName'),
  };
  const missing = (Object.keys(names) as ColumnKey[]).filter((key) => positions[key] === -1);
  if (missing.length > 0) throw headerError(missing.map((key) => names[key]));
  return positions;
}

function headerError(missing: string[]): AppError {
  return new AppError(
    'invalid_input',
    `the recorder index lacks ${missing.length} of its columns`,
    `索引（index.csv）の1行目に列「${missing.join('」「')}」がありません。録音装置の書き出し設定か、列名の設定を確認してください。`,
  );
}

function pick(record: string[], positions: Record<ColumnKey, number>): Record<ColumnKey, string> {
  const cell = (key: ColumnKey) => record[positions[key]] ?? '';
  return {
    startedAt: cell('startedAt'),
    duration: cell('duration'),
    direction: cell('direction'),
    otherNumber: cell('otherNumber'),
    cityNumber: cell('cityNumber'),
    fileName: cell('fileName'),
  };
}
