import type { Context } from '../context.js';
import type { Notice } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { decidersOf } from '../requests/deciders.js';
import { type Carrier, type Owed, TryLater, Unreachable } from './carrier.js';
import { isOvertaken } from './overtaken.js';
import { OVERTAKEN } from './owe.js';

/** How long a message is tried that the carrier will not take; then it stands on the list of what could not be sent. */
const PATIENCE_MS = 60 * 60_000;

/** Seconds until the next try when the carrier names none. */
const PAUSE_SECONDS = 10;

/** Seconds to wait: what was asked for and a little more, so that not all come back at the same moment. */
const pauseOf = ({ afterSeconds = PAUSE_SECONDS }: TryLater): number => afterSeconds + Math.ceil(Math.random() * 3);

/**
 * Sends one owed message (job `notify`), with the state as it is now. Whoever cannot be reached is noted as such and gets it
 * as soon as they can be; nothing is dropped. Sending is not idempotent, so a crash between sending and noting it
 * may show a message twice, never not at all.
 */
export async function deliverNotice(ctx: Context, carrier: Carrier, noticeId: string): Promise<void> {
  const notice = await ctx.db.client.notice.findUnique({ where: { id: noticeId }, include: { request: true } });
  if (notice === null || notice.state === 'sent') return;
  if (await isOvertaken(ctx.db.client, ctx, notice)) return closeOvertaken(ctx, notice);
  try {
    const standing = await carrier.send(notice);
    if (standing === null) return await markUnreachable(ctx, notice, 'no_conversation');
    await ctx.db.client.notice.update({
      where: { id: noticeId },
      data: { state: 'sent', reason: null, ...standing, sentAt: ctx.clock.now() },
    });
    await lookAgain(ctx, notice);
  } catch (error) {
    if (error instanceof Unreachable) return markUnreachable(ctx, notice, error.reason);
    // Nobody of the directory any more, or somebody who may no longer see the request.
    if (error instanceof AppError) return markUnreachable(ctx, notice, 'left');
    if (!(error instanceof TryLater)) throw error;
    const waited = ctx.clock.now().getTime() - notice.createdAt.getTime();
    if (waited > PATIENCE_MS) return markUnreachable(ctx, notice, 'failed');
    const afterSeconds = pauseOf(error);
    await ctx.db.transaction((tx) => ctx.queue.enqueue(tx, 'notify', { noticeId }, { afterSeconds }));
  }
}

/** What happened while a message was on its way found no card to bring up to date. */
async function lookAgain(ctx: Context, { id, requestId }: Notice): Promise<void> {
  if (requestId === null) return;
  const sent = await ctx.db.client.notice.findUnique({ where: { id }, include: { request: true } });
  if (sent === null || !(await isOvertaken(ctx.db.client, ctx, sent))) return;
  await ctx.db.transaction((tx) => ctx.queue.enqueue(tx, 'refresh', { requestId }));
}

async function closeOvertaken(ctx: Context, { id }: Notice): Promise<void> {
  const sentAt = ctx.clock.now();
  await ctx.db.client.notice.update({ where: { id }, data: { state: 'sent', reason: OVERTAKEN, sentAt } });
}

async function markUnreachable(ctx: Context, notice: Notice, reason: string): Promise<void> {
  await ctx.db.client.notice.update({ where: { id: notice.id }, data: { state: 'unreachable', reason } });
}

/** Is the reader of a decision card among those who decide; a channel has no reader of its own. */
function stillDecides(ctx: Context, { personId, request }: Owed): boolean {
  if (personId === null || request === null || request.status !== 'submitted') return true;
  return decidersOf(ctx, request).some(({ id }) => id === personId);
}

/**
 * Brings the cards that were sent for a request up to date (job `refresh`), for everybody who sees them: decision cards at every
 * change, any other call to act once, when its reason is gone: it then shows how things stand and what happened last.
 */
export async function refreshCards(ctx: Context, carrier: Carrier, requestId: string): Promise<void> {
  const notices = await ctx.db.client.notice.findMany({
    where: { requestId, state: 'sent', activityId: { not: null } },
    include: { request: true },
  });
  let pause: number | undefined;
  for (const notice of notices) {
    const { activityId, conversationId, request } = notice;
    if (activityId === null || activityId === '' || conversationId === null || request === null) continue;
    const decision = notice.kind === 'decide';
    const closes = !decision && notice.reason !== OVERTAKEN && (await isOvertaken(ctx.db.client, ctx, notice));
    if (!decision && !closes) continue;
    try {
      if (!(await carrier.update(notice, { conversationId, activityId }, closes))) continue;
      const reason = closes || (decision && !stillDecides(ctx, notice)) ? OVERTAKEN : null;
      if (reason !== notice.reason) await ctx.db.client.notice.update({ where: { id: notice.id }, data: { reason } });
    } catch (error) {
      // A card that was deleted, or whose reader left or may no longer see the request, needs no update.
      if (error instanceof Unreachable || error instanceof AppError) continue;
      if (!(error instanceof TryLater)) throw error;
      pause = Math.max(pause ?? 0, pauseOf(error));
    }
  }
  // One job for all cards that have to wait, however many they are.
  const afterSeconds = pause;
  if (afterSeconds !== undefined) {
    await ctx.db.transaction((tx) => ctx.queue.enqueue(tx, 'refresh', { requestId }, { afterSeconds }));
  }
}
