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
  /** The outcome, for whoever prepared the form. */
  | 'result'
  /** The first download: what is still to be done is told at once. */
  | 'downloaded'
  | 'shared'
  | 'linkReissued'
  | 'linkRevoked'
  | 'nudge'
  | 'reminder'
  | 'succeeded'
  | 'trouble'
  | 'auditHead'
  | 'deputySet'
  | 'deputyChanged'
  | 'deputyEnded';

/** The mark of a call to act whose reason is gone: not sent, or shown as such where it was sent. */
export const OVERTAKEN = 'overtaken';

/** A call that was taken back is true again: whoever it is for is called once more. */
async function oweAgain(tx: Tx, { clock, queue }: Pick<Context, 'clock' | 'queue'>, noticeId: string): Promise<void> {
  await tx.notice.update({ where: { id: noticeId }, data: { state: 'pending', reason: null, createdAt: clock.now() } });
  await queue.enqueue(tx, 'notify', { noticeId });
}

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
  if (known) {
    if (known.state === 'sent' && known.reason === OVERTAKEN) await oweAgain(tx, ctx, known.id);
    return false;
  }
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
