import type { Context } from '../context.js';
import { addDays, civilDate } from '../japanese/civil.js';

/** Days that masked sentences are kept. */
const SENTENCE_DAYS = 30;
/** Days that counts are kept: two years can be compared. */
const COUNT_DAYS = 800;

/** A civil date as the database has it. */
const dayOf = (date: string): Date => new Date(`${date}T00:00:00Z`);

/**
 * Counts a sentence that was not understood, by day; its words are kept only where they come masked (`KEEP_UNREAD`).
 *
 * @param kind `unsure` where the person was asked which of a few things they meant
 */
export async function noteUnread(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  kind: 'unsure' | 'unknown',
  masked?: string,
): Promise<void> {
  const today = civilDate(clock.now());
  const [unsure, unknown] = kind === 'unsure' ? [1, 0] : [0, 1];
  await db.executeSql(
    `INSERT INTO "UnreadDay" AS day ("day", "unsure", "unknown") VALUES ($1::date, $2, $3)
     ON CONFLICT ("day") DO UPDATE SET "unsure" = day."unsure" + $2, "unknown" = day."unknown" + $3`,
    [today, unsure, unknown],
  );
  if (masked !== undefined) await db.client.unreadSentence.create({ data: { day: dayOf(today), masked } });
}

/** How many sentences were not understood in the seven days up to today. */
export async function unreadLately({
  db,
  clock,
}: Pick<Context, 'db' | 'clock'>): Promise<{ unsure: number; unknown: number }> {
  const since = dayOf(addDays(civilDate(clock.now()), -6));
  const { _sum } = await db.client.unreadDay.aggregate({
    where: { day: { gte: since } },
    _sum: { unsure: true, unknown: true },
  });
  return { unsure: _sum.unsure ?? 0, unknown: _sum.unknown ?? 0 };
}

/** Deletes masked sentences after their 30 days, or all of them where none may be kept any more, and counts of long ago. */
export async function forgetUnread({ db, clock, config }: Context): Promise<void> {
  const today = civilDate(clock.now());
  const before = (days: number) => ({ day: { lte: dayOf(addDays(today, -days)) } });
  await db.client.unreadSentence.deleteMany({ where: config.keepUnread ? before(SENTENCE_DAYS) : {} });
  await db.client.unreadDay.deleteMany({ where: before(COUNT_DAYS) });
}
