import { SingleBar } from 'cli-progress';
import { readHeads } from '../audit/heads.js';
import { type AuditVerification, verifyAudit } from '../audit/verify.js';
import type { Database } from '../db/database.js';

export interface VerifyCommand {
  database: Pick<Database, 'executeSql'>;
  /** File of the heads kept outside the database. */
  headFile: string;
  /** Where the operator reads; a terminal also gets a progress bar. */
  out: NodeJS.WritableStream & { isTTY?: boolean };
}

/**
 * Checks the audit log and tells what came of it.
 *
 * @returns the exit code: 0 the log is whole, 1 it was tampered with, 2 its end could not be checked for want of kept heads
 * @throws AppError `integrity` when the file of heads is damaged
 */
export async function runVerify({ database, headFile, out }: VerifyCommand): Promise<number> {
  const heads = await readHeads(headFile);
  const started = performance.now();
  const bar = new SingleBar({
    stream: out,
    format: 'Checking the audit log {bar} {percentage}%  {value} of {total} rows',
    formatValue: (value) => count(value),
    clearOnComplete: true,
  });
  const onProgress = ({ rows, total }: { rows: number; total: number }) => {
    if (!bar.isActive) bar.start(total, 0);
    bar.update(rows);
  };
  let result: AuditVerification;
  try {
    result = await verifyAudit(database, { heads, ...(out.isTTY === true ? { onProgress } : {}) });
  } finally {
    bar.stop();
  }
  const looked = `${count(result.rows)} rows in ${((performance.now() - started) / 1000).toFixed(1)} seconds`;
  if (result.fault) {
    out.write(
      `The audit log is NOT whole. First bad row: ${result.fault.seq}\n${result.fault.sentence}\n(${looked})\n`,
    );
    return 1;
  }
  if (heads.length === 0) {
    out.write(`No gap and no change was found (${looked}), but a log that was cut off or rewritten as a whole cannot be told
from an honest one: no head is kept in ${headFile}\n`);
    return 2;
  }
  out.write(`The audit log is whole: ${looked}; heads kept outside the database that agree: ${count(result.heads)}.\n`);
  return 0;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
