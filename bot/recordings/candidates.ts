import type { Tx } from '../db/database.js';
import type { Recording } from '../db/generated/client.js';
import { type CallSought, type Match, rankMatches, SEARCH_MINUTES } from './match.js';

/** At most so many recordings to each side of the time are compared; the busiest quarter hour has far fewer. */
const LIMIT = 400;
const DAY_MS = 86_400_000;

/**
 * The recordings that may be the call of an application, best first: those near the time on the form, and those with the
 * counterpart's number within a day, in case the date was written down wrong.
 *
 * @param since nothing older is offered: it is past its 90 days (第4条第2項)
 */
export async function findCandidates(tx: Tx, sought: CallSought, since: Date): Promise<Match<Recording>[]> {
  const around = (milliseconds: number) => ({
    gte: new Date(Math.max(sought.callAt.getTime() - milliseconds, since.getTime())),
    lte: new Date(sought.callAt.getTime() + milliseconds),
  });
  const within = around(SEARCH_MINUTES * 60_000);
  // From the call's own time outwards, so that on a busy day the nearest are never cut off.
  const [before, after] = await Promise.all([
    tx.recording.findMany({
      where: { attachedToId: null, startedAt: { gte: within.gte, lt: sought.callAt } },
      orderBy: { startedAt: 'desc' },
      take: LIMIT,
    }),
    tx.recording.findMany({
      where: {
        attachedToId: null,
        startedAt: { gte: new Date(Math.max(sought.callAt.getTime(), since.getTime())), lte: within.lte },
      },
      orderBy: { startedAt: 'asc' },
      take: LIMIT,
    }),
  ]);
  const sameNumber =
    sought.otherNumber === null
      ? []
      : await tx.recording.findMany({
          where: { attachedToId: null, otherNumber: sought.otherNumber, startedAt: around(DAY_MS) },
          orderBy: { startedAt: 'asc' },
          take: LIMIT,
        });
  const unique = new Map([...before, ...after, ...sameNumber].map((recording) => [recording.id, recording]));
  return rankMatches(sought, [...unique.values()]);
}
