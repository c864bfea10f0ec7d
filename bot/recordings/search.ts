import type { Tx } from '../db/database.js';
import type { Prisma, Recording } from '../db/generated/client.js';

/** What recordings are searched by: call data only, never by listening (第4条第3項). */
export interface RecordingQuestion {
  /** Moments, both included. */
  from: Date;
  to: Date;
  /** E.164 or an extension; null for 非通知. */
  otherNumber?: string | null;
  cityNumber?: string;
  /** Length in seconds. */
  least?: number;
  most?: number;
}

/** So many are shown; a search that finds more is to be narrowed. */
export const RECORDINGS_SHOWN = 10;

/** The recordings of the index that fit, in their order of time, and how many there are. */
export async function searchRecordings(
  tx: Tx,
  { from, to, otherNumber, cityNumber, least, most }: RecordingQuestion,
): Promise<{ recordings: Recording[]; total: number }> {
  const where: Prisma.RecordingWhereInput = {
    attachedToId: null,
    startedAt: { gte: from, lte: to },
    ...(otherNumber === undefined ? {} : { otherNumber }),
    ...(cityNumber === undefined ? {} : { cityNumber }),
    ...(least === undefined && most === undefined
      ? {}
      : { seconds: { ...(least === undefined ? {} : { gte: least }), ...(most === undefined ? {} : { lte: most }) } }),
  };
  const recordings = await tx.recording.findMany({
    where,
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
    take: RECORDINGS_SHOWN,
  });
  return { recordings, total: await tx.recording.count({ where }) };
}
