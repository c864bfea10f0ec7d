import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { exportLedger, type LedgerQuestion } from '../ledger/exportLedger.js';
import { writeNewFile } from './newFile.js';

/** What the operator asked for at the command line. */
export interface LedgerCommand {
  question: LedgerQuestion;
  /** Folder for the file; made when it is missing. */
  folder: string;
}

const OPTIONS = {
  year: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  format: { type: 'string', default: 'csv' },
  numbers: { type: 'boolean', default: false },
} as const;

/** 令和 counts from the year after this one. */
const REIWA = 2018;

/**
 * Reads `--year 8 --out FOLDER [--format csv|xlsx] [--numbers]`, or `--from 2026-11-01 --to 2026-11-30` in place of the year,
 * which is a 年度 of 令和 or of the Western calendar.
 *
 * @throws AppError `invalid_input` with how it is used
 */
export function readCommand(args: string[]): LedgerCommand {
  const values = parsed(args);
  const { year = '', from, to, out: folder = '', format, numbers: withNumbers } = values;
  if (folder === '' || (format !== 'csv' && format !== 'xlsx') || !/^([1-9]\d?|20\d\d)?$/.test(year)) throw misused();
  const fiscalYear = Number(year) < 100 ? REIWA + Number(year) : Number(year);
  return {
    folder,
    question: {
      ...(year === '' ? {} : { fiscalYear }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      format,
      withNumbers,
    },
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw misused(error);
  }
}

function misused(cause?: unknown): AppError {
  return new AppError(
    'invalid_input',
    'npm run ledger -- --year 8 --out FOLDER [--from 2026-11-01] [--to 2026-11-30] [--format csv|xlsx] [--numbers]',
    '台帳の出力の指定を読み取れませんでした。次の形で指定してください。',
    { cause },
  );
}

/**
 * Writes the ledger into the folder, readable by the operator only, and tells what was written.
 *
 * @throws AppError as `exportLedger`
 */
export async function runLedger(
  ctx: Pick<Context, 'db' | 'clock' | 'auditSigner'>,
  { question, folder }: LedgerCommand,
  out: NodeJS.WritableStream,
): Promise<void> {
  const { name, content, rows, sha256 } = await exportLedger(ctx, null, { channel: 'command' }, question);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeNewFile(join(folder, name), content);
  out.write(
    [
      `台帳を出力しました（${rows.toLocaleString('ja-JP')}件）。`,
      `　ファイル　${join(folder, name)}`,
      `　SHA-256　${sha256}`,
      question.withNumbers === true
        ? '　電話番号を含みます。取扱いにご注意ください。'
        : '　電話番号は含みません（--numbers を付けると含みます）。',
      '',
    ].join('\n'),
  );
}
