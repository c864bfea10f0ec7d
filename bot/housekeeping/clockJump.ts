import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import type { Database, Tx } from '../db/database.js';
import { officeOf } from '../directory/people.js';
import { AppError } from '../errors.js';
import { oweNotice } from '../notices/owe.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { SECTION } from '../rule/office.js';

/** Whoever was away for longer has his clock looked at before anything is deleted for good: longer than from Friday to Monday. */
const AWAY_MS = 3 * 86_400_000;

/** So far the clocks of two machines may differ. */
const DIFFERENCE_MS = 3_600_000;

/** Where the moment of the last housekeeping is kept, and since when deletion waits. */
const KEY = 'clock';

interface Seen {
  /** The moment of the last housekeeping. */
  at: string;
  /** The moment that seemed too late to be true, and the last one known before it. */
  held?: { at: string; before: string };
}

/** What other clocks say. */
export interface OtherClocks {
  /** The time of the database's server; undefined where that is this machine's own. */
  database(): Promise<Date | undefined>;
}

/** Asks the database's server for its time. */
export function otherClocks(db: Database, isServer: boolean): OtherClocks {
  return {
    async database() {
      if (!isServer) return undefined;
      const { rows } = await db.executeSql('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS "ms"', []);
      return new Date((rows[0] as { ms: number }).ms);
    },
  };
}

/**
 * Whether what is kept for a time only may be deleted now. A clock that jumped ahead would delete all of it, for good; so after a jump
 * deletion waits until somebody of the office has looked at the clock, or until it was set back. Those who can say more are told, once.
 * To be called at each housekeeping, and only there.
 */
export async function mayDelete(ctx: Context, clocks: OtherClocks): Promise<boolean> {
  const now = ctx.clock.now();
  const database = await clocks.database();
  if (database !== undefined && Math.abs(database.getTime() - now.getTime()) > DIFFERENCE_MS) {
    await tell(ctx, 'differs', now, database);
    return false;
  }
  return ctx.db.transaction(async (tx) => {
    const seen = await readSeen(tx);
    const before = seen === undefined ? await lastRow(tx, now) : new Date(seen.at);
    const held = heldNow(seen, before, now);
    const value: Seen = { at: now.toISOString(), ...(held ? { held } : {}) };
    await tx.setting.upsert({
      where: { key: KEY },
      create: { key: KEY, value: { ...value } },
      update: { value: { ...value } },
    });
    if (held === undefined) return true;
    await tellIn(tx, ctx, 'jumped', new Date(held.at), new Date(held.before));
    return false;
  });
}

/** A jump that was found before holds until the clock is behind it again; a new one from now on. */
function heldNow(seen: Seen | undefined, before: Date | undefined, now: Date): Seen['held'] {
  if (seen?.held !== undefined && now.getTime() >= Date.parse(seen.held.at)) return seen.held;
  if (before === undefined || now.getTime() - before.getTime() <= AWAY_MS) return undefined;
  return { at: now.toISOString(), before: before.toISOString() };
}

async function readSeen(tx: Tx): Promise<Seen | undefined> {
  return (await tx.setting.findUnique({ where: { key: KEY } }))?.value as Seen | undefined;
}

/** The last thing that the log tells of; of a database that no housekeeping has looked at yet. */
async function lastRow(tx: Tx, now: Date): Promise<Date | undefined> {
  const row = await tx.auditEntry.findFirst({
    where: { at: { lte: now } },
    orderBy: { seq: 'desc' },
    select: { at: true },
  });
  return row?.at;
}

function tell(ctx: Context, what: 'differs' | 'jumped', now: Date, other: Date): Promise<void> {
  return ctx.db.transaction((tx) => tellIn(tx, ctx, what, now, other));
}

async function tellIn(tx: Tx, ctx: Context, what: 'differs' | 'jumped', now: Date, other: Date): Promise<void> {
  // A difference goes on by minutes: it is told once a day.
  const day = 86_400_000;
  const [a, b] =
    what === 'differs' ? [now, other].map((moment) => Math.floor(moment.getTime() / day) * day) : [+now, +other];
  for (const { id: personId } of officeOf(ctx.directory)) {
    await oweNotice(tx, ctx, { kind: 'clockJump', requestId: null, personId, about: [what, a, b].join('-') });
  }
}

/** Whether deletion waits for somebody to look at the clock. */
export async function isClockDoubted(ctx: Pick<Context, 'db'>): Promise<boolean> {
  return (await readSeen(ctx.db.client))?.held !== undefined;
}

/**
 * 「時計は正しい」: somebody of the office has looked; what is over is deleted from the next housekeeping on.
 *
 * @returns false where nothing waited
 * @throws AppError `not_allowed`
 */
export async function confirmClock(ctx: Context, actor: Actor, via: Via): Promise<boolean> {
  if (!hasRole(actor, 'manager', 'operator')) {
    throw new AppError('not_allowed', 'not of the office', `時計の確認は、${SECTION}の管理責任者と取扱者が行います。`);
  }
  return ctx.db.transaction(async (tx) => {
    const seen = await readSeen(tx);
    if (seen?.held === undefined) return false;
    const value = { at: ctx.clock.now().toISOString() };
    await tx.setting.update({ where: { key: KEY }, data: { value } });
    await appendAudit(tx, ctx, {
      actor: { id: actor.personId, name: actor.name },
      action: 'clock.confirmed',
      channel: via.channel,
      data: { ...seen.held },
    });
    return true;
  });
}
