import type { Logger } from 'pino';
import type { Context } from '../../context.js';
import { codeCard } from '../cards/notices.js';
import { personalConversation } from './conversations.js';
import type { Messenger } from './messenger.js';

/** Sends six-digit codes to people's own chats. Nobody waits for it: how long it takes would tell a stranger whether there was one to send. */
export class CodeSender {
  private readonly underway = new Set<Promise<void>>();

  constructor(
    private readonly ctx: Context,
    private readonly messenger: Messenger,
    private readonly log: Logger,
  ) {}

  /** @param minutes how long the code can be used */
  send(personId: string, code: string, minutes: number): void {
    const sending = this.deliver(personId, code, minutes).finally(() => this.underway.delete(sending));
    this.underway.add(sending);
  }

  /** Waits until everything is sent that was begun. */
  async settled(): Promise<void> {
    await Promise.all(this.underway);
  }

  private async deliver(personId: string, code: string, minutes: number): Promise<void> {
    try {
      const conversation = await personalConversation(this.ctx, personId);
      if (conversation) await this.messenger.send(conversation, codeCard(code, minutes));
      else this.log.warn('a code could not be sent: the recipient has no conversation yet');
    } catch (error) {
      this.log.warn({ type: error instanceof Error ? error.name : typeof error }, 'a code could not be sent');
    }
  }
}
