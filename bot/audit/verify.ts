import type { Database } from '../db/database.js';
import { hashRow } from './append.js';
import {
  type Beginning,
  faultOfBeginning,
  findBeginning,
  headsSince,
  type LogBeginning,
  placeBefore,
} from './beginning.js';
import { Activity } from './coverage.js';
import type { RecordedHead } from './heads.js';
import type { PublicKeys } from './keys.js';
import { type AuditRow, type ChainPlace, type LogEnd, readEnd, readRows, steadily } from './readLog.js';
import { type AuditFault, RecordedHeads } from './recordedHeads.js';
import { type GivenUp, historiesGivenUp, ofPresentHistory } from './restored.js';
import { Signatures } from './signatures.js';

export interface AuditVerification {
  /** Rows looked at, the bad one included. */
  rows: number;
  /** Heads kept outside the database that agree with the log. */
  heads: number;
  /** Rows whose signature fits a key that is believed, and the first row that is signed, if one is. */
  signed: number;
  signedFrom?: number;
  /** Where the heads kept outside do not reach; empty when they cover all that was written. */
  gaps: string[];
  /** The histories that were given up when a backup was put back, if any was. */
  givenUp?: GivenUp[];
  /** Where the log begins, if rows were taken off after their retention. */
  beginning?: LogBeginning;
  /** Undefined when the log is whole. */
  fault?: AuditFault;
}

export interface VerifyOptions {
  /** Heads kept outside the database; read them before this is called, so that none is younger than the end of the log. */
  heads: readonly RecordedHead[];
  /** The keys that are believed to sign; with none, signatures are only seen to be there. */
  keys: PublicKeys;
  /** Where to begin, if not with the first row. */
  after?: Beginning | undefined;
  /** Where the log itself begins, if not with row 1. */
  beginning?: LogBeginning | undefined;
  /** Hears after every page how many of the rows have been looked at. */
  onProgress?: (progress: { rows: number; total: number }) => void;
}

/**
 * Walks the audit log from its first row to where it ended when the walk began, computes every hash anew, checks the signatures and
 * compares the end with the head row and with the heads kept outside the database. A log whose oldest rows went after their retention
 * begins where a row of it says so, if the bot wrote that row and it permits no more than it may; rows that go during the walk are no fault. Memory stays that of a few pages, however long the log is.
 */
export function verifyAudit(db: Pick<Database, 'executeSql'>, options: VerifyOptions): Promise<AuditVerification> {
  return steadily(
    db,
    () => walk(db, options),
    ({ fault }) => fault !== undefined,
  );
}

async function walk(
  db: Pick<Database, 'executeSql'>,
  { heads: kept, keys, after, onProgress }: VerifyOptions,
): Promise<{ first: number; found: AuditVerification }> {
  const end = await readEnd(db);
  const givenUp = await historiesGivenUp(db, keys);
  const heads = ofPresentHistory(kept, givenUp);
  const { beginning, fault } = await findBeginning(db, keys);
  const wrong = fault ?? (beginning && faultOfBeginning(beginning, heads));
  const { first } = end;
  if (wrong !== undefined) return { first, found: { rows: 0, heads: 0, signed: 0, gaps: [], fault: wrong } };
  const pages = readRows(db, end.last, after?.seq);
  const told = onProgress ? { onProgress } : {};
  const found = await verifyRows(end, pages, { heads, keys, after, beginning, ...told });
  return {
    first,
    found: { ...found, ...(givenUp.length > 0 ? { givenUp } : {}), ...(beginning ? { beginning } : {}) },
  };
}

