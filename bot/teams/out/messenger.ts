import type { Context } from '../../context.js';
import type { Conversation } from '../../db/generated/client.js';
import { TryLater, Unreachable } from '../../notices/carrier.js';
import type { CardContent, Renderer } from '../cards/render.js';
import { mayBeSentTo } from '../in/gate.js';
import { type Address, type Teams, TeamsFault } from '../sdk/port.js';
import { isTheirs } from './conversations.js';
import { auditRefusal } from './refusals.js';

const PASSING = new Set([408, 412, 429, 500, 502, 503, 504]);
const FINAL = new Set([403, 404]);

/** Sends and updates cards outside a turn, in conversations that were stored. */
export class Messenger {
  constructor(
    private readonly teams: Pick<Teams, 'send' | 'update'>,
    private readonly render: Renderer,
    private readonly ctx: Context,
  ) {}

  /** Sends a card and returns its activity id. @throws TryLater, Unreachable */
  async send(to: Address | Conversation, content: CardContent): Promise<string> {
    return this.checked(to, () => this.teams.send(to, this.render(content)));
  }

  /** Replaces a card that was sent before. @throws TryLater, Unreachable */
  async update(to: Address | Conversation, activityId: string, content: CardContent): Promise<void> {
    await this.checked(to, () => this.teams.update(to, activityId, this.render(content)));
  }

  private async checked<T>(to: Address | Conversation, work: () => Promise<T>): Promise<T> {
    // A poisoned row must not make the bot send its token or anybody's data elsewhere.
    const noted = !('seal' in to) || isTheirs(this.ctx, to);
    if (!noted || !mayBeSentTo(this.ctx.config, to)) {
      await auditRefusal(this.ctx, 'stored_reference', 'job');
      throw new Unreachable('stored_reference');
    }
    try {
      return await work();
    } catch (error) {
      throw error instanceof TeamsFault ? classify(error) : unforeseen(error);
    }
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
