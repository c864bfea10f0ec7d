import type { Tx } from '../db/database.js';
import type { Recording } from '../db/generated/client.js';
import { type CallSought, type Match, rankMatches, SEARCH_MINUTES } from './match.js';

/** At most so many recordings to each side of the time are compared; the busiest quarter hour has far fewer. */
const LIMIT = 400;
const DAY_MS = 86_400_000;

/** What may be handed over for an application: files attached to it by hand, the newest first, and what the index has. */
export interface Candidates {
  attached: Recording[];
  found: Match<Recording>[];
}

/**
 * The recordings that may be the call of an application, best first: those near the time on the form, and those with the
 * counterpart's number within a day, in case the date was written down wrong; and the files attached to the application. All in
 * one statement.
 *
 * @param since nothing older is offered: it is past its 90 days (第4条第2項)
 */
export async function findCandidates(tx: Tx, requestId: string, sought: CallSought, since: Date): Promise<Candidates> {
  const { callAt, otherNumber } = sought;
  const near = SEARCH_MINUTES * 60_000;
  const from = (milliseconds: number) => new Date(Math.max(callAt.getTime() - milliseconds, since.getTime()));
  const to = (milliseconds: number) => new Date(callAt.getTime() + milliseconds);
  // From the call's own time outwards, so that on a busy day the nearest are never cut off.
  const rows = await tx.$queryRaw<Recording[]>`
    (SELECT * FROM "Recording" WHERE "attachedToId" IS NULL AND "startedAt" >= ${from(near)} AND "startedAt" < ${callAt}
      ORDER BY "startedAt" DESC LIMIT ${LIMIT})
    UNION ALL
    (SELECT * FROM "Recording" WHERE "attachedToId" IS NULL AND "startedAt" >= ${from(0)} AND "startedAt" <= ${to(near)}
      ORDER BY "startedAt" ASC LIMIT ${LIMIT})
    UNION ALL
    (SELECT * FROM "Recording" WHERE "attachedToId" IS NULL AND "otherNumber" = ${otherNumber}
      AND "startedAt" >= ${from(DAY_MS)} AND "startedAt" <= ${to(DAY_MS)} ORDER BY "startedAt" ASC LIMIT ${LIMIT})
    UNION ALL
    (SELECT * FROM "Recording" WHERE "attachedToId" = ${requestId}::uuid AND "detachedAt" IS NULL)`;
  const unique = [...new Map(rows.map((recording) => [recording.id, recording])).values()];
  return {
    attached: unique
      .filter(({ attachedToId }) => attachedToId !== null)
      .sort((a, b) => b.importedAt.getTime() - a.importedAt.getTime() || (a.id < b.id ? -1 : 1)),
    found: rankMatches(
      sought,
      unique.filter(({ attachedToId }) => attachedToId === null),
    ),
  };
}
