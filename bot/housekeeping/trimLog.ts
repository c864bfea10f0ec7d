import { appendAudit } from '../audit/append.js';
import { findBeginning, isOurs, type LogBeginning, toldBy } from '../audit/beginning.js';
import type { Json } from '../audit/canonical.js';
import { currentHead, type RecordedHead } from '../audit/heads.js';
import { believedKeys } from '../audit/keys.js';
import { readFirstRow, readRowsOf } from '../audit/readLog.js';
import { hasSeals } from '../audit/recorder.js';
import { historiesGivenUp, ofPresentHistory } from '../audit/restored.js';
import { BEGINNING } from '../audit/signatures.js';
import { beginningAt } from '../audit/tail.js';
import { verifyAudit } from '../audit/verify.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { civilDate, momentOf } from '../japanese/civil.js';
import { keptFrom } from '../rule/records.js';
import { isLogTrusted, tellOfLogFault } from './heads.js';

/**
 * Takes the oldest rows off the audit log once they are past their retention, in two steps. First the whole log is checked, and a row is
 * appended that says where it will begin, by which rule, and what has to be known of what goes to check the rest. When that row has left the
 * machine in a head at every place, the rows before go. Nothing of a request that is still there goes, and nothing at all unless the log is
 * known to be whole, nor while the database is perhaps an older state.
 *
 * @param memory the day on which this process last looked for what is over
 * @throws AppError `integrity` when the log is not whole: then it stays as it is, and those in charge are told
 */
export async function trimLog(ctx: Context, memory: { trimmedOn?: string }): Promise<void> {
  const { auditYears: years } = ctx.config;
  if (years === undefined || ctx.links.held || !(await isLogTrusted(ctx))) return;
  const first = await readFirstRow(ctx.db);
  if (first === undefined) return;
  const keys = believedKeys(ctx.config);
  const words = (await readRowsOf(ctx.db, BEGINNING)).filter((row) => isOurs(row, keys));
  const due = words.map(toldBy).findLast((told) => told !== undefined && told.seq >= first.seq);
  if (due !== undefined) return takeOff(ctx, due);
  const today = civilDate(ctx.clock.now());
  if (memory.trimmedOn === today) return;
  memory.trimmedOn = today;
  const before = momentOf(keptFrom(today, years), '00:00');
  if (new Date(first.at) < before) await sayWhereItBegins(ctx, { first: first.seq, before, years });
}

interface Plan {
  first: number;
  before: Date;
  years: number;
}

async function sayWhereItBegins(ctx: Context, { first, before, years }: Plan): Promise<void> {
  const keys = believedKeys(ctx.config);
  const heads = (await Promise.all(ctx.headPlaces.map((place) => place.read()))).flat();
  const givenUp = await historiesGivenUp(ctx.db, keys);
  const upTo = Math.min(await lastOver(ctx, before), knownWhenKept(ofPresentHistory(heads, givenUp), before));
  if (upTo < first) return;
  const { fault } = await verifyAudit(ctx.db, { heads, keys });
  if (fault !== undefined) {
    await tellOfLogFault(ctx, fault.seq);
    throw notWhole(fault.sentence);
  }
  const { beginning } = await findBeginning(ctx.db, keys);
  const place = await beginningAt(ctx.db, upTo + 1, beginning);
  if (place === undefined) throw notWhole(`row ${upTo + 1} is gone`);
  const gone = givenUp.filter(({ row }) => row <= upTo);
  await ctx.db.transaction(async (tx) => {
    const data: { [key: string]: Json } = {
      upTo: { seq: place.seq, hash: place.hash },
      ...{ first, rows: upTo - first + 1, before: before.toISOString(), years },
      key: place.key ? { ...place.key } : null,
      replaced: [...(place.replaced ?? [])],
      once: place.once === true,
      seals: await hasSeals(tx),
      givenUp: gone.map(({ lost, ...one }) => ({ ...one, ...(lost ? { lost: [...lost] } : {}) })),
    };
    await ctx.queue.enqueue(tx, 'head', {});
    await appendAudit(tx, ctx, { actor: null, action: BEGINNING, channel: 'job', data });
  });
}

/**
 * The last row of which no head outside says that the log ended before it when it had to be kept already, as one may where a clock was
 * set back, or two differ: whoever checks holds every head against the word.
 */
function knownWhenKept(heads: readonly RecordedHead[], before: Date): number {
  return heads.reduce(
    (least, { seq, at }) => (Date.parse(at) >= before.getTime() ? Math.min(least, seq) : least),
    Infinity,
  );
}

/**
 * The last row that may go: the one after it is past its retention as well and stays to show that all before it were, and none after that
 * is of a request that is still there.
 */
async function lastOver({ db }: Context, before: Date): Promise<number> {
  const [found] = await db.client.$queryRaw<{ young: number | null; last: number | null; living: number | null }[]>`
    SELECT (SELECT min("seq") FROM "AuditEntry" WHERE "at" >= ${before}) AS "young",
      (SELECT max("seq") FROM "AuditEntry") AS "last",
      (SELECT min(a."seq") FROM "Request" r CROSS JOIN LATERAL (
        SELECT "seq" FROM "AuditEntry" WHERE "requestId" = r."id"::text ORDER BY "seq" LIMIT 1) a
       WHERE r."serial" IS NOT NULL AND r."createdAt" < ${before}) AS "living"`;
  const young = found?.young ?? (found?.last ?? 0) + 1;
  return Math.min(young, found?.living ?? young) - 2;
}

/** Lets the rows go as soon as the row that says so has left the machine: otherwise nobody could tell it from one that was made up later. */
async function takeOff(ctx: Context, { row }: LogBeginning): Promise<void> {
  if (!(await isKeptOutside(ctx, row))) return;
  // As long as it takes: a year of rows goes at once.
  await ctx.db.statements('writing', (run) => run('SELECT "removeOldestAudit"($1::integer)', [row]));
}

/** Whether every place has a head that covers a row, and is of this log. */
async function isKeptOutside(ctx: Context, row: number): Promise<boolean> {
  if (ctx.headPlaces.length === 0) return false;
  const now = await currentHead(ctx);
  const each = await Promise.all(ctx.headPlaces.map((place) => place.last(now)));
  const seqs = each.flat().map(({ seq }) => seq);
  const rows = await ctx.db.client.auditEntry.findMany({
    where: { seq: { in: seqs, gte: row } },
    select: { seq: true, hash: true },
  });
  return each.every((heads) =>
    heads.some((head) => rows.some(({ seq, hash }) => seq === head.seq && hash === head.hash)),
  );
}

function notWhole(what: string): AppError {
  return new AppError(
    'integrity',
    `the audit log is not whole, so nothing is taken off it: ${what}`,
    '監査記録に異常があるため、保存期間を過ぎた記録の削除を止めています。',
  );
}
