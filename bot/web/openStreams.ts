import type { Context } from '../context.js';
import { holdsLink } from '../directory/linkHolders.js';
import { type LinkSessionFacts, OF_SECTION, sectionOf } from '../links/session.js';
import { stateOf } from '../links/usable.js';

/** How often the right to what is being sent is looked at again, in milliseconds: it ends within a second, also where the process is busy. */
const LOOK_MS = 250;

/** How long the database may take to tell, in milliseconds. */
const PATIENCE_MS = 1000;

/** What is told in time. @throws Error where it is not */
async function inTime<T>(telling: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the database did not answer in time')), PATIENCE_MS).unref();
  });
  try {
    return await Promise.race([telling, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** An answer on its way, which can be ended. */
interface Answer {
  destroy(): unknown;
  readonly writableFinished: boolean;
  /** `allSent`: the last byte is on its way. */
  readonly locals: { readonly allSent?: unknown };
}

/** What sends, and can be ended. */
interface Sending {
  sessionId: string;
  /** When its link expires. */
  until: Date;
  what: string;
  answer: Answer;
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
  #asking = false;
  /** How often in a row the right could not be looked at. */
  #failed = 0;

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
    { sessionId, link }: LinkSessionFacts,
    answer: Answer,
    what: string | undefined,
    begin: () => Promise<void>,
  ): Promise<void> {
    for (let before = this.#same(what); before.length > 0; before = this.#same(what)) {
      for (const { end } of before) end();
      await Promise.allSettled(before.map(({ done }) => done));
    }
    const sent = begin();
    const end = () => void answer.destroy();
    const sending: Sending = { sessionId, until: link.expiresAt, what: what ?? '', answer, end, done: sent };
    this.#open.add(sending);
    this.#looking ??= setInterval(() => void this.look(), LOOK_MS).unref();
    try {
      await sent;
    } finally {
      this.#open.delete(sending);
      if (this.#open.size === 0) this.#rest();
    }
  }

  /** Waits for those whose last byte was sent to be settled (tests). */
  async settled(): Promise<void> {
    const over = [...this.#open].filter(({ answer }) => answer.writableFinished || answer.locals.allSent === true);
    await Promise.allSettled(over.map(({ done }) => done));
  }

  #same(what: string | undefined): Sending[] {
    return what === undefined ? [] : [...this.#open].filter((one) => one.what === what);
  }

  /**
   * Ends what nobody has a right to any more; where that cannot be told twice in a row, everything. Expiry needs no database to be
   * known, and a database that does not answer in time is one that cannot tell.
   */
  async look(): Promise<void> {
    const now = this.ctx.clock.now();
    for (const { until, end } of this.#open) if (until <= now) end();
    if (this.#asking) return;
    this.#asking = true;
    // What begins while the database is asked was entitled a moment ago.
    const looked = [...this.#open];
    try {
      const entitled = await inTime(this.#entitled(looked));
      this.#failed = 0;
      for (const sending of looked) if (!entitled.has(sending.sessionId)) sending.end();
    } catch {
      this.onError();
      this.#failed += 1;
      if (this.#failed > 1) for (const { end } of looked) end();
    } finally {
      this.#asking = false;
    }
  }

  async #entitled(looked: readonly Sending[]): Promise<ReadonlySet<string>> {
    const { db, clock, directory } = this.ctx;
    const ids = [...new Set(looked.map(({ sessionId }) => sessionId))];
    const sessions = await db.client.linkSession.findMany({
      where: { id: { in: ids } },
      include: { link: { include: OF_SECTION } },
    });
    const now = clock.now();
    return new Set(
      sessions
        .filter(
          ({ endedAt, link }) =>
            endedAt === null && stateOf(link, now) === 'open' && holdsLink(directory, link, sectionOf(link)),
        )
        .map(({ id }) => id),
    );
  }

  #rest(): void {
    clearInterval(this.#looking);
    this.#looking = undefined;
  }
}
