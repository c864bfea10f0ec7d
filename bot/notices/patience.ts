import type { Tx } from '../db/database.js';

/**
 * Whether one message was tried for longer than an hour. It counts from its oldest job, by the clock of the database: that is when it was
 * owed, or asked for again since (`sendAgain`).
 */
export async function isTriedTooLong(tx: Tx, noticeId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "Job" WHERE "name" = 'notify' AND "data" ->> 'noticeId' = ${noticeId}
    HAVING min("createdAt") < now() - interval '1 hour'`;
  return rows.length > 0;
}

/** The ids of all messages that are owed and were tried for longer than that, also by jobs that were given up. */
export async function triedTooLong(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "Notice"."id" FROM "Notice" JOIN "Job" ON "name" = 'notify' AND "data" ->> 'noticeId' = "Notice"."id"::text
    WHERE "state" = 'pending' GROUP BY "Notice"."id" HAVING min("Job"."createdAt") < now() - interval '1 hour'`;
  return rows.map(({ id }) => id);
}
