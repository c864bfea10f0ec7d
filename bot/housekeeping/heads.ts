import { currentHead, type RecordedHead, recordHead } from '../audit/heads.js';
import { believedKeys } from '../audit/keys.js';
import { verifyTail } from '../audit/tail.js';
import type { Context } from '../context.js';
import { decisionChannel } from '../directory/decisionChannel.js';
import { peopleWithRole } from '../directory/people.js';
import { AppError } from '../errors.js';
import { oweNotice } from '../notices/owe.js';
import { type Actor, hasRole } from '../rule/actor.js';

/**
 * Takes the head of the audit log out of the database: to every place where heads are kept, and the day's first to the decision
 * channel where one is set. Whoever rewrites the log afterwards would have to rewrite all of them.
 */
export async function publishHead(ctx: Context): Promise<void> {
  // Heads of a state that nobody has said to be meant would stand among those that tell that it is an older one.
  if (ctx.links.held) return;
  const kept = await Promise.all(ctx.headPlaces.map((place) => recordHead(ctx, place)));
  const [head] = kept.map(({ first }) => first);
  if (head === undefined) return;
  await ctx.db.transaction(async (tx) => {
    if ((await decisionChannel(tx)) === undefined) return;
    const about = [head.day, head.seq, head.hash].join('_');
    await oweNotice(tx, ctx, { kind: 'auditHead', requestId: null, personId: null, about });
  });
}

/** The head as it stands now, for the 管理責任者 and 監査担当. @throws AppError `not_allowed` for anybody else */
export async function presentHead(ctx: Context, actor: Actor): Promise<RecordedHead> {
  if (hasRole(actor, 'manager', 'auditor')) return currentHead(ctx);
  throw new AppError(
    'not_allowed',
    'not for this person',
    '監査記録の確認値は、管理責任者と監査担当がご覧になれます。',
  );
}

/** The head that a notice of this kind tells. */
export function headOf(about: string): Pick<RecordedHead, 'day' | 'seq' | 'hash'> {
  const [day = '', seq = '', hash = ''] = about.split('_');
  return { day, seq: Number(seq), hash };
}

/** Where it is kept that a look found the log not to be whole: every process reads it, and a restart does not forget it. */
const FAULT_KEY = 'logFault';

/**
 * Looks at the end of the audit log, and tells the 管理責任者 and the 取扱者 when it is not whole; the same fault once.
 *
 * @returns whether it is whole, and no earlier look found a fault that still stands
 * @throws AppError `integrity` when the file of heads is damaged
 */
export async function checkLog(ctx: Context): Promise<boolean> {
  const heads = (await Promise.all(ctx.headPlaces.map((place) => place.read()))).flat();
  const fault = await verifyTail(ctx.db, { heads, keys: believedKeys(ctx.config) });
  if (fault === undefined) return !(await hasLogFault(ctx));
  await tellOfLogFault(ctx, fault.seq);
  return false;
}

/**
 * Notes for every process that the log is not whole from a row on, and tells the 管理責任者 and the 取扱者; the same fault once.
 *
 * @param besides who hears of it in another way
 */
export async function tellOfLogFault(ctx: Context, row: number, besides?: string): Promise<void> {
  ctx.readiness.log = 'broken';
  const people = peopleWithRole(ctx.directory, 'manager', 'operator').filter(({ id }) => id !== besides);
  await ctx.db.transaction(async (tx) => {
    const value = { row, at: ctx.clock.now().toISOString() };
    await tx.setting.upsert({ where: { key: FAULT_KEY }, create: { key: FAULT_KEY, value }, update: { value } });
    for (const { id: personId } of people) {
      await oweNotice(tx, ctx, { kind: 'logFault', requestId: null, personId, about: String(row) });
    }
  });
}

/** Whether any process found the log not to be whole since the whole of it was last found to be. */
export async function hasLogFault({ db }: Pick<Context, 'db'>): Promise<boolean> {
  return (await db.client.setting.count({ where: { key: FAULT_KEY } })) > 0;
}

/** The whole log was checked, and nothing is wrong or missing: what was found before no longer stands. */
export async function forgetLogFault({ db }: Pick<Context, 'db'>): Promise<void> {
  await db.client.setting.deleteMany({ where: { key: FAULT_KEY } });
}

/** Whether the log is known to be whole, so that something may be deleted for good: this process has looked, and none has found a fault that still stands. */
export async function isLogTrusted(ctx: Pick<Context, 'db' | 'readiness'>): Promise<boolean> {
  return ctx.readiness.log === 'whole' && !(await hasLogFault(ctx));
}
