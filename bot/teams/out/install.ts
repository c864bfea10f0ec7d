import type { Logger } from 'pino';
import { appendAudit } from '../../audit/append.js';
import { type Graph, GraphFault } from '../../azure/graph.js';
import type { Context } from '../../context.js';
import type { Conversation } from '../../db/generated/client.js';
import { TryLater } from '../../jobs/tryLater.js';
import { mayBeSentTo } from '../in/gate.js';
import { isTheirs, noteConversation, personalConversation } from './conversations.js';

/** Where Teams is written to in the public cloud by a bot that nobody has written to yet. */
const SERVICE_URL = 'https://smba.trafficmanager.net/teams/';

/** Faults that pass by themselves. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** How long the log is spared what it was told already of Graph, in milliseconds: every message that waits asks for itself. */
const SPARED_MS = 60_000;

/** Installs the bot for people who do not have it, so that they can be written to. */
export class Installer {
  /** Until when Graph asked to be left alone, by the clock of the process, in milliseconds; it counts all calls of the bot together. */
  private restsUntil = 0;
  /** What the log was told last of Graph that is to be asked again, and until when that will do, by the same clock. */
  private told = { fault: '', until: 0 };

  /** @param graph null where nothing is to be installed */
  constructor(
    private readonly ctx: Context,
    private readonly graph: Graph | null,
    private readonly log: Pick<Logger, 'info' | 'warn'>,
  ) {}

  /**
   * Installs the bot for a person who has no chat with it. Doing it again is no harm: Graph says that it is there, and what was not
   * noted before a crash is noted then.
   *
   * @returns their chat with the bot; null where it may not be installed, which the log says
   * @throws TryLater where Graph asks for patience, or does not show the chat yet
   */
  async reach(personId: string): Promise<Conversation | null> {
    if (this.graph === null) return null;
    const rest = this.restsUntil - performance.now();
    if (rest > 0) throw new TryLater(Math.ceil(rest / 1000));
    try {
      const outcome = await this.graph.install(personId);
      // Teams tells the bot of it, too, and may have been faster.
      const told = await personalConversation(this.ctx, personId);
      const chatId = told === null ? await this.graph.chatOf(personId) : undefined;
      if (told === null && chatId === undefined) throw new GraphFault(undefined, 'not_shown');
      await this.note(personId, outcome, chatId);
      this.log.info({ outcome }, 'the bot was installed for somebody');
      return personalConversation(this.ctx, personId);
    } catch (error) {
      if (!(error instanceof GraphFault)) throw error;
      const { status, code, retryAfter } = error;
      if (status === undefined || PASSING.has(status)) {
        if (retryAfter !== undefined) this.restsUntil = performance.now() + retryAfter * 1000;
        this.complain(error);
        throw new TryLater(retryAfter);
      }
      this.log.warn({ status, reason: code }, 'the bot could not be installed for somebody');
      return null;
    }
  }

  /** Tells the log why installations wait, once while it stays the same: of a job that only waits, nothing else tells. */
  private complain({ status, code }: GraphFault): void {
    const fault = `${status} ${code}`;
    const now = performance.now();
    if (fault === this.told.fault && now < this.told.until) return;
    this.told = { fault, until: Math.max(now + SPARED_MS, this.restsUntil) };
    this.log.warn({ status, reason: code }, 'the bot could not be installed for somebody now; it is tried again');
  }

  /** Notes the chat, where Teams has not told of it, and that the bot was installed, in one transaction. */
  private async note(personId: string, outcome: 'installed' | 'already', chatId: string | undefined): Promise<void> {
    const { ctx } = this;
    const serviceUrl = await this.serviceUrl();
    await ctx.db.transaction(async (tx) => {
      if (chatId !== undefined) {
        const { id: botId, tenantId } = ctx.config.bot;
        await noteConversation(tx, ctx, chatId, {
          ...{ kind: 'personal', personId, tenantId, serviceUrl, botId: `28:${botId}`, userId: null },
        });
      }
      await appendAudit(tx, ctx, {
        actor: null,
        action: 'bot.install',
        channel: 'job',
        data: { personId, already: outcome === 'already' },
      });
    });
  }

  /** Where Teams called from last for somebody of the tenant, for there it answers for all of them. */
  private async serviceUrl(): Promise<string> {
    const last = await this.ctx.db.client.conversation.findMany({ orderBy: { seenAt: 'desc' }, take: 10 });
    const known = last.find((one) => isTheirs(this.ctx, one) && mayBeSentTo(this.ctx.config, one));
    return known?.serviceUrl ?? SERVICE_URL;
  }
}
