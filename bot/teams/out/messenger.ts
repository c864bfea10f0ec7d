import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Context } from '../../context.js';
import type { Conversation } from '../../db/generated/client.js';
import { TryLater } from '../../jobs/tryLater.js';
import { Unreachable } from '../../notices/carrier.js';
import type { Pace } from '../../notices/pace.js';
import type { CardContent, Renderer } from '../cards/render.js';
import { mayBeSentTo } from '../in/gate.js';
import { type Address, CALL_MS, type Card, type Reply, type Teams, TeamsFault } from '../sdk/port.js';
import { isTheirs } from './conversations.js';
import { auditRefusal } from './refusals.js';

/** After how many seconds an answer is tried again where Teams names no time, and for how many in all. */
const AGAIN_SECONDS = 3;
const PATIENCE_SECONDS = 60;

const PASSING = new Set([408, 412, 429, 500, 502, 503, 504]);
const FINAL = new Set([403, 404]);

/** Sends and updates cards outside a turn, in conversations that were stored. */
export class Messenger {
  constructor(
    private readonly teams: Pick<Teams, 'send' | 'update'>,
    private readonly render: Renderer,
    private readonly ctx: Context,
    private readonly pace: Pace,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /** Answers that Teams did not take at once. */
  private readonly underway = new Set<Promise<void>>();

  /** Sends a card and returns its activity id. @throws TryLater, Unreachable */
  async send(to: Address | Conversation, content: CardContent): Promise<string> {
    return this.checked(to, () => this.teams.send(to, this.render(content)));
  }

  /** Replaces a card that was sent before. @throws TryLater, Unreachable */
  async update(to: Address | Conversation, activityId: string, content: CardContent): Promise<void> {
    await this.checked(to, () => this.teams.update(to, activityId, this.render(content)));
  }

  /**
   * Answers somebody who spoke, in the turn itself. Where Teams does not take it then, it is tried for a minute more: whoever asked is
   * not left without a word, and the turn is over meanwhile.
   *
   * @param reply sends within the turn
   * @throws Unreachable
   */
  async answer(to: Address, reply: Reply, content: CardContent): Promise<void> {
    const card = this.render(content);
    await this.pace.count(chatOf(to.id));
    try {
      await reply(card);
    } catch (error) {
      const fault = error instanceof TeamsFault ? classify(error) : unforeseen(error);
      if (!(fault instanceof TryLater)) throw fault;
      const later = this.answerLater(to, card, fault).finally(() => this.underway.delete(later));
      this.underway.add(later);
    }
  }

  /** Waits for answers that are still tried. */
  async settled(): Promise<void> {
    await Promise.all(this.underway);
  }

  private async answerLater(to: Address, card: Card, first: TryLater): Promise<void> {
    let waited = 0;
    for (let fault = first; ; ) {
      const seconds = fault.afterSeconds ?? AGAIN_SECONDS;
      waited += seconds;
      if (waited > PATIENCE_SECONDS) return this.log.warn('an answer could not be sent');
      await pause(seconds * 1000, undefined, { ref: false });
      try {
        await this.checked(to, () => this.teams.send(to, card));
        return;
      } catch (error) {
        if (!(error instanceof TryLater)) return this.log.warn('an answer could not be sent');
        fault = error;
      }
    }
  }

  private async checked<T>(to: Address | Conversation, work: () => Promise<T>): Promise<T> {
    // A poisoned row must not make the bot send its token or anybody's data elsewhere.
    const noted = !('seal' in to) || isTheirs(this.ctx, to);
    if (!noted || !mayBeSentTo(this.ctx.config, to)) {
      await auditRefusal(this.ctx, 'stored_reference', 'job');
      throw new Unreachable('stored_reference');
    }
    await this.pace.take(chatOf(to.id));
    try {
      return await within(MOST_MS, work());
    } catch (error) {
      throw error instanceof TeamsFault ? classify(error) : unforeseen(error);
    }
  }
}

/** The chat or channel of a thread. */
const chatOf = (conversationId: string): string => conversationId.split(';')[0] ?? '';

/** How long sending may take with the token for it, in milliseconds; the call itself is given up before. */
const MOST_MS = 1.5 * CALL_MS;

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TeamsFault(undefined, 'token', undefined)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function classify({ status, code, retryAfter }: TeamsFault): Error {
  if (status !== undefined && FINAL.has(status)) return new Unreachable(code ?? String(status));
  if (status === undefined || PASSING.has(status)) return new TryLater(retryAfter);
  return new Error('Teams refused a message', { cause: status });
}

/** An SDK's own error could quote the card, and a job's error is kept: its kind only is told. */
function unforeseen(error: unknown): Error {
  return new Error('a card could not be sent', { cause: error instanceof Error ? error.name : typeof error });
}
