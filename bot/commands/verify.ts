import { SingleBar } from 'cli-progress';
import type { HeadPlace } from '../audit/heads.js';
import type { PublicKeys } from '../audit/keys.js';
import { type GivenUp, passedOver } from '../audit/restored.js';
import { type AuditVerification, verifyAudit } from '../audit/verify.js';
import type { Database } from '../db/database.js';

export interface VerifyCommand {
  database: Pick<Database, 'executeSql'>;
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
 * @throws AppError `integrity` when a place of heads is damaged, `unavailable` when one cannot be read
 */
export async function runVerify({ database, places, keys, restores = [], out }: VerifyCommand): Promise<number> {
  const heads = (await Promise.all(places.map((place) => place.read()))).flat();
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
  for (const { history, heads: count } of passed) out.write(`${restoreWords(history, count)}\n`);
  if (result.fault) {
    out.write(
      `The audit log is NOT whole. First bad row: ${result.fault.seq}\n${result.fault.sentence}\n(${looked})\n`,
    );
    return 1;
  }
  const names = places.map(({ name }) => name).join(', ');
  const missing = heads.length === 0 ? [`No head is kept in ${names}.`] : result.gaps;
  const unknown = passed.filter(({ history }) => !restores.includes(history.row));
  const doubts = [...missing, ...unsigned(result, keys), ...unknown.map(({ history: { row } }) => askOf(row))];
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

function restoreWords({ seq, row, at }: GivenUp, heads: number): string {
  return `Row ${row} says that on ${at} a backup was put back that ended with row ${seq}; ${count(heads)} heads of what was written behind it are passed over.`;
}

/** Whoever has the key of the bot could say so of a history that they cut off; only people know whether it is true. */
function askOf(row: number): string {
  return `If a backup was put back then, say so: npm run audit:verify -- --restored ${row}`;
}

/** What the signatures leave open. */
function unsigned({ rows, signedFrom }: AuditVerification, keys: PublicKeys): string[] {
  if (signedFrom === undefined) {
    return keys.size > 0 && rows > 0
      ? ['No row is signed, though there is a key: start the bot, which signs from then on.']
      : [];
  }
  return keys.size > 0
    ? []
    : [`Rows are signed from row ${signedFrom} on, but no key is known to check them with: set AUDIT_PUBLIC_KEYS.`];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
