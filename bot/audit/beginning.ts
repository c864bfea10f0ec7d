import type { Database } from '../db/database.js';
import { GENESIS, hashRow } from './append.js';
import type { RecordedHead } from './heads.js';
import type { PublicKeys } from './keys.js';
import { type AuditRow, type ChainPlace, readFirstRow, readRowsOf } from './readLog.js';
import type { AuditFault } from './recordedHeads.js';
import { BEGINNING, isWritten } from './signatures.js';

/** A place in the chain behind which a walk begins, and the key that was in force there. */
export interface Beginning extends ChainPlace {
  key?: { id: string; seq: number };
  /** The keys that it replaced. */
  replaced?: readonly string[];
  /** Whether no key may come back from there on. */
  once?: boolean;
}

/** Where a log begins whose oldest rows were taken off after their retention, and the row that says so. */
export interface LogBeginning extends Beginning {
  /** The row that says so, when it was written, and how many rows it let go. */
  row: number;
  at: string;
  rows: number;
  /** For how many years rows are kept, and the moment from which on they were kept then (ISO 8601). */
  years: number;
  before: string;
}

/** What a row that says where the log begins tells; undefined where it is none of ours. */
export function toldBy({ seq: row, at, data }: AuditRow): LogBeginning | undefined {
  const told = (data ?? {}) as Record<string, unknown>;
  const { seq, hash } = (told.upTo ?? {}) as Record<string, unknown>;
  const { years, before, rows, key, replaced, once } = told;
  const moment = typeof at === 'string' ? at : at.toISOString();
  if (typeof seq !== 'number' || typeof hash !== 'string' || typeof years !== 'number' || typeof before !== 'string')
    return undefined;
  const { id, seq: keySeq } = (key ?? {}) as Record<string, unknown>;
  const inForce = typeof id === 'string' && typeof keySeq === 'number' ? { key: { id, seq: keySeq } } : {};
  const list = Array.isArray(replaced) ? replaced.map(String) : [];
  return {
    seq,
    hash,
    row,
    at: moment,
    rows: Number(rows),
    years,
    before,
    ...inForce,
    replaced: list,
    once: once === true,
  };
}

/** Whether a row is what the bot wrote; where no key is believed, whether its content fits its hash. */
export const isOurs = (row: AuditRow, keys: PublicKeys): boolean =>
  keys.size === 0 ? hashRow(row) === row.hash : isWritten(row, keys);

/** Where the log begins, if not with row 1, and what is wrong with that. */
export interface FoundBeginning {
  beginning?: LogBeginning;
  fault?: AuditFault;
}

/**
 * Where a log begins, given its first row and the rows that say where it does. Nothing is found where no row of ours speaks of just
 * this beginning: then the rows before it are missing, as they would be if somebody had deleted them.
 */
export function judgeBeginning(first: AuditRow, words: readonly AuditRow[], keys: PublicKeys): FoundBeginning {
  if (first.seq <= 1) return {};
  const word = words.findLast((row) => toldBy(row)?.seq === first.seq - 1);
  const told = word && toldBy(word);
  if (word === undefined || told === undefined) return {};
  const wrong = (why: string): FoundBeginning => ({
    fault: {
      seq: 1,
      sentence: `Row 1 was deleted: the log begins with row ${first.seq}, and row ${word.seq}, which says so, ${why}`,
    },
  });
  if (!isOurs(word, keys)) return wrong('was not written by the bot.');
  const permitted = new Date(word.at);
  permitted.setUTCFullYear(permitted.getUTCFullYear() - told.years);
  if (!(told.years >= 1) || !(Date.parse(told.before) <= permitted.getTime())) {
    return wrong('names rows that are younger than it permits itself.');
  }
  // The row behind is past its retention as well: it stays to show it.
  if (!(new Date(first.at).getTime() < Date.parse(told.before))) {
    return wrong('names rows that are younger than it permits itself: the first that is left is no older.');
  }
  return { beginning: told };
}

/** Where the log of a database begins, with the number of its first row. */
export async function findBeginning(
  db: Pick<Database, 'executeSql'>,
  keys: PublicKeys,
): Promise<FoundBeginning & { first?: number }> {
  const first = await readFirstRow(db);
  if (first === undefined) return {};
  if (first.seq <= 1) return { first: first.seq };
  return { first: first.seq, ...judgeBeginning(first, await readRowsOf(db, BEGINNING), keys) };
}

/** The place before the first row. */
export const placeBefore = (beginning: LogBeginning | undefined): Beginning => beginning ?? { seq: 0, hash: GENESIS };

/** The heads that rows which are still there can be held against. */
export function headsSince(heads: readonly RecordedHead[], beginning: LogBeginning | undefined): RecordedHead[] {
  return beginning === undefined ? [...heads] : heads.filter(({ seq }) => seq >= beginning.seq);
}

/**
 * What heads kept outside say against a beginning: one of them was kept when the rows had to be kept already, and knew fewer rows than are
 * said to have been past their retention then.
 */
export function faultOfBeginning(
  { seq, before, row }: LogBeginning,
  heads: readonly RecordedHead[],
): AuditFault | undefined {
  const young = heads.find((head) => head.seq < seq && Date.parse(head.at) >= Date.parse(before));
  if (young === undefined) return undefined;
  return {
    seq: young.seq + 1,
    sentence: `Row ${young.seq + 1} was deleted before its time: row ${row} says that rows up to ${seq} were from before ${before}, but on ${young.day} the log ended with row ${young.seq}.`,
  };
}
