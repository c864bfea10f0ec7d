import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { peopleWithRole } from '../directory/people.js';
import type { Job } from '../jobs/queue.js';
import type { Trouble } from '../rule/reminders.js';

/** Every kind of message the bot owes somebody. */
type NoticeKind =
  | 'decide'
  | 'prepared'
  | 'handedBack'
  | 'submitted'
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
  /** News of a link for its recipient: opened in another browser, guessed at, stopped for that. */
  | 'openedAnew'
  | 'guessing'
  | 'guessedOut'
  | 'nudge'
  | 'reminder'
  | 'succeeded'
  | 'trouble'
  | 'auditHead'
  /** The end of the audit log is not whole. */
  | 'logFault'
  /** A directory file that was not taken over. */
  | 'directoryFault'
  | 'directoryHeld'
  /** A backup was put back; a link was made anew for that. */
  | 'olderState'
  | 'linkRenewed'
  | 'deputySet'
  | 'deputyChanged'
  | 'deputyEnded';

/** The mark of a call to act whose reason is gone: not sent, or shown as such where it was sent. */
export const OVERTAKEN = 'overtaken';

/** A message that a step owes; null for the decision channel. */
export interface OwedNotice {
  kind: NoticeKind;
  personId: string | null;
  /** What of the request it is about: the key that is made of it keeps the same message from being owed twice. */
  about: string;
}

/**
 * Owes messages about one request, or about none, in the caller's transaction. Each is owed once, however often the same thing
 * happens; a call that was taken back and is true again is made once more.
 *
 * @returns which of them were not owed before, and the jobs that send them
 */
async function owe(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  requestId: string | null,
  notices: readonly OwedNotice[],
): Promise<{ added: number; jobs: Job[] }> {
  const createdAt = clock.now();
  const rows = notices.map(({ kind, personId, about }) => ({
    key: [kind, requestId ?? '', about, personId ?? 'channel'].join(':'),
    kind,
    requestId,
    personId,
    createdAt,
  }));
  if (rows.length === 0) return { added: 0, jobs: [] };
  const added = await tx.notice.createManyAndReturn({
    data: rows,
    skipDuplicates: true,
    select: { id: true, key: true },
  });
  const again = added.length === rows.length ? [] : await takenBack(tx, rows, createdAt);
  const jobs = [...added, ...again].map(({ id }) => ({ name: 'notify' as const, data: { noticeId: id } }));
  return { added: added.length, jobs };
}

/** Of messages that are owed already, those that were overtaken by something that was undone since: they are to be sent again. */
async function takenBack(tx: Tx, rows: readonly { key: string }[], createdAt: Date): Promise<{ id: string }[]> {
  const which = { key: { in: rows.map(({ key }) => key) }, state: 'sent' as const, reason: OVERTAKEN };
  return tx.notice.updateManyAndReturn({
    where: which,
    data: { state: 'pending', reason: null, createdAt },
    select: { id: true },
  });
}

/** Owes messages of one step; the step enqueues their jobs with its own. */
export async function oweNotices(
  tx: Tx,
  ctx: Pick<Context, 'clock'>,
  requestId: string,
  notices: readonly OwedNotice[],
): Promise<Job[]> {
  return (await owe(tx, ctx, requestId, notices)).jobs;
}

/** Owes one message, in the caller's transaction. @returns true when it was not owed before */
export async function oweNotice(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'queue'>,
  { requestId, ...notice }: OwedNotice & { requestId: string | null },
): Promise<boolean> {
  const { added, jobs } = await owe(tx, ctx, requestId, [notice]);
  await ctx.queue.enqueueAll(tx, jobs);
  return added > 0;
}

/** Tells the 取扱者 that a request cannot go on by itself. */
export async function oweOperators(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'queue' | 'directory'>,
  requestId: string,
  about: Trouble,
): Promise<void> {
  const notices = peopleWithRole(ctx.directory, 'operator').map(({ id }) => ({
    kind: 'trouble' as const,
    personId: id,
    about,
  }));
  await ctx.queue.enqueueAll(tx, await oweNotices(tx, ctx, requestId, notices));
}
