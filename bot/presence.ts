import { setTimeout as pause } from 'node:timers/promises';

/** Pauses between looks at something that is away, in milliseconds: longer each time, up to five seconds. */
export const pauseMs = (tried: number): number => Math.min(250 * 2 ** tried, 5000);

/**
 * Whether something that the bot needs can be used: the database, the place of files. It is looked at when somebody could not use it, and
 * then until it can be.
 */
export class Presence {
  /** Whether the last look did not find it. */
  away = false;
  /** The look under way. */
  #looking: Promise<void> | undefined;
  #closed = new AbortController();
  readonly #listeners: ((away: boolean) => void)[] = [];

  /**
   * @param look fails while it cannot be used
   * @param isFault whether an error says so
   */
  constructor(
    private readonly look: () => Promise<unknown>,
    private readonly isFault: (error: unknown) => boolean,
  ) {}

  /** Hears when it goes and when it is back. */
  onChange(listener: (away: boolean) => void): void {
    this.#listeners.push(listener);
  }

  /** Looks at it, if an error says that it could not be used. */
  suspectIf(error: unknown): void {
    if (this.isFault(error)) this.suspect();
  }

  /** Looks at it until it is there. */
  suspect(): void {
    if (this.#looking !== undefined || this.#closed.signal.aborted) return;
    this.#looking = this.#lookUntilThere().finally(() => {
      this.#looking = undefined;
    });
  }

  /** Ends all looking; a look under way is waited for. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#looking;
  }

  async #lookUntilThere(): Promise<void> {
    for (let tried = 0; !this.#closed.signal.aborted; tried++) {
      const there = await this.look().then(
        () => true,
        () => false,
      );
      if (this.#closed.signal.aborted) return;
      this.#tell(!there);
      if (there) return;
      await pause(pauseMs(tried), undefined, { signal: this.#closed.signal }).catch(() => undefined);
    }
  }

  #tell(away: boolean): void {
    if (away === this.away) return;
    this.away = away;
    for (const listener of this.#listeners) listener(away);
  }
}
