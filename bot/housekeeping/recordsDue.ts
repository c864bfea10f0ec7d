import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { officeOf } from '../directory/people.js';
import { civilDate, momentOf } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import { oweNotice } from '../notices/owe.js';
import { MATTER_KINDS, matterRule } from '../rule/matters.js';
import { formatReceipt } from '../rule/receipt.js';
import { isSameRule, overFrom, overThrough, type RecordsRule, type Told, toTell } from '../rule/records.js';

/** Where it is kept what was told last of what will be deleted, and under which setting. */
const KEY = 'records';

/** A request that is at its end: nothing of 様式第1号 and 第2号 is to come. */
export interface Ended {
  id: string;
  /** The 年度 in which it ended. */
  endedIn: number;
  /** Whether something still hangs on it, so that it stays. */
  held: boolean;
}

/** Which of them: those that ended in a 年度 or earlier, one of them only, or the first on which nothing hangs. */
interface Which {
  through?: number;
  id?: string;
  firstFree?: boolean;
}

/**
 * Requests that are at their end, those that ended first before others. What holds one: somebody who is still there has to be told of it, a
 * link is open, a copy or an extract is kept, work is to be done, or the city wants it kept.
 */
export function endedRequests(
  tx: Tx,
  { clock, config }: Pick<Context, 'clock' | 'config'>,
  { through, id, firstFree = false }: Which,
): Promise<Ended[]> {
  const before = through === undefined ? null : momentOf(`${through + 1}-04-01`, '00:00');
  const kept = config.recordsHeld;
  // Tokyo is nine hours ahead, and the 年度 begins in its fourth month.
  return tx.$queryRaw<Ended[]>`
    SELECT "id", "endedIn", "held" FROM (SELECT r."id"::text AS "id", r."endedAt", r."fiscalYear", r."serial",
      extract(year FROM r."endedAt" AT TIME ZONE 'UTC' + interval '9 hours' - interval '3 months')::int AS "endedIn",
      EXISTS (SELECT 1 FROM unnest(${kept.map(({ fiscalYear }) => fiscalYear)}::int[], ${kept.map(({ serial }) => serial)}::int[]) AS k("year", "number")
        WHERE k."year" = r."fiscalYear" AND k."number" = r."serial")
      OR EXISTS (SELECT 1 FROM "Link" l WHERE l."requestId" = r."id" AND l."revokedAt" IS NULL AND l."expiresAt" > ${clock.now()})
      OR EXISTS (SELECT 1 FROM "Copy" c WHERE c."requestId" = r."id" AND c."removedAt" IS NULL)
      OR EXISTS (SELECT 1 FROM "Recording" f
        WHERE f."attachedToId" = r."id" AND f."storeKey" IS NOT NULL AND f."removedAt" IS NULL)
      OR EXISTS (SELECT 1 FROM "Notice" n LEFT JOIN "Person" p ON p."id" = n."personId"
        WHERE n."requestId" = r."id" AND n."state" <> 'sent' AND (n."state" = 'pending' OR coalesce(p."active", true)))
      OR EXISTS (SELECT 1 FROM "Job" j WHERE j."data" ->> 'requestId' = r."id"::text
        OR j."data" ->> 'noticeId' IN (SELECT n."id"::text FROM "Notice" n WHERE n."requestId" = r."id")) AS "held"
    FROM (
      SELECT "id", "fiscalYear", "serial",
        CASE WHEN "status" = 'withdrawn' THEN "withdrawnAt"
          WHEN "status" IN ('refused', 'answered', 'received', 'registered') AND "answeredAt" IS NOT NULL
          THEN GREATEST("answeredAt", "receivedAt", "registeredAt", "linksStoppedAt") END AS "endedAt"
      FROM "Request" WHERE "serial" IS NOT NULL AND (${id ?? null}::uuid IS NULL OR "id" = ${id ?? null}::uuid)) r
    WHERE r."endedAt" IS NOT NULL AND (${before}::timestamptz IS NULL OR r."endedAt" < ${before}::timestamptz)) e
    WHERE NOT (${firstFree} AND e."held")
    ORDER BY e."endedAt", e."fiscalYear", e."serial" LIMIT ${firstFree ? 1 : null}::int`;
}

/** A matter (第7条) that came to its end in a 年度 or earlier. */
export interface EndedMatter {
  id: string;
  endedIn: number;
}

/** Matters that ended in a 年度 or earlier, those that ended first before others. */
export async function endedMatters(tx: Tx, through: number): Promise<EndedMatter[]> {
  const closedAt = { lt: momentOf(`${through + 1}-04-01`, '00:00') };
  const kind = { in: MATTER_KINDS.filter((one) => !matterRule(one).keptForGood) };
  const ended = await tx.matter.findMany({
    where: { closedAt, kind },
    orderBy: [{ closedAt: 'asc' }, { serial: 'asc' }],
  });
  return ended.map(({ id, closedAt: at }) => ({ id, endedIn: fiscalYearOf(civilDate(at ?? closedAt.lt)) }));
}

