import type { Context } from '../context.js';
import { holdsLink } from '../directory/linkHolders.js';
import type { LinkSessionFacts } from '../links/session.js';
import { stateOf } from '../links/usable.js';

/** How often the right to what is being sent is looked at again, in milliseconds: it ends within a second. */
const LOOK_MS = 500;

/** What sends, and can be ended. */
interface Sending {
  sessionId: string;
  what: string;
  end(): void;
  done: Promise<void>;
}

/**
 * The answers that hand over files just now. One that is under way ends with the right to it: when its link is stopped or expires,
 * its reader leaves the directory or the section, or signs out.
 */
export class OpenStreams {
  readonly #open = new Set<Sending>();
  #looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly onError: () => void,
  ) {}

  /**
   * Sends something to the reader of a session for as long as they have a right to it.
   *
   * @param what names it: of a second sending of the same, the first is ended before the second begins, for whoever takes up a
   *   broken download has nothing more of the first; undefined where several are usual, as with a player
   * @param begin opens and sends it
   */
  async send(
    { sessionId }: LinkSessionFacts,
    answer: { destroy(): void },
    what: string | undefined,
    begin: () => Promise<void>,
  ): Promise<void> {
    const before = [...this.#open].filter((one) => what !== undefined && one.what === what);
    for (const { end } of before) end();
    await Promise.allSettled(before.map(({ done }) => done));
    const sent = begin();
    const sending: Sending = { sessionId, what: what ?? '', end: () => answer.destroy(), done: sent };
    this.#open.add(sending);
    this.#looking ??= setInterval(() => void this.look().catch(this.onError), LOOK_MS).unref();
    try {
      await sent;
    } finally {
      this.#open.delete(sending);
      if (this.#open.size === 0) this.#rest();
    }
  }

  /** Ends what nobody has a right to any more. */
  async look(): Promise<void> {
    const { db, clock, directory } = this.ctx;
    const ids = [...new Set([...this.#open].map(({ sessionId }) => sessionId))];
    const sessions = await db.client.linkSession.findMany({
      where: { id: { in: ids } },
      include: { link: { include: { request: { select: { bureau: true, section: true } } } } },
    });
    const now = clock.now();
    const entitled = new Set(
      sessions
        .filter(
          ({ endedAt, link }) =>
            endedAt === null && stateOf(link, now) === 'open' && holdsLink(directory, link, link.request),
        )
        .map(({ id }) => id),
    );
    for (const sending of this.#open) if (!entitled.has(sending.sessionId)) sending.end();
  }

  #rest(): void {
    clearInterval(this.#looking);
    this.#looking = undefined;
  }
}
