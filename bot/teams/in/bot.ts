import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod/v4';
import type { Context } from '../../context.js';
import { findActor } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { noteUnread } from '../../housekeeping/unread.js';
import { civilDate } from '../../japanese/civil.js';
import type { Readiness } from '../../readiness.js';
import { recordShown } from '../../requests/reads/viewed.js';
import { canCarry, failedPressCard, tooEarlyCard } from '../cards/again.js';
import { apologyCard, greetingCard, messageCard, startingCard, usualButtons } from '../cards/message.js';
import type { Press } from '../cards/presses.js';
import type { CardContent, Renderer } from '../cards/render.js';
import { addressOf, conversationIdOf, isPersonal, rememberConversation, rememberPerson } from '../out/conversations.js';
import type { Messenger } from '../out/messenger.js';
import type { Activity, Bot, Reply } from '../sdk/port.js';
import { helpView } from '../views/help.js';
import type { Turn } from '../views/turn.js';
import { channelView, refreshedView, statusView } from '../views/views.js';
import { type Handler, read } from './actions/shared.js';
import { handlerOf } from './actions.js';
import { fileOf } from './attachment.js';
import { answerMeant, answerSentence, maskedText, takeFile } from './conversation.js';
import { LastRead } from './lastRead.js';
import { LastSaid } from './lastSaid.js';
import { auditRefusedTurn, isRefusal, requestIdIn } from './refusedTurns.js';

/** What the bot is made of. */
export interface BotParts {
  ctx: Context;
  messenger: Messenger;
  render: Renderer;
  log: Logger;
  readiness: Readiness;
}

/** How long a press may wait for a bot that is starting, in milliseconds; Teams gives one up after about ten seconds. */
const PRESS_PATIENCE_MS = 7000;

/** So much of a sentence is remembered. */
const MOST_REMEMBERED = 400;

/** For a press that no button can carry, or that nobody made. */
const NOT_NOW = 'ただいま処理できません。少し時間をおいて、もう一度お試しください。';

