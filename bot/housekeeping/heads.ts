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

/**
 * Looks at the end of the audit log, and tells the 管理責任者 and the 取扱者 when it is not whole; the same fault once.
 *
 * @returns whether it is whole
 * @throws AppError `integrity` when the file of heads is damaged
 */
export async function checkLog(ctx: Context): Promise<boolean> {
  const heads = (await Promise.all(ctx.headPlaces.map((place) => place.read()))).flat();
  const fault = await verifyTail(ctx.db, { heads, keys: believedKeys(ctx.config) });
  if (fault === undefined) return true;
  const people = new Set(
    ['manager' as const, 'operator' as const].flatMap((role) => peopleWithRole(ctx.directory, role)),
  );
  await ctx.db.transaction(async (tx) => {
    for (const { id: personId } of people) {
      await oweNotice(tx, ctx, { kind: 'logFault', requestId: null, personId, about: String(fault.seq) });
    }
  });
  return false;
}
