import type { Database } from '../db/database.js';
import type { AuditContent } from './append.js';

/** A row as it stands in the table. */
export interface AuditRow extends AuditContent {
  hash: string;
  /** The key that signed the hash, and its signature; null in rows from before there was a key. */
  keyId: string | null;
  signature: string | null;
}

/** A place in the chain: a row's number and its hash. */
export interface ChainPlace {
  seq: number;
  hash: string;
}

/** Where the log ended at one moment. */
export interface LogEnd {
  /** What the head row says; undefined when it is missing. */
  head: ChainPlace | undefined;
  /** The number of the last row; 0 when there is none. */
  last: number;
  /** How many rows the table has. */
  rows: number;
}

type Reader = Pick<Database, 'executeSql'>;

/** Rows a statement reads. */
const PAGE = 2000;

/** Less than any number a row can have. */
const BEFORE_ALL = -(2 ** 31) - 1;

/** Reads where the log ends, and the number of its first row (0 for none), in one statement, so that rows which are being appended count with their head or not at all. */
export async function readEnd(db: Reader): Promise<LogEnd & { first: number }> {
  const { rows } = await db.executeSql(
    `SELECT h."seq", h."hash", (SELECT max("seq") FROM "AuditEntry") AS "last",
       (SELECT min("seq") FROM "AuditEntry") AS "first",
       (SELECT count(*)::int FROM "AuditEntry") AS "rows"
     FROM (SELECT 1) AS one LEFT JOIN "AuditHead" h ON h."id" = 1`,
    [],
  );
  const [end] = rows as (Record<'seq' | 'last' | 'first', number | null> & { hash: string | null; rows: number })[];
  const { seq = null, hash = null, last = null, first = null, rows: count = 0 } = end ?? {};
  const head = seq === null || hash === null ? undefined : { seq, hash };
  return { head, last: last ?? 0, first: first ?? 0, rows: count };
}

/** Reads the rows behind one number and up to another, page by page in their order; the next page is on its way while one is looked at. */
export async function* readRows(db: Reader, last: number, after = BEFORE_ALL): AsyncGenerator<AuditRow[]> {
  let page = readPage(db, after);
  for (;;) {
    const rows = await page;
    const end = rows.at(-1);
    if (end === undefined) return;
    if (end.seq >= last) {
      yield rows.filter(({ seq }) => seq <= last);
      return;
    }
    page = readPage(db, end.seq);
    // Whoever stops reading does not wait for it, and must not be hit by its failure.
    page.catch(() => {});
    yield rows;
  }
}

/** What is read of a row. An infinite moment has no such text, and must be found instead of ending the check. */
const COLUMNS = `"seq", coalesce(to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), "at"::text) AS "at",
       "actorId", "actorName", "action", "requestId", "channel", "data", "previousHash", "hash",
       "keyId", "signature"`;

/**
 * No upper bound here: with two bounds a server that has no statistics of the table sorts all the rest of it for every page. Where somebody
 * took the key of the table away, two rows with one number must not fall between two pages.
 */
async function readPage(db: Reader, after: number): Promise<AuditRow[]> {
  const { rows } = await db.executeSql(
    `SELECT ${COLUMNS} FROM "AuditEntry" WHERE "seq" > $1::bigint ORDER BY "seq" FETCH FIRST ${PAGE} ROWS WITH TIES`,
    [after],
  );
  return rows as AuditRow[];
}

/** The first row of the log; undefined where there is none. It has not been looked at. */
export async function readFirstRow(db: Reader): Promise<AuditRow | undefined> {
  const { rows } = await db.executeSql(
    `SELECT ${COLUMNS} FROM "AuditEntry" WHERE "seq" IS NOT NULL ORDER BY "seq" LIMIT 1`,
    [],
  );
  return (rows as AuditRow[])[0];
}

/**
 * Looks at the log, and once more where something is wrong but its oldest rows went meanwhile, as they do after their retention: what such
 * a look found is not one state of the log.
 *
 * @param look says with which row the log began when the look did, 0 for none
 */
export async function steadily<T>(
  db: Reader,
  look: () => Promise<{ first: number; found: T }>,
  isWrong: (found: T) => boolean,
): Promise<T> {
  const { first, found } = await look();
  if (!isWrong(found) || ((await readFirstRow(db))?.seq ?? 0) === first) return found;
  return (await look()).found;
}

/** The rows of one action, in their order; they have not been looked at. */
export async function readRowsOf(db: Reader, action: string): Promise<AuditRow[]> {
  const { rows } = await db.executeSql(
    `SELECT ${COLUMNS} FROM "AuditEntry" WHERE "action" = $1 AND "seq" IS NOT NULL ORDER BY "seq"`,
    [action],
  );
  return rows as AuditRow[];
}
