import type { Database } from '../db/database.js';
import type { RecordedHead } from './heads.js';

/** What the log calls it that somebody said: this is an older state that was put back, and it goes on from here. */
export const RESTORED = 'audit.restored';

/** A history that was given up: what was written behind a row before a moment, and went with the database that held it. */
export interface GivenUp {
  /** The last row that the state put back has in common with it. */
  seq: number;
  /** When that was said (ISO 8601). */
  at: string;
}

/** The histories that the log itself says were given up. That nobody else wrote these rows is for the signatures to show. */
export async function historiesGivenUp(db: Pick<Database, 'executeSql'>): Promise<GivenUp[]> {
  const { rows } = await db.executeSql(
    `SELECT "at", ("data" ->> 'from')::int AS "seq" FROM "AuditEntry" WHERE "action" = $1 ORDER BY "seq"`,
    [RESTORED],
  );
  return (rows as { at: Date | string; seq: number }[]).map(({ at, seq }) => ({ seq, at: new Date(at).toISOString() }));
}

/** The heads that the present log has to agree with: all but those of histories that were given up. */
export function ofPresentHistory(heads: readonly RecordedHead[], givenUp: readonly GivenUp[]): RecordedHead[] {
  return heads.filter((head) => !givenUp.some(({ seq, at }) => head.seq > seq && head.at < at));
}
