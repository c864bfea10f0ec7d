import type { Tx } from '../db/database.js';
import type { Recording } from '../db/generated/client.js';
import {
  type CallSought,
  LENGTH_SECONDS,
  type Match,
  OTHER_NUMBER_MINUTES,
  rankMatches,
  SEARCH_MINUTES,
} from './match.js';

/** At most so many recordings to each side of the time are compared; the busiest quarter hour has far fewer that come near enough. */
const LIMIT = 400;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Times are compared in whole minutes: what is 15 minutes apart in these can be almost 16 apart. */
const OTHER_REACH = OTHER_NUMBER_MINUTES + 1;

/** What may be handed over for an application: files attached to it by hand, the newest first, and what the index has. */
export interface Candidates {
  attached: Recording[];
  /** What 管財課 searched for and proposed, the newest proposal first. */
  proposed: { recording: Recording; proposedById: string }[];
  found: Match<Recording>[];
}

/**
 * The recordings that may be the call of an application, best first: those near the time on the form, and those with the
 * counterpart's number within a day, in case the date was written down wrong; and the files attached to the application. All in
 * one statement, which reads none that could not be shown: a city records hundreds of other calls in these hours.
 *
 * @param since nothing older is offered, unless it is preserved: it is past its 90 days (第4条第2項)
 */
export async function findCandidates(tx: Tx, requestId: string, sought: CallSought, since: Date): Promise<Candidates> {
  const { callAt, otherNumber, cityNumber, durationMinutes } = sought;
  const seconds = durationMinutes === null ? null : durationMinutes * 60;
  const sinceThen = (moment: number) => new Date(Math.max(moment, since.getTime()));
  const before = (minutes: number) => sinceThen(callAt.getTime() - minutes * MINUTE_MS);
  const after = (minutes: number) => new Date(callAt.getTime() + minutes * MINUTE_MS);
  const at = before(0);
  const same = otherNumber === null ? SEARCH_MINUTES : DAY_MINUTES;
  // From the call's own time outwards, so that on a busy day the nearest are never cut off.
  const rows = await tx.$queryRaw<(Recording & { proposedById: string | null })[]>`
    (SELECT *, NULL::text AS "proposedById" FROM "Recording" WHERE "attachedToId" IS NULL
      AND ("otherNumber" = ${otherNumber}::text OR (${otherNumber}::text IS NULL AND "otherNumber" IS NULL))
      AND "startedAt" >= ${before(same)} AND "startedAt" < ${at} ORDER BY "startedAt" DESC LIMIT ${LIMIT})
    UNION ALL
    (SELECT *, NULL::text AS "proposedById" FROM "Recording" WHERE "attachedToId" IS NULL
      AND ("otherNumber" = ${otherNumber}::text OR (${otherNumber}::text IS NULL AND "otherNumber" IS NULL))
      AND "startedAt" >= ${at} AND "startedAt" <= ${after(same)} ORDER BY "startedAt" ASC LIMIT ${LIMIT})
    UNION ALL
    (SELECT *, NULL::text AS "proposedById" FROM "Recording" WHERE "attachedToId" IS NULL AND "otherNumber" IS DISTINCT FROM ${otherNumber}::text
      AND ("cityNumber" = ${cityNumber} OR abs("seconds" - ${seconds}::int) <= ${LENGTH_SECONDS}::int)
      AND "startedAt" >= ${before(OTHER_REACH)} AND "startedAt" < ${at} ORDER BY "startedAt" DESC LIMIT ${LIMIT})
    UNION ALL
    (SELECT *, NULL::text AS "proposedById" FROM "Recording" WHERE "attachedToId" IS NULL AND "otherNumber" IS DISTINCT FROM ${otherNumber}::text
      AND ("cityNumber" = ${cityNumber} OR abs("seconds" - ${seconds}::int) <= ${LENGTH_SECONDS}::int)
      AND "startedAt" >= ${at} AND "startedAt" <= ${after(OTHER_REACH)} ORDER BY "startedAt" ASC LIMIT ${LIMIT})
    UNION ALL
    (SELECT *, NULL::text AS "proposedById" FROM "Recording" r WHERE "attachedToId" IS NULL AND "startedAt" < ${since}
      AND "startedAt" >= ${after(-DAY_MINUTES)} AND "startedAt" <= ${after(DAY_MINUTES)}
      AND EXISTS (SELECT 1 FROM "Preserved" p WHERE p."recordingId" = r."id" AND p."storedAt" IS NOT NULL) LIMIT ${LIMIT})
    UNION ALL
    (SELECT *, NULL::text AS "proposedById" FROM "Recording" WHERE "attachedToId" = ${requestId}::uuid AND "detachedAt" IS NULL)
    UNION ALL
    (SELECT r.*, p."proposedById" FROM "Proposal" p JOIN "Recording" r ON r."id" = p."recordingId"
      WHERE p."requestId" = ${requestId}::uuid AND (r."startedAt" >= ${since}
        OR EXISTS (SELECT 1 FROM "Preserved" k WHERE k."recordingId" = r."id" AND k."storedAt" IS NOT NULL))
      ORDER BY p."proposedAt" DESC, r."id")`;
  const proposed = rows.flatMap(({ proposedById, ...recording }) =>
    proposedById === null ? [] : [{ recording, proposedById }],
  );
  const own = rows.flatMap(({ proposedById, ...recording }) => (proposedById === null ? [recording] : []));
  const unique = [...new Map(own.map((recording) => [recording.id, recording])).values()];
  const found = rankMatches(
    sought,
    unique.filter(({ attachedToId }) => attachedToId === null),
  );
  return {
    attached: unique
      .filter(({ attachedToId }) => attachedToId !== null)
      .sort((a, b) => b.importedAt.getTime() - a.importedAt.getTime() || (a.id < b.id ? -1 : 1)),
    // What the comparison finds by itself needs no proposal.
    proposed: proposed.filter(({ recording: { id } }) => !found.some((match) => match.recording.id === id)),
    found,
  };
}
