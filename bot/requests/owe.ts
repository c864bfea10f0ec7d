import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';

/** Every kind of message the bot owes somebody. */
export type NoticeKind =
  | 'decide'
  | 'prepared'
  | 'handedBack'
  | 'filed'
  | 'returned'
  | 'answered'
  | 'refused'
  | 'shared'
  | 'linkReissued'
  | 'linkRevoked'
  | 'nudge'
  | 'reminder'
  | 'succeeded'
  | 'trouble'
  | 'auditHead';

/**
 * Owes one message to one person (or, with null, to the decision channel), in the caller's transaction. The key makes it owed
 * once, however often the same thing happens.
 *
 * @returns true when it was not owed before
 */
export async function oweNotice(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'queue'>,
  notice: { kind: NoticeKind; requestId: string | null; personId: string | null; about: string },
): Promise<boolean> {
  const key = [notice.kind, notice.requestId ?? '', notice.about, notice.personId ?? 'channel'].join(':');
  const known = await tx.notice.findUnique({ where: { key } });
  if (known) return false;
  const { id } = await tx.notice.create({
    data: {
      key,
      kind: notice.kind,
      requestId: notice.requestId,
      personId: notice.personId,
      createdAt: ctx.clock.now(),
    },
  });
  await ctx.queue.enqueue(tx, 'notify', { noticeId: id });
  return true;
}
