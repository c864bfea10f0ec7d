import type { Context } from '../../context.js';
import type { Conversation, Notice } from '../../db/generated/client.js';
import { decisionChannel } from '../../directory/decisionChannel.js';
import { periodOf } from '../../directory/deputies.js';
import { findActor, peopleWithRole } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { headOf } from '../../housekeeping/heads.js';
import { resultIn } from '../../housekeeping/logCheck.js';
import { dueOf } from '../../housekeeping/recordsDue.js';
import { civilDate } from '../../japanese/civil.js';
import type { Carrier, Owed } from '../../notices/carrier.js';
import { aboutOf, matterIn } from '../../notices/overtaken.js';
import { handedOverTo } from '../../requests/reads/answered.js';
import { register } from '../../requests/verbs/register.js';
import type { Actor } from '../../rule/actor.js';
import type { MatterKind } from '../../rule/matters.js';
import type { ReminderKind } from '../../rule/reminders.js';
import {
  answeredCard,
  auditHeadCard,
  clockJumpCard,
  deputyCard,
  directoryFaultCard,
  directoryHeldCard,
  isLinkNews,
  isOfDeputy,
  linkNewsCard,
  logCheckedCard,
  logFaultCard,
  olderStateCard,
  recordsDueCard,
  systemCard,
  troubleCard,
  uninstalledCard,
} from '../cards/notices.js';
import type { CardContent } from '../cards/render.js';
import { askView } from '../views/ask.js';
import { matterDueView, matterView } from '../views/matters.js';
import type { Turn } from '../views/turn.js';
import { channelView, decisionView, preparedView, returnedView, statusView } from '../views/views.js';
import { personalConversation } from './conversations.js';
import type { Installer } from './install.js';
import type { Messenger } from './messenger.js';

/** What a message that shows how the request stands says first. */
const HEADLINES: Partial<Record<string, string>> = {
  nudge: '審査のお願いが届いています',
  linkReissued: '取得リンクが再発行されました',
  linkRenewed: '取得リンクを新しくしました。以前のリンクは使えません',
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

/** Carries owed messages as cards to the chats of people and to the decision channel. */
export function createCarrier(ctx: Context, messenger: Messenger, installer: Installer): Carrier {
  return {
    async send(notice) {
      const conversation = (await conversationOf(ctx, notice)) ?? (await installFor(ctx, installer, notice));
      if (conversation === null) return null;
      const content = await contentOf(ctx, notice, conversation);
      return { conversationId: conversation.id, activityId: await messenger.send(conversation, content) };
    },
    async update(notice, { conversationId, activityId }, closed) {
      const conversation = await ctx.db.client.conversation.findUnique({ where: { id: conversationId } });
      if (conversation === null) return false;
      const content = closed
        ? await statusView(turnOf(ctx, notice, conversation), notice.requestId ?? '', { answered: true })
        : await contentOf(ctx, notice, conversation);
      await messenger.update(conversation, activityId, content);
      return true;
    },
  };
}

async function conversationOf(ctx: Context, notice: Notice): Promise<Conversation | null> {
  if (notice.personId !== null) return personalConversation(ctx, notice.personId);
  const id = await decisionChannel(ctx.db.client);
  return id === undefined ? null : ctx.db.client.conversation.findUnique({ where: { id } });
}

/** The chat of somebody who did not have the bot yet, which only people of the directory are given. */
async function installFor(ctx: Context, installer: Installer, notice: Notice): Promise<Conversation | null> {
  return notice.personId === null ? null : installer.reach(readerOf(ctx, notice).personId);
}

/** The reader of a personal message; a channel's card is built for a manager, who decides there. */
function readerOf(ctx: Context, notice: Notice): Actor {
  if (notice.personId !== null) return findActor(ctx.directory, notice.personId, civilDate(ctx.clock.now()));
  const [manager] = peopleWithRole(ctx.directory, 'manager');
  if (manager === undefined)
    throw new AppError('not_in_directory', 'no manager in the directory', '管理責任者がいません。');
  return findActor(ctx.directory, manager.id);
}

/** The turn in which the message's reader would ask for what it shows. */
function turnOf(ctx: Context, notice: Notice, conversation: Conversation): Turn {
  return {
    ctx,
    actor: readerOf(ctx, notice),
    via: { channel: 'job' },
    personal: notice.personId !== null,
    inTeam: notice.personId === null,
    conversationId: conversation.id,
  };
}

/** What was done with a matter, or that it still waits, as its reader sees it now. */
async function matterNews(turn: Turn, { kind, key }: Owed): Promise<CardContent> {
  const { id, what } = matterIn(aboutOf(key));
  return matterView(turn, id, kind === 'matterWaits' ? { waits: true } : { news: what });
}

async function contentOf(ctx: Context, notice: Owed, conversation: Conversation): Promise<CardContent> {
  const about = aboutOf(notice.key);
  // Whoever is in the directory no more is sent nothing, whatever it is about.
  if (notice.personId !== null) readerOf(ctx, notice);
  if (notice.kind === 'auditHead') return auditHeadCard(headOf(about));
  if (notice.kind === 'logFault') return logFaultCard(Number(about));
  if (notice.kind === 'logChecked') return logCheckedCard(resultIn(about));
  if (notice.kind === 'directoryFault') return directoryFaultCard(about);
  if (notice.kind === 'olderState') return olderStateCard();
  if (notice.kind === 'clockJump') return clockJumpCard(about);
  if (notice.kind === 'recordsDue') return recordsDueCard(dueOf(about));
  if (notice.kind === 'system') return systemCard(about);
  if (notice.kind === 'matter' || notice.kind === 'matterWaits')
    return matterNews(turnOf(ctx, notice, conversation), notice);
  if (notice.kind === 'uninstalled') {
    const person = ctx.directory.person(about);
    // Gone from the directory in this moment; at the next try the message is overtaken.
    if (person === undefined) throw new Error('a message is about nobody of the directory');
    return uninstalledCard(person);
  }
  if (notice.kind === 'directoryHeld') return directoryHeldCard(about);
  if (isOfDeputy(notice.kind)) return deputyCard(notice.kind, await periodOf(ctx.db.client, about));
  if (notice.kind === 'matterDue')
    return matterDueView(turnOf(ctx, notice, conversation), matterIn(about).id as MatterKind);
  const { request } = notice;
  if (request === null) throw new Error('a message about a request has none');
  if (isLinkNews(notice.kind)) return linkNewsCard(notice.kind, request, notice.createdAt);
  const turn = turnOf(ctx, notice, conversation);
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
