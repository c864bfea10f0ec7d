import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** How long making the connection may take, and between two tries, in milliseconds. */
const CONNECT_MS = 5000;
const AGAIN_MS = 2000;

/**
 * Hears what other processes notify, over a connection of its own that is made anew whenever it breaks. What was notified in between is
 * lost, so it counts as heard each time the connection stands. Behind a pooler that hands connections round nothing is heard.
 *
 * @returns the function that ends it
 */
export function listenTo(url: string, channels: readonly string[], hear: () => void): () => Promise<void> {
  const over = new AbortController();
  let client: pg.Client | undefined;
  let connecting: Promise<unknown> | undefined;

  async function listenOnce(): Promise<void> {
    const own = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, keepAlive: true });
    client = own;
    const ended = new Promise<void>((resolve) => {
      own.once('end', resolve);
      own.on('error', () => resolve());
    });
    own.on('notification', hear);
    try {
      connecting = own.connect();
      await connecting;
      for (const channel of channels) await own.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      hear();
      await ended;
    } finally {
      await own.end().catch(() => undefined);
    }
  }

  async function listen(): Promise<void> {
    while (!over.signal.aborted) {
      await listenOnce().catch(() => undefined);
      await pause(AGAIN_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }

  const listening = listen();
  return async () => {
    over.abort();
    // A client that is told to end before its connection stands tells nobody that it has ended.
    await connecting?.catch(() => undefined);
    await client?.end().catch(() => undefined);
    await listening;
  };
}
