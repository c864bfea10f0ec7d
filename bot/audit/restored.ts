import type { Database } from '../db/database.js';
import { hashRow } from './append.js';
import type { RecordedHead } from './heads.js';
import { isSignedBy, type PublicKeys } from './keys.js';
import { readRowsOf } from './readLog.js';

/** What the log calls it that somebody said: this is an older state that was put back, and it goes on from here. */
export const RESTORED = 'audit.restored';

/** A history that was given up: what was written behind a row before a moment, and went with the database that held it. */
export interface GivenUp {
  /** The last row that the state put back has in common with it. */
  seq: number;
  /** When that was said (ISO 8601). */
  at: string;
}

/**
 * The histories that the log itself says were given up. Where keys are believed, only a row that one of them signed counts: otherwise
 * whoever owns the database could give up what they cut off.
 */
export async function historiesGivenUp(db: Pick<Database, 'executeSql'>, keys: PublicKeys): Promise<GivenUp[]> {
  const rows = await readRowsOf(db, RESTORED);
  return rows.flatMap(({ keyId, signature, hash, ...content }) => {
    const { from } = (content.data ?? {}) as { from?: unknown };
    const signed = keyId !== null && signature !== null && isSignedBy(keys, hash, { keyId, signature });
    const believed = hashRow(content) === hash && (keys.size === 0 || signed);
    if (!believed || typeof from !== 'number') return [];
    return [{ seq: from, at: typeof content.at === 'string' ? content.at : content.at.toISOString() }];
  });
}

/** The heads that the present log has to agree with: all but those of histories that were given up. */
export function ofPresentHistory(heads: readonly RecordedHead[], givenUp: readonly GivenUp[]): RecordedHead[] {
  return heads.filter((head) => !givenUp.some(({ seq, at }) => head.seq > seq && head.at < at));
}