/** What Teams sends: a press goes to the verb's handler, a sentence to the conversation, an arrival is greeted. */
export function createBot({ ctx, messenger, render, log, readiness }: BotParts): Bot {
  /** Messages that wait for the bot to be ready, as they stand by then. */
  const waiting = new Map<string, Activity>();
  const lastRead = new LastRead();
  const lastSaid = new LastSaid();

  /** The answer to what somebody said. */
  function answerTo(activity: Activity): Promise<CardContent> {
    const text = withoutMention(activity);
    const file = fileOf(activity.attachments);
    const sentence = file === undefined;
    return respond(
      activity,
      sentence ? 'message' : 'file',
      (turn) => (sentence ? answerSentence(turn, text) : takeFile(turn, text, file)),
      () => apologyCard(sentence ? text : undefined),
    );
  }

  /** Asks for a moment, ends the turn, and answers once the bot is ready; what Teams delivers twice, or tells of an edit, is answered once. */
  async function answerLater(activity: Activity, reply: Reply): Promise<void> {
    const key = `${conversationIdOf(activity)} ${activity.id ?? ''}`;
    const known = waiting.has(key);
    waiting.set(key, activity);
    if (known) return;
    readiness
      .wait()
      .then(async (ready) => {
        if (ready) await messenger.send(addressOf(activity), await answerTo(waiting.get(key) ?? activity));
      })
      .catch((error: unknown) => log.error({ err: describe(error) }, 'a sentence said at the start was not answered'))
      .finally(() => waiting.delete(key));
    await rememberPerson(ctx, activity);
    await messenger.answer(addressOf(activity), reply, startingCard());
  }

  async function answerMessage(activity: Activity, reply: Reply): Promise<void> {
    if (readiness.missing().length > 0) return answerLater(activity, reply);
    await messenger.answer(addressOf(activity), reply, await answerTo(activity));
  }

  const greet = (activity: Activity, what: string) =>
    respond(activity, what, async (turn) => (turn.personal ? helpView(turn) : greetingCard()), apologyCard);

  /** One turn: who is it, what is the answer; every foreseen failure is a sentence, every other one an apology. */
  async function respond(
    activity: Activity,
    what: string,
    work: (turn: Turn) => Promise<CardContent>,
    apology: () => CardContent,
  ): Promise<CardContent> {
    const turnId = randomUUID();
    const started = performance.now();
    const done = (outcome: string) =>
      log.info({ turnId, what, outcome, ms: Math.round(performance.now() - started) }, 'turn');
    let turn: Turn | undefined;
    try {
      const personal = isPersonal(activity);
      await rememberPerson(ctx, activity);
      const actor = findActor(ctx.directory, activity.from?.aadObjectId ?? '', civilDate(ctx.clock.now()));
      if (!personal) await rememberConversation(ctx, activity, null);
      const channel = personal ? ('chat' as const) : ('channel' as const);
      const via = { channel, told: new Set<string>(), ...unasked(activity) };
      const inTeam = activity.conversation?.conversationType === 'channel';
      const conversationId = conversationIdOf(activity);
      const before = personal ? lastSaid.of(conversationId, ctx.clock.now().getTime()) : {};
      turn = { ctx, actor, via, personal, inTeam, conversationId, before };
      const content = await noted(turn, await work(turn));
      await remember(turn, content, what === 'message' ? withoutMention(activity) : '');
      done('ok');
      return content;
    } catch (error) {
      try {
        if (!(error instanceof AppError)) throw error;
        done(error.code);
        // Whatever was asked before is not what is spoken of now.
        if (turn !== undefined) lastSaid.note(turn.conversationId, {}, ctx.clock.now().getTime());
        const refused = isRefusal(activity, error);
        if (refused) await auditRefusedTurn(ctx, activity, turn, { what, because: error.code });
        const answer = await refusal(turn, error, activity.value);
        // That row names the request and so tells that they saw how it stands.
        return turn === undefined || refused ? answer : await noted(turn, answer);
      } catch (unforeseen) {
        log.error({ turnId, what, err: describe(unforeseen) }, 'turn failed');
        ctx.db.presence.suspectIf(unforeseen);
        return apology();
      }
    }
  }

  /** Keeps in mind what was asked, and counts what was not understood. */
  async function remember(turn: Turn, { asks, unread }: CardContent, text: string): Promise<void> {
    const isOpen = unread !== undefined && text !== '';
    if (isOpen && unread !== 'guessed') {
      // The answer is there; a count that fails takes nothing from it.
      await noteUnread(ctx, unread, ctx.config.keepUnread ? maskedText(turn, text) : undefined).catch(
        (error: unknown) => log.warn({ err: describe(error) }, 'a sentence that was not understood was not counted'),
      );
    }
    if (!turn.personal || turn.via.unasked) return;
    lastSaid.note(
      turn.conversationId,
      { ...(isOpen && { text: text.slice(0, MOST_REMEMBERED) }), ...(asks && { asks }) },
      ctx.clock.now().getTime(),
    );
  }

  return {
    async press(activity) {
      // Neither the database nor paper can hold such signs, and nobody can see them.
      activity.value = readable(activity.value);
      const { action } = (activity.value ?? {}) as { action?: unknown };
      const { verb, data } = (action ?? {}) as { verb?: unknown; data?: unknown };
      const handler = OF_SENTENCES.get(verb) ?? handlerOf(verb);
      const press = handler === undefined || unasked(activity).unasked ? undefined : pressOf(verb, data);
      if (!(await readiness.wait(PRESS_PATIENCE_MS))) return press ? render(tooEarlyCard(press)) : NOT_NOW;
      const work = async (turn: Turn) => {
        if (turn.via.unasked) return automatic(turn, verb, data);
        if (handler === undefined)
          throw new AppError('unreadable', 'unknown verb', 'このカードは古くなっています。次の中からお選びください。');
        return handler(turn, data);
      };
      const what = `press ${handler ? String(verb) : 'unknown'}`;
      const apology = () => (press ? failedPressCard(press) : { ...apologyCard(), sentence: NOT_NOW });
      const content = await respond(activity, what, work, apology);
      if (content.sentence !== undefined) return content.sentence;
      // The answer is for whoever pressed. With `refresh` in it the SDK would show it to the whole channel.
      const { refresh: _forAll, ...own } = content;
      return render(own);
    },
    message(activity, reply) {
      lastRead.note(activity);
      return answerMessage(activity, reply);
    },
    async edit(activity, reply) {
      if (lastRead.note(activity)) await answerMessage(activity, reply);
    },
    async installation(activity, reply) {
      if (activity.action?.startsWith('remove')) return;
      await rememberPerson(ctx, activity);
      if (!(await readiness.wait())) return;
      await messenger.answer(addressOf(activity), reply, await greet(activity, 'arrival'));
    },
    async conversation(activity) {
      // Teams tells the same arrival a second time in this way; it is only remembered.
      await rememberPerson(ctx, activity);
      if (readiness.missing().length > 0) return;
      await greet(activity, 'conversation');
    },
  };
}

/** A press as a button can carry it; undefined where it cannot. */
function pressOf(verb: unknown, data: unknown): Press | undefined {
  const press = { verb: String(verb), data: (data ?? {}) as Record<string, unknown> };
  return typeof press.data === 'object' && canCarry(press) ? press : undefined;
}

const SAID = z.object({ text: z.string() });
const MEANT = SAID.extend({ label: z.string() });

