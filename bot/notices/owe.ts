import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Notice, Prisma } from '../db/generated/client.js';
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
  /** The whole of it was checked, for whoever asked. */
  | 'logChecked'
  /** A directory file that was not taken over. */
  | 'directoryFault'
  | 'directoryHeld'
  /** A backup was put back; a link was made anew for that. */
  | 'olderState'
  /** The clock jumped ahead, or differs from the database's. */
  | 'clockJump'
  /** Somebody who does not have the bot is owed a message. */
  | 'uninstalled'
  /** Requests past their retention will be deleted. */
  | 'recordsDue'
  /** Something of the system: storage, jobs. */
  | 'system'
  /** What was done with a matter, and that one waits. */
  | 'matter'
  | 'matterWaits'
  /** One has to be begun. */
  | 'matterDue'
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
    select: { id: true, personId: true },
  });
  const again = added.length === rows.length ? [] : await takenBack(tx, rows, createdAt);
  return { added: added.length, jobs: [...added, ...again].map(notifyOf) };
}

/** The job that sends a message. */
export const notifyOf = ({ id, personId }: Pick<Notice, 'id' | 'personId'>): Job => ({
  name: 'notify',
  data: { noticeId: id, to: personId ?? 'channel' },
});

/** Of messages that are owed already, those that were overtaken by something that was undone since: they are to be sent again. */
async function takenBack(
  tx: Tx,
  rows: readonly { key: string }[],
  createdAt: Date,
): Promise<Pick<Notice, 'id' | 'personId'>[]> {
  const which = { key: { in: rows.map(({ key }) => key) }, state: 'sent' as const, reason: OVERTAKEN };
  return tx.notice.updateManyAndReturn({
    where: which,
    data: { state: 'pending', reason: null, createdAt },
    select: { id: true, personId: true },
  });
}

/**
 * Sends messages that could not be sent once more, in the caller's transaction. How long they are tried begins anew, for a job of before
 * that has not ended goes.
 *
 * @param which of those that could not be sent; all without it
 * @returns how many
 */
export async function sendAgain(
  tx: Tx,
  { queue }: Pick<Context, 'queue'>,
  which: Pick<Prisma.NoticeWhereInput, 'personId'> = {},
): Promise<number> {
  const notices = await tx.notice.updateManyAndReturn({
    where: { ...which, state: 'unreachable' },
    data: { state: 'pending', reason: null },
    select: { id: true, personId: true },
  });
  if (notices.length === 0) return 0;
  const ids = notices.map(({ id }) => id);
  await tx.$executeRaw`
    DELETE FROM "Job" WHERE "name" = 'notify' AND "holder" IS NULL AND "data" ->> 'noticeId' = ANY(${ids}::text[])`;
  await queue.enqueueAll(tx, notices.map(notifyOf));
  return notices.length;
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