/** How many there are of each 年度 on which nothing hangs, oldest first. */
function countsOf(ended: readonly { endedIn: number; held?: boolean }[]): [endedIn: number, count: number][] {
  const counts = new Map<number, number>();
  for (const { endedIn, held } of ended) if (!held) counts.set(endedIn, (counts.get(endedIn) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => one - other);
}

/** What is kept between one housekeeping and the next: the setting that held, and what was told under it. */
interface Kept {
  under: RecordsRule;
  told?: Told;
}

function ruleOf({ config: { recordsYears, recordsHeld } }: Pick<Context, 'config'>): RecordsRule {
  return { years: recordsYears ?? null, held: recordsHeld.map(formatReceipt).sort() };
}

/** What was told last of what will be deleted, if that was under the setting that holds now. */
export async function readTold(tx: Tx, ctx: Pick<Context, 'config'>): Promise<Told | undefined> {
  const kept = (await tx.setting.findUnique({ where: { key: KEY } }))?.value as Partial<Kept> | undefined;
  return kept?.under !== undefined && isSameRule(kept.under, ruleOf(ctx)) ? kept.told : undefined;
}

async function keep(tx: Tx, ctx: Pick<Context, 'config'>, told: Told | undefined): Promise<void> {
  const { years, held } = ruleOf(ctx);
  const value = { under: { years, held: [...held] }, ...(told ? { told: { ...told } } : {}) };
  await tx.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}

/**
 * Notes the setting that holds, so that what was told under another is void for good, even if that other is set again one day. To be
 * called at each housekeeping, whether anything may be deleted or not.
 */
export function noteRecordsRule(ctx: Context): Promise<void> {
  return ctx.db.transaction(async (tx) => keep(tx, ctx, await readTold(tx, ctx)));
}

/**
 * Tells the 取扱者, a month before, what will be deleted for good and from when on; the log says so as well. Each is told once. What is held is
 * counted apart; where there is nothing else, nothing is told yet.
 */
export async function tellWhatIsDue(ctx: Context): Promise<void> {
  const { recordsYears: years } = ctx.config;
  if (years === undefined) return;
  await ctx.db.transaction(async (tx) => {
    const next = toTell(civilDate(ctx.clock.now()), years, await readTold(tx, ctx));
    if (next === undefined) return;
    const ended = await endedRequests(tx, ctx, { through: next.through });
    const counts = countsOf(ended);
    const held = ended.filter((one) => one.held).length;
    const matters = countsOf(await endedMatters(tx, next.through));
    if (counts.length === 0 && matters.length === 0) return;
    await keep(tx, ctx, next);
    await appendAudit(tx, ctx, {
      actor: null,
      action: 'records.announced',
      channel: 'job',
      data: {
        from: next.from,
        years,
        requests: Object.fromEntries(counts),
        held,
        matters: Object.fromEntries(matters),
      },
    });
    const about = [
      ...[next.from, years, held],
      ...counts.map(([endedIn, requests]) => `${endedIn}x${requests}`),
      ...matters.map(([endedIn, count]) => `${endedIn}m${count}`),
    ].join('_');
    for (const { id: personId } of officeOf(ctx.directory)) {
      await oweNotice(tx, ctx, { kind: 'recordsDue', requestId: null, personId, about });
    }
  });
}

/** What will be deleted next, for whoever looks after the system. */
export interface RecordsDue {
  /** The day from which they are deleted; null where all that could be are held. */
  from: string | null;
  /** How many are. */
  requests: number;
  /** How many besides are held, and stay until nothing hangs on them any more. */
  held: number;
}

/**
 * What will be deleted next, whether it was told already or not, and what is not although it ended as early; null where nothing is ever
 * deleted, or none is over or to be deleted yet.
 */
export async function recordsDue(ctx: Pick<Context, 'db' | 'clock' | 'config'>): Promise<RecordsDue | null> {
  const { recordsYears: years } = ctx.config;
  if (years === undefined) return null;
  const { client } = ctx.db;
  const [oldest] = await endedRequests(client, ctx, { firstFree: true });
  const told = await readTold(client, ctx);
  const planned = told !== undefined && oldest !== undefined && told.through >= oldest.endedIn ? told : undefined;
  const through = planned?.through ?? oldest?.endedIn ?? overThrough(civilDate(ctx.clock.now()), years);
  const ended = await endedRequests(client, ctx, { through });
  const held = ended.filter((one) => one.held).length;
  if (oldest === undefined) return held > 0 ? { from: null, requests: 0, held } : null;
  return { from: planned?.from ?? overFrom(through, years), requests: ended.length - held, held };
}

/** How many of a 年度 go. */
interface Counted {
  endedIn: number;
  count: number;
}

/** What a notice tells: the day, the years, how many are held, and how many requests and matters of which 年度 go. */
export function dueOf(about: string): {
  from: string;
  years: number;
  held: number;
  requests: Counted[];
  matters: Counted[];
} {
  const [from = '', years = '', held = '', ...counts] = about.split('_');
  const counted = (mark: 'x' | 'm') =>
    counts
      .filter((one) => one.includes(mark))
      .map((one) => {
        const [endedIn, count] = one.split(mark).map(Number);
        return { endedIn: endedIn ?? 0, count: count ?? 0 };
      });
  return { from, years: Number(years), held: Number(held), requests: counted('x'), matters: counted('m') };
}
