import type { Database } from '../db/database.js';
import { type Beginning, findBeginning, headsSince, type LogBeginning } from './beginning.js';
import type { RecordedHead } from './heads.js';
import type { PublicKeys } from './keys.js';
import { steadily } from './readLog.js';
import type { AuditFault } from './recordedHeads.js';
import { historiesGivenUp, ofPresentHistory } from './restored.js';
import { KEY_ROW, SEALED_ROW } from './signatures.js';
import { verifyAudit } from './verify.js';

/** So many rows at the end are looked at where no head is kept outside. */
const ROWS = 2000;

/**
 * Checks the end of the log, from the row of the newest head that is kept outside the database on: what a look at every start can
 * afford, however long the log is.
 *
 * @returns the first thing that is wrong; undefined when the end is whole
 */
export function verifyTail(db: Pick<Database, 'executeSql'>, options: TailOptions): Promise<AuditFault | undefined> {
  return steadily(
    db,
    () => walkTail(db, options),
    (fault) => fault !== undefined,
  );
}

interface TailOptions {
  heads: readonly RecordedHead[];
  keys: PublicKeys;
}

async function walkTail(
  db: Pick<Database, 'executeSql'>,
  { heads, keys }: TailOptions,
): Promise<{ first: number; found: AuditFault | undefined }> {
  const { first = 0, beginning, fault: missing } = await findBeginning(db, keys);
  if (missing !== undefined) return { first, found: missing };
  const present = headsSince(ofPresentHistory(heads, await historiesGivenUp(db, keys)), beginning);
  const newest = present.reduce((most, { seq }) => Math.max(most, seq), 0);
  const after = await beginningAt(db, newest, beginning);
  const { fault } = await verifyAudit(db, { heads: present.filter(({ seq }) => seq >= newest), keys, after });
  return { first, found: fault };
}

/**
 * The place before a row, as the log itself tells it; before the last of its rows where that row is none.
 *
 * @param beginning where the log begins, if not with row 1
 */
export async function beginningAt(
  db: Pick<Database, 'executeSql'>,
  seq: number,
  beginning: LogBeginning | undefined,
): Promise<Beginning | undefined> {
  const { rows } = await db.executeSql(
    `SELECT r."seq" - 1 AS "seq", r."previousHash" AS "hash",
       k."seq" AS "keySeq", k."keyId" AS "key",
       (SELECT string_agg(DISTINCT "keyId", ' ') FROM "AuditEntry"
        WHERE "action" = '${KEY_ROW}' AND "seq" < r."seq" AND "keyId" <> k."keyId") AS "replaced",
       EXISTS (SELECT 1 FROM "AuditEntry" WHERE "seq" < r."seq"
         AND ("action" = '${SEALED_ROW}' OR ("action" = '${KEY_ROW}' AND "data" ->> 'seals' = 'true'))) AS "once"
     FROM "AuditEntry" r
     LEFT JOIN LATERAL (
       SELECT "seq", "keyId" FROM "AuditEntry"
       WHERE "action" = '${KEY_ROW}' AND "keyId" IS NOT NULL AND "seq" < r."seq" ORDER BY "seq" DESC LIMIT 1) k ON true
     WHERE r."seq" = CASE WHEN $1::bigint > 0 THEN $1::bigint
       ELSE greatest((SELECT min("seq") FROM "AuditEntry"), (SELECT max("seq") FROM "AuditEntry") - ${ROWS}) END`,
    [seq],
  );
  const [found] = rows as {
    seq: number;
    hash: string;
    keySeq: number | null;
    key: string | null;
    replaced: string | null;
    once: boolean;
  }[];
  if (found === undefined) return undefined;
  const { seq: before, hash, keySeq, key, replaced, once } = found;
  const since = key === null || keySeq === null ? undefined : { id: key, seq: keySeq };
  // What went with the oldest rows the row tells that let them go.
  const inForce = since ?? beginning?.key;
  const earlier = [beginning?.key?.id ?? [], ...(beginning?.replaced ?? []), replaced?.split(' ') ?? []].flat();
  return {
    ...{ seq: before, hash, once: once || beginning?.once === true },
    ...(inForce ? { key: inForce } : {}),
    replaced: earlier.filter((one) => one !== inForce?.id),
  };
}
