import { SingleBar } from 'cli-progress';
import type { LogBeginning } from '../audit/beginning.js';
import { doubtsOf } from '../audit/doubts.js';
import type { HeadPlace } from '../audit/heads.js';
import type { PublicKeys } from '../audit/keys.js';
import { type GivenUp, passedOver } from '../audit/restored.js';
import { type AuditVerification, verifyAudit } from '../audit/verify.js';
import type { Database } from '../db/database.js';

export interface VerifyCommand {
  database: Pick<Database, 'executeSql'>;
  /** Waits until the database has all that heads could have been kept of by now: a replica can be behind. */
  caughtUp?: () => Promise<void>;
  /** Where heads are kept outside the database. */
  places: readonly HeadPlace[];
  /** The keys that are believed to sign. */
  keys: PublicKeys;
  /** Rows that say that a backup was put back, and that whoever checks knows to be true. */
  restores?: readonly number[];
  /** Where the operator reads; a terminal also gets a progress bar. */
  out: NodeJS.WritableStream & { isTTY?: boolean };
}

/**
 * Checks the audit log and tells what came of it.
 *
 * @returns the exit code: 0 the log is whole, 1 it was tampered with, 2 it could not be told for want of kept heads, of keys, or of somebody's
 * word that a backup was put back
 * @throws AppError `integrity` when a place of heads is damaged, `unavailable` when one cannot be read, and what `caughtUp` throws
 */
export async function runVerify(command: VerifyCommand): Promise<number> {
  const { database, caughtUp, places, keys, restores = [], out } = command;
  const heads = (await Promise.all(places.map((place) => place.read()))).flat();
  if (caughtUp) {
    await caughtUp();
    out.write('Read from the replica, which has everything that was acknowledged before this check began.\n');
  }
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
    result = await verifyAudit(database, { heads, keys, ...(out.isTTY === true ? { onProgress } : {}) });
  } finally {
    bar.stop();
  }
  const looked = `${count(result.rows)} rows in ${((performance.now() - started) / 1000).toFixed(1)} seconds`;
  const passed = passedOver(heads, result.givenUp ?? []);
  if (result.beginning) out.write(`${beginningWords(result.beginning)}\n`);
  for (const { history, heads: count } of passed) out.write(`${restoreWords(history, count)}\n`);
  if (result.fault) {
    out.write(
      `The audit log is NOT whole. First bad row: ${result.fault.seq}\n${result.fault.sentence}\n(${looked})\n`,
    );
    return 1;
  }
  const names = places.map(({ name }) => name).join(', ');
  const doubts = doubtsOf(result, { heads, keys, restores, names });
  if (doubts.length > 0) {
    out.write(`No gap and no change was found (${looked}), but a log that was cut off or rewritten cannot be told from an honest one:
${doubts.join('\n')}\n`);
    return 2;
  }
  const signed = result.signed === 0 ? '' : `; rows whose signature fits: ${count(result.signed)}`;
  out.write(
    `The audit log is whole: ${looked}; heads kept outside the database that agree: ${count(result.heads)}${signed}.\n`,
  );
  return 0;
}

function beginningWords({ seq, hash, row, at, rows, years, before }: LogBeginning): string {
  return `The log begins with row ${seq + 1}: rows are kept for ${years} years, and row ${row} of ${at} let ${count(rows)} rows from before ${before} go, the last of them row ${seq} with the hash ${hash}.`;
}

function restoreWords({ seq, row, at }: GivenUp, heads: number): string {
  return `Row ${row} says that on ${at} a backup was put back that ended with row ${seq}; ${count(heads)} heads of what was written behind it are passed over.`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
