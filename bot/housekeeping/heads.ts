import { currentHead, type RecordedHead, recordHead } from '../audit/heads.js';
import type { Context } from '../context.js';
import { decisionChannel } from '../directory/decisionChannel.js';
import { AppError } from '../errors.js';
import { oweNotice } from '../notices/owe.js';
import { type Actor, hasRole } from '../rule/actor.js';

/**
 * Takes the head of the audit log out of the database once a day: to the file of heads, and to the decision channel where one
 * is set. Whoever rewrites the log afterwards would have to rewrite both.
 */
export async function publishHead(ctx: Context): Promise<void> {
  const head = await recordHead(ctx.db, ctx.clock, ctx.config.auditHeadFile);
  await ctx.db.transaction(async (tx) => {
    if ((await decisionChannel(tx)) === undefined) return;
    const about = [head.day, head.seq, head.hash].join('_');
    await oweNotice(tx, ctx, { kind: 'auditHead', requestId: null, personId: null, about });
  });
}

/** The head as it stands now, for the 管理責任者 and 監査担当. @throws AppError `not_allowed` for anybody else */
export async function presentHead(ctx: Context, actor: Actor): Promise<RecordedHead> {
  if (hasRole(actor, 'manager', 'auditor')) return currentHead(ctx.db, ctx.clock);
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
