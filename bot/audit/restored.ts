import type { Database } from '../db/database.js';
import { hashRow } from './append.js';
import { isOurs } from './beginning.js';
import type { RecordedHead } from './heads.js';
import type { PublicKeys } from './keys.js';
import { readRowsOf } from './readLog.js';
import { BEGINNING, isWritten } from './signatures.js';

/** What the log calls it that somebody said: this is an older state that was put back, and it goes on from here. */
export const RESTORED = 'audit.restored';

/** What the log calls it that a backup was put back, which whoever runs the command says; the office has to confirm it. */
export const PUT_BACK = 'backup.restore';

/**
 * The row that says that a backup was put back, where nobody has confirmed that since; undefined where there is none. Where keys are
 * believed, only rows that one of them signed count.
 */
export async function unconfirmedRestore(
  db: Pick<Database, 'executeSql'>,
  keys: PublicKeys,
): Promise<number | undefined> {
  const last = async (action: string) => {
    const rows = await readRowsOf(db, action);
    return rows.findLast((row) => keys.size === 0 || isWritten(row, keys))?.seq ?? 0;
  };
  const [putBack, confirmed] = [await last(PUT_BACK), await last(RESTORED)];
  return putBack > confirmed ? putBack : undefined;
}

/** A history that was given up: what was written behind a row before a moment, and went with the database that held it. */
export interface GivenUp {
  /** The last row that the state put back has in common with it. */
  seq: number;
  /** The row that says so. */
  row: number;
  /** The heads that were lost by it, `seq hash` each; undefined in rows from before they were named. */
  lost?: ReadonlySet<string>;
  /** When that was said (ISO 8601). */
  at: string;
}

/**
 * The histories that the log itself says were given up. Where keys are believed, only a row that one of them signed counts: otherwise
 * whoever owns the database could give up what they cut off.
 */
export async function historiesGivenUp(db: Pick<Database, 'executeSql'>, keys: PublicKeys): Promise<GivenUp[]> {
  const rows = await readRowsOf(db, RESTORED);
  const words = (await readRowsOf(db, BEGINNING)).filter((row) => isOurs(row, keys));
  // Each year's word tells again what the one before it told.
  const gone = new Map(words.flatMap(({ data }) => toldOfEarlier(data)).map((one) => [one.row, one]));
  const there = rows.flatMap((row) => {
    const { from, lost } = (row.data ?? {}) as { from?: unknown; lost?: unknown };
    const believed = keys.size === 0 ? hashRow(row) === row.hash : isWritten(row, keys);
    if (!believed || typeof from !== 'number') return [];
    const at = typeof row.at === 'string' ? row.at : row.at.toISOString();
    const named = Array.isArray(lost) ? { lost: new Set(lost.map(String)) } : {};
    return [{ seq: from, row: row.seq, at, ...named }];
  });
  for (const { row } of there) gone.delete(row);
  return [...gone.values(), ...there];
}

/** The histories whose rows went after their retention, as the row tells that let them go. */
function toldOfEarlier(data: unknown): GivenUp[] {
  const { givenUp } = (data ?? {}) as { givenUp?: unknown };
  if (!Array.isArray(givenUp)) return [];
  return (givenUp as { seq: number; row: number; at: string; lost?: string[] }[]).map(({ lost, ...one }) => ({
    ...one,
    ...(lost === undefined ? {} : { lost: new Set(lost) }),
  }));
}

/** What a row that gives a history up calls one of its heads. */
export const nameOfHead = ({ seq, hash }: Pick<RecordedHead, 'seq' | 'hash'>): string => `${seq} ${hash}`;

/** Whether a head is of a history that was given up. */
function isGivenUp(head: RecordedHead, { seq, at, lost }: GivenUp): boolean {
  return head.seq > seq && head.at < at && (lost === undefined || lost.has(nameOfHead(head)));
}

/** The heads that the present log has to agree with: all but those of histories that were given up. */
export function ofPresentHistory(heads: readonly RecordedHead[], givenUp: readonly GivenUp[]): RecordedHead[] {
  return heads.filter((head) => !givenUp.some((history) => isGivenUp(head, history)));
}

/** The histories by which heads are passed over, with how many. */
export function passedOver(
  heads: readonly RecordedHead[],
  givenUp: readonly GivenUp[],
): { history: GivenUp; heads: number }[] {
  return givenUp.flatMap((history) => {
    const count = heads.filter((head) => isGivenUp(head, history)).length;
    return count > 0 ? [{ history, heads: count }] : [];
  });
}
