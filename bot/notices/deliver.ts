import type { Context } from '../context.js';
import type { Notice } from '../db/generated/client.js';
import { untilBack } from '../db/untilBack.js';
import { AppError } from '../errors.js';
import type { Job } from '../jobs/queue.js';
import { TryLater } from '../jobs/tryLater.js';
import { decidersOf } from '../requests/deciders.js';
import { type Carrier, type Owed, Unreachable } from './carrier.js';
import { hasChat, isOvertaken } from './overtaken.js';
import { OVERTAKEN } from './owe.js';
import { isTriedTooLong, triedTooLong } from './patience.js';
import { tellOfUninstalled } from './uninstalled.js';

/**
 * Sends one owed message (job `notify`), with the state as it is now. Whoever cannot be reached is noted as such and gets it
 * as soon as they can be; nothing is dropped. Sending is not idempotent, so a crash between sending and noting it
 * may show a message twice, never not at all.
 *
 * @throws TryLater where the carrier asks for patience
 */
export async function deliverNotice(ctx: Context, carrier: Carrier, noticeId: string): Promise<void> {
  const notice = await ctx.db.client.notice.findUnique({ where: { id: noticeId }, include: { request: true } });
  if (notice === null || notice.state === 'sent') return;
  if (await isOvertaken(ctx.db.client, ctx, notice)) return closeOvertaken(ctx, notice);
  try {
    const standing = await carrier.send(notice);
    if (standing === null) return await markUninstalled(ctx, notice);
    const data = { state: 'sent', reason: null, ...standing, sentAt: ctx.clock.now() } as const;
    // What was sent must be noted, however long the database is away: otherwise it would be sent again.
    await untilBack(() => ctx.db.client.notice.update({ where: { id: noticeId }, data }));
    await lookAgain(ctx, notice);
  } catch (error) {
    if (error instanceof Unreachable) return markUnreachable(ctx, notice, error.reason);
    // Nobody of the directory any more, or somebody who may no longer see the request.
    if (error instanceof AppError) return markUnreachable(ctx, notice, 'left');
    if (!(error instanceof TryLater)) throw error;
    if (!(await isTriedTooLong(ctx.db.client, noticeId))) throw error;
    await giveUp(ctx, notice);
  }
}

/**
 * Gives up the messages that were tried for an hour, also those of which the job was given up: they are not forgotten, but stand on the
 * list of what could not be sent.
 */
export async function giveUpLate(ctx: Context): Promise<void> {
  const ids = await triedTooLong(ctx.db.client);
  for (const notice of await ctx.db.client.notice.findMany({ where: { id: { in: ids } } })) await giveUp(ctx, notice);
}

/** Whoever has no chat could not be given the bot in all that time: somebody has to tell them, as where it is refused at once. */
async function giveUp(ctx: Context, notice: Notice): Promise<void> {
  const { personId } = notice;
  if (personId !== null && !(await hasChat(ctx.db.client, personId))) return markUninstalled(ctx, notice);
  await markUnreachable(ctx, notice, 'failed');
}

/** What happened while a message was on its way found no card to bring up to date. */
async function lookAgain(ctx: Context, { id, requestId }: Notice): Promise<void> {
  if (requestId === null) return;
  const sent = await ctx.db.client.notice.findUnique({ where: { id }, include: { request: true } });
  if (sent === null || !(await isOvertaken(ctx.db.client, ctx, sent))) return;
  await ctx.db.transaction((tx) => ctx.queue.enqueueAll(tx, [updateOf(sent)]));
}

const updateOf = ({ id, personId }: Notice): Job => ({
  name: 'update',
  data: { noticeId: id, to: personId ?? 'channel' },
});

async function closeOvertaken(ctx: Context, { id }: Notice): Promise<void> {
  const sentAt = ctx.clock.now();
  await ctx.db.client.notice.update({ where: { id }, data: { state: 'sent', reason: OVERTAKEN, sentAt } });
}

async function markUnreachable(ctx: Context, { id }: Notice, reason: string): Promise<void> {
  await ctx.db.client.notice.updateMany({ where: unsent(id), data: { state: 'unreachable', reason } });
}

/** What was sent meanwhile stays so. */
const unsent = (id: string) => ({ id, state: { not: 'sent' } }) as const;

/** Whoever has never opened the bot: somebody has to tell them to. */
async function markUninstalled(ctx: Context, { id, kind, personId }: Notice): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const data = { state: 'unreachable', reason: 'no_conversation' } as const;
    if ((await tx.notice.updateMany({ where: unsent(id), data })).count === 0) return;
    // Of whoever could not be told of somebody else, nobody is told for that alone.
    if (personId !== null && kind !== 'uninstalled') await tellOfUninstalled(tx, ctx, personId);
  });
}

/** Is the reader of a decision card among those who decide; a channel has no reader of its own. */
function stillDecides(ctx: Context, { personId, request }: Owed): boolean {
  if (personId === null || request === null || request.status !== 'submitted') return true;
  return decidersOf(ctx, request).some(({ id }) => id === personId);
}

/** Whether a card that was sent is to be shown as over: its reason is gone, and it does not say so yet. */
async function closes(ctx: Context, notice: Owed): Promise<boolean> {
  return notice.kind !== 'decide' && notice.reason !== OVERTAKEN && (await isOvertaken(ctx.db.client, ctx, notice));
}

/**
 * Finds the cards that were sent for a request and are no longer true (job `refresh`), for everybody who sees them: decision cards at
 * every change, any other call to act once, when its reason is gone. Each is brought up to date by a job of its own.
 */
export async function refreshCards(ctx: Context, requestId: string): Promise<void> {
  const notices = await ctx.db.client.notice.findMany({
    where: { requestId, state: 'sent', activityId: { not: null }, conversationId: { not: null } },
    include: { request: true },
  });
  const updates: Job[] = [];
  for (const notice of notices) {
    if (notice.activityId === '') continue;
    if (notice.kind === 'decide' || (await closes(ctx, notice))) updates.push(updateOf(notice));
  }
  if (updates.length > 0) await ctx.db.transaction((tx) => ctx.queue.enqueueAll(tx, updates));
}

/**
 * Brings one card that was sent up to date (job `update`): it shows how things stand and what happened last.
 *
 * @throws TryLater where the carrier asks for patience
 */
export async function updateCard(ctx: Context, carrier: Carrier, noticeId: string): Promise<void> {
  const notice = await ctx.db.client.notice.findUnique({ where: { id: noticeId }, include: { request: true } });
  if (notice === null || notice.state !== 'sent') return;
  const { activityId, conversationId, request } = notice;
  if (activityId === null || activityId === '' || conversationId === null || request === null) return;
  const over = await closes(ctx, notice);
  const decision = notice.kind === 'decide';
  if (!decision && !over) return;
  try {
    if (!(await carrier.update(notice, { conversationId, activityId }, over))) return;
  } catch (error) {
    // A card that was deleted, or whose reader left or may no longer see the request, needs no update.
    if (error instanceof Unreachable || error instanceof AppError) return;
    throw error;
  }
  const reason = over || (decision && !stillDecides(ctx, notice)) ? OVERTAKEN : null;
  if (reason !== notice.reason) await ctx.db.client.notice.update({ where: { id: noticeId }, data: { reason } });
}
