import { CardFactory, type CloudAdapter, MessageFactory, type TurnContext } from 'botbuilder';
import type { Context } from '../../context.js';
import type { Conversation } from '../../db/generated/client.js';
import { AppError } from '../../errors.js';
import { TryLater, Unreachable } from '../../notices/carrier.js';
import type { CardContent, Renderer } from '../cards/render.js';
import { mayBeSentTo } from '../in/gate.js';
import { referenceOf } from './conversations.js';
import { auditRefusal } from './refusals.js';

const PASSING = new Set([408, 412, 429, 500, 502, 503, 504]);
const FINAL = new Set([403, 404]);

/** Sends and updates cards outside a turn, in conversations that were stored. */
export class Messenger {
  constructor(
    private readonly adapter: CloudAdapter,
    private readonly render: Renderer,
    private readonly ctx: Context,
  ) {}

  /** Sends a card and returns its activity id. @throws TryLater, Unreachable */
  async send(conversation: Conversation, content: CardContent): Promise<string> {
    return this.continue(conversation, async (context) => {
      const sent = await context.sendActivity(this.activity(content));
      return sent?.id ?? '';
    });
  }

  /** Replaces a card that was sent before. @throws TryLater, Unreachable */
  async update(conversation: Conversation, activityId: string, content: CardContent): Promise<void> {
    await this.continue(conversation, async (context) => {
      await context.updateActivity({ ...this.activity(content), id: activityId });
      return '';
    });
  }

  private activity(content: CardContent) {
    return MessageFactory.attachment(CardFactory.adaptiveCard(this.render(content)));
  }

  private async continue(conversation: Conversation, work: (context: TurnContext) => Promise<string>): Promise<string> {
    // A poisoned row must not make the bot send its token or anybody's data elsewhere.
    if (!mayBeSentTo(this.ctx.config, conversation)) {
      await auditRefusal(this.ctx, 'stored_reference', 'job');
      throw new Unreachable('stored_reference');
    }
    let result = '';
    let failure: unknown;
    await this.adapter.continueConversationAsync(this.ctx.config.bot.id, referenceOf(conversation), async (context) => {
      try {
        result = await work(context);
      } catch (error) {
        // Caught here: the adapter would hand it to its own error handler and tell nobody.
        failure = error ?? new Error('nothing was thrown');
      }
    });
    if (failure !== undefined) throw classify(failure);
    return result;
  }
}

function classify(error: unknown): unknown {
  const fault = error as {
    statusCode?: unknown;
    code?: unknown;
    response?: { headers?: { get?(name: string): string | undefined } };
  };
  const status = typeof fault.statusCode === 'number' ? fault.statusCode : undefined;
  if (status !== undefined && FINAL.has(status)) {
    return new Unreachable(typeof fault.code === 'string' ? fault.code : String(status));
  }
  if (status === undefined ? isNetworkFault(fault.code) : PASSING.has(status)) {
    const seconds = Number(fault.response?.headers?.get?.('retry-after'));
    return new TryLater(Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined);
  }
  return error instanceof AppError ? error : new Error('Teams refused a message', { cause: status ?? 'unknown' });
}

function isNetworkFault(code: unknown): boolean {
  return typeof code === 'string' && /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|REQUEST_SEND_ERROR)/.test(code);
}