/** The same for rows that lie elsewhere than in a table, with heads of their own history. @param pages all rows in their order, so many at once */
export async function verifyRows(
  end: LogEnd,
  pages: AsyncIterable<readonly AuditRow[]>,
  { heads: kept, keys, after, beginning, onProgress }: VerifyOptions,
): Promise<AuditVerification> {
  const heads = headsSince(kept, beginning);
  const from = after ?? placeBefore(beginning);
  const recorded = new RecordedHeads(heads);
  const [signatures, activity] = [new Signatures(keys, from.key, from.replaced, from.once), new Activity()];
  const found = (fault?: AuditFault): AuditVerification => ({
    rows,
    heads: recorded.agreed,
    signed: signatures.checked,
    ...(signatures.first === undefined ? {} : { signedFrom: signatures.first }),
    gaps: activity.gapsIn(heads),
    ...(fault ? { fault } : {}),
  });
  let before: ChainPlace = from;
  let rows = 0;
  let fault = recorded.faultOf(before);
  for await (const page of pages) {
    for (const row of page) {
      rows += 1;
      activity.note(typeof row.at === 'string' ? row.at : row.at.toISOString());
      fault ??= faultBetween(before, row) ?? signatures.faultOf(row) ?? recorded.faultOf(row) ?? faultBehind(end, row);
      if (fault) return found(fault);
      before = { seq: row.seq, hash: row.hash };
    }
    onProgress?.({ rows, total: end.last });
  }
  fault ??= faultOfEnd(end, before) ?? recorded.faultAfter(before) ?? (after ? undefined : faultBeside(end, rows));
  for (const head of heads) fault ??= signatures.faultOfHead(head);
  return found(fault);
}

/** What is wrong with a row, given the one before it. */
function faultBetween(before: ChainPlace, row: AuditRow): AuditFault | undefined {
  const wanted = before.seq + 1;
  if (row.seq < wanted) {
    return { seq: row.seq, sentence: `Row ${row.seq} was inserted: the log begins with row 1.` };
  }
  if (row.seq > wanted) {
    const found = before.seq === 0 ? 'the log begins with' : `row ${before.seq} is followed by`;
    return { seq: wanted, sentence: `Row ${wanted} was deleted: ${found} row ${row.seq}.` };
  }
  const continues = row.previousHash === before.hash;
  const whole = hashRow(row) === row.hash;
  if (continues && whole) return undefined;
  if (continues) return { seq: row.seq, sentence: `Row ${row.seq} was edited: its content does not fit its hash.` };
  return {
    seq: row.seq,
    sentence: whole
      ? `Row ${row.seq} does not continue row ${before.seq}: one of the two was replaced together with its hash.`
      : `Row ${row.seq} is not the row that was written after row ${before.seq}: a row was inserted, moved, deleted or replaced here.`,
  };
}

/** What is wrong with a row that the head row does not know of. */
function faultBehind({ head }: LogEnd, { seq }: ChainPlace): AuditFault | undefined {
  if (head === undefined || seq <= head.seq) return undefined;
  return {
    seq,
    sentence: `Row ${seq} stands behind the head of the log, which is row ${head.seq}: it was inserted, or the head row was changed.`,
  };
}

/** What is wrong with the table, given how many rows were walked: all rows that it has are rows of the chain. */
function faultBeside({ rows, last }: LogEnd, walked: number): AuditFault | undefined {
  if (rows === walked) return undefined;
  const beside = rows - walked;
  return { seq: last, sentence: `The table has ${beside} more rows than the log: they were added beside it.` };
}

/** What is wrong with the end of the log, given its last row. */
function faultOfEnd({ head }: LogEnd, last: ChainPlace): AuditFault | undefined {
  if (head === undefined) {
    return last.seq === 0 ? undefined : { seq: last.seq, sentence: 'The head row of the log was deleted.' };
  }
  if (last.seq < head.seq) {
    const seq = last.seq + 1;
    return { seq, sentence: `Row ${seq} is missing: the log was cut off, for its head is row ${head.seq}.` };
  }
  if (last.hash === head.hash) return undefined;
  return { seq: last.seq, sentence: `The head of the log has another hash than its last row ${last.seq}.` };
}