/** Presses that answer a sentence. */
const OF_SENTENCES: ReadonlyMap<unknown, Handler> = new Map<unknown, Handler>([
  // 「もう一度」 on an apology: the sentence that it was an answer to.
  ['again', (turn, data) => answerSentence({ ...turn, before: {} }, read(SAID, data).text)],
  // What a sentence meant that was not surely understood.
  [
    'meant',
    (turn, data) => {
      const { text, label } = read(MEANT, data);
      return answerMeant(turn, text, label);
    },
  ],
]);

/** Whether the client of the person asks, not the person; nothing is decided by it. */
function unasked({ type, value }: Activity): { unasked?: true } {
  return type === 'invoke' && (value as { trigger?: unknown } | undefined)?.trigger === 'automatic'
    ? { unasked: true }
    : {};
}

/** The answer, with what it shows noted; where others read along nothing is in it that they may not see. */
async function noted(turn: Turn, answer: CardContent): Promise<CardContent> {
  const { shows } = answer;
  if (shows === undefined) return answer;
  const alone = turn.personal || turn.via.unasked === true;
  if (!alone && !('forAll' in shows)) return openAnswer(turn, answer);
  await recordShown(turn.ctx, turn.actor, turn.via, shows);
  return answer;
}

/** What is answered in a channel instead of a card that is for one reader: the channel's own, or the sentence alone. */
async function openAnswer(turn: Turn, { shows, data }: CardContent): Promise<CardContent> {
  const { headline = '', notice = '' } = data as { headline?: string; notice?: string };
  if (shows === undefined || !('request' in shows) || shows.request.serial === null) {
    return messageCard('個人チャットでご覧ください', '内容は、このボットとの1対1のチャットでご覧いただけます。');
  }
  // A fault leaves the card that was pressed; some clients empty its inputs.
  if (notice !== '') return { ...messageCard('ご確認ください', notice), sentence: notice };
  // Some of what is said after a step names people.
  return channelView(turn, shows.request.id, headline.includes(' 様') ? '操作を受け付けました。' : headline);
}

/**
 * A refresh that Teams sends by itself never decides anything: it shows the card as its reader may see it.
 *
 * @throws AppError `not_allowed` for any verb but the one our cards refresh with
 */
async function automatic(turn: Turn, verb: unknown, data: unknown): Promise<CardContent> {
  if (verb !== 'show')
    throw new AppError('not_allowed', 'a refresh with another verb', 'この操作は、ボタンを押したときのみ行えます。');
  const { requestId } = (data ?? {}) as { requestId?: unknown };
  return refreshedView(turn, typeof requestId === 'string' ? requestId : '');
}

/** The answer to a foreseen failure: the present state where the card was about a request, else the sentence alone. */
async function refusal(turn: Turn | undefined, error: AppError, value: unknown): Promise<CardContent> {
  if (turn === undefined) return messageCard('ご利用いただけません', error.forPerson);
  const requestId = requestIdIn(value);
  if (requestId !== undefined && error.code !== 'not_found') {
    try {
      // Where others read along nobody is shown more than the channel's own card, with the reason on it.
      if (!turn.personal) return await channelView(turn, requestId, error.forPerson);
      return await statusView(turn, requestId, { notice: error.forPerson });
    } catch (second) {
      if (!(second instanceof AppError)) throw second;
    }
  }
  return messageCard('ご確認ください', error.forPerson, usualButtons(turn.actor));
}

const MENTION = z.object({
  type: z.literal('mention'),
  text: z.string().min(1),
  mentioned: z.object({ id: z.string() }),
});

/** What was said, without the mention of the bot by which it is spoken to in a channel. */
function withoutMention({ text, entities, recipient }: Activity): string {
  if (typeof text !== 'string') return '';
  return String(readable(withoutMentionIn(text, entities, recipient)));
}

function withoutMentionIn(text: string, entities: Activity['entities'], recipient: Activity['recipient']): string {
  const mentions = (Array.isArray(entities) ? entities : []).flatMap((one) => MENTION.safeParse(one).data ?? []);
  const ofBot = mentions.filter(({ mentioned }) => mentioned.id === recipient?.id);
  return ofBot.reduce((rest, mention) => rest.replaceAll(mention.text, ''), text).trim();
}

/** The same without what no text holds: NUL, and halves of characters. */
function readable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\0|\p{Cs}/gu, '');
  if (Array.isArray(value)) return value.map(readable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, readable(one)]));
}

/** What the log may hold of an unforeseen error: its kind and place, not its words, which may quote somebody's entries. */
export function describe(error: unknown): { type: string; stack: string[] } {
  if (!(error instanceof Error)) return { type: typeof error, stack: [] };
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, stack: stack.slice(0, 8).map((line) => line.trim()) };
}
