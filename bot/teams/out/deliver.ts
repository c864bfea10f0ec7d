import type { Context } from '../../context.js';
import type { Conversation, Notice, Request } from '../../db/generated/client.js';
import { decisionChannel } from '../../directory/decisionChannel.js';
import { periodOf } from '../../directory/deputies.js';
import { findActor, peopleWithRole } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { headOf } from '../../housekeeping/heads.js';
import { civilDate } from '../../japanese/civil.js';
import { aboutOf, isOvertaken } from '../../notices/overtaken.js';
import { OVERTAKEN } from '../../notices/owe.js';
import { decidersOf } from '../../requests/deciders.js';
import { handedOverTo } from '../../requests/reads/answered.js';
import { register } from '../../requests/verbs/register.js';
import type { Actor } from '../../rule/actor.js';
import type { ReminderKind } from '../../rule/reminders.js';
import { answeredCard, auditHeadCard, deputyCard, isOfDeputy, troubleCard } from '../cards/notices.js';
import type { CardContent } from '../cards/render.js';
import { askView } from '../views/ask.js';
import type { Turn } from '../views/turn.js';
import { channelView, decisionView, preparedView, returnedView, statusView } from '../views/views.js';
import { personalConversation } from './conversations.js';
import { type Messenger, TryLater, Unreachable } from './messenger.js';

type Owed = Notice & { request: Request | null };

/** What a message that shows how the request stands says first. */
const HEADLINES: Partial<Record<string, string>> = {
  nudge: '審査のお願いが届いています',
  linkReissued: '取得リンクが再発行されました',
  linkRevoked: '取得リンクが失効しました',
  submitted: '作成された申請書が申請されました',
  result: '作成された申請に回答がありました',
  succeeded: '前任の方から申請を引き継ぎました',
};

/** What a reminder says first. */
const REMINDERS: Record<ReminderKind, string> = {
  undecided: '審査をお待ちしている申請があります',
  retention: '録音の保存期間がまもなく終わります。お急ぎください',
  link: '取得リンクの期限が近づいています。まだ録音が受け取られていません',
  unregistered: '総合文書管理システムへの登録をお願いします',
};

/** How long a message is tried that Teams will not take; then it stands on the list of what could not be sent. */
const PATIENCE_MS = 60 * 60_000;

/** Seconds until the next try when Teams names none. */
const PAUSE_SECONDS = 10;

/** Seconds to wait: what Teams asked for and a little more, so that not all come back at the same moment. */
const pauseOf = ({ afterSeconds = PAUSE_SECONDS }: TryLater): number => afterSeconds + Math.ceil(Math.random() * 3);

/**
 * Sends one owed message (job `notify`), with the state as it is now. Whoever cannot be reached is noted as such and gets it
 * as soon as they can be; nothing is dropped. Sending is not idempotent in Teams, so a crash between sending and noting it
 * may show a message twice, never not at all.
 */
export async function deliverNotice(ctx: Context, messenger: Messenger, noticeId: string): Promise<void> {
  const notice = await ctx.db.client.notice.findUnique({ where: { id: noticeId }, include: { request: true } });
  if (notice === null || notice.state === 'sent') return;
  if (await isOvertaken(ctx.db.client, ctx, notice)) return closeOvertaken(ctx, notice);
  const conversation = await conversationOf(ctx, notice);
  if (conversation === null) return markUnreachable(ctx, notice, 'no_conversation');
  try {
    const content = await contentOf(ctx, notice, conversation);
    const activityId = await messenger.send(conversation, content);
    await ctx.db.client.notice.update({
      where: { id: noticeId },
      data: { state: 'sent', reason: null, conversationId: conversation.id, activityId, sentAt: ctx.clock.now() },
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

async function conversationOf(ctx: Context, notice: Notice): Promise<Conversation | null> {
  if (notice.personId !== null) return personalConversation(ctx, notice.personId);
  const id = await decisionChannel(ctx.db.client);
  return id === undefined ? null : ctx.db.client.conversation.findUnique({ where: { id } });
}

/** The reader of a personal message; a channel's card is built for a manager, who decides there. */
async function readerOf(ctx: Context, notice: Notice): Promise<Actor> {
  if (notice.personId !== null) return findActor(ctx.directory, notice.personId, civilDate(ctx.clock.now()));
  const [manager] = peopleWithRole(ctx.directory, 'manager');
  if (manager === undefined)
    throw new AppError('not_in_directory', 'no manager in the directory', '管理責任者がいません。');
  return findActor(ctx.directory, manager.id);
}

/** The turn in which the message's reader would ask for what it shows. */
async function turnOf(ctx: Context, notice: Notice, conversation: Conversation): Promise<Turn> {
  return {
    ctx,
    actor: await readerOf(ctx, notice),
    via: { channel: 'job' },
    personal: notice.personId !== null,
    conversationId: conversation.id,
  };
}

/** Is the reader of a decision card among those who decide; a channel has no reader of its own. */
async function stillDecides(ctx: Context, { personId, request }: Owed): Promise<boolean> {
  if (personId === null || request === null || request.status !== 'submitted') return true;
  return decidersOf(ctx, request).some(({ id }) => id === personId);
}

async function contentOf(ctx: Context, notice: Owed, conversation: Conversation): Promise<CardContent> {
  const about = aboutOf(notice.key);
  if (notice.kind === 'auditHead') return auditHeadCard(headOf(about));
  if (isOfDeputy(notice.kind)) return deputyCard(notice.kind, await periodOf(ctx.db.client, about));
  const { request } = notice;
  if (request === null) throw new Error('a message about a request has none');
  const turn = await turnOf(ctx, notice, conversation);
  if (notice.kind === 'decide' && notice.personId === null) return channelView(turn, request.id);
  if (notice.kind === 'decide') return decisionView(turn, request.id, { answered: true });
  if (notice.kind === 'prepared') return preparedView(turn, request.id);
  if (notice.kind === 'handedBack') return statusView(turn, request.id);
  const headline =
    notice.kind === 'reminder' ? REMINDERS[(about.split('-')[0] ?? '') as ReminderKind] : HEADLINES[notice.kind];
  if (notice.kind === 'returned') return returnedView(turn, request.id);
  if (notice.kind === 'downloaded') return askView(turn, register, request.id);
  if (headline !== undefined) return statusView(turn, request.id, { headline });
  if (notice.kind === 'trouble') return troubleCard(request, about);
  const handed = await handedOverTo(ctx, turn.actor, request);
  if (handed === null) return statusView(turn, request.id);
  return answeredCard(ctx.config, request, handed.link, handed.copies);
}

/**
 * Brings the cards that were sent for a request up to date (job `refresh`), for everybody who sees them: decision cards at every
 * change, any other call to act once, when its reason is gone: it then shows how things stand and what happened last.
 */
export async function refreshCards(ctx: Context, messenger: Messenger, requestId: string): Promise<void> {
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
    const conversation = await ctx.db.client.conversation.findUnique({ where: { id: conversationId } });
    if (conversation === null) continue;
    try {
      const content = closes
        ? await statusView(await turnOf(ctx, notice, conversation), requestId, { answered: true })
        : await contentOf(ctx, notice, conversation);
      await messenger.update(conversation, activityId, content);
      const reason = closes || (decision && !(await stillDecides(ctx, notice))) ? OVERTAKEN : null;
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
