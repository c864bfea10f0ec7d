import type { RecordedHead } from './heads.js';
import type { PublicKeys } from './keys.js';
import { passedOver } from './restored.js';
import type { AuditVerification } from './verify.js';

/** With what a log was verified. */
interface VerifiedWith {
  heads: readonly RecordedHead[];
  keys: PublicKeys;
  /** Rows that say that a backup was put back, and that whoever checks knows to be true. */
  restores: readonly number[];
  /** Where heads are kept, for the sentence that says that there is none. */
  names: string;
}

/**
 * What a verification that found no fault leaves open, one English sentence each: a log that was cut off or rewritten as a whole could not
 * be told from an honest one. None when the log is whole.
 */
export function doubtsOf(result: AuditVerification, { heads, keys, restores, names }: VerifiedWith): string[] {
  const missing = heads.length === 0 ? [`No head is kept in ${names}.`] : result.gaps;
  const passed = passedOver(heads, result.givenUp ?? []).filter(({ history }) => !restores.includes(history.row));
  return [...missing, ...unsigned(result, keys), ...passed.map(({ history: { row } }) => askOf(row))];
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
