import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { wordsOf } from './card.js';
import { isRecord } from './json.js';

/** One message as Teams would show it. */
interface Shown {
  conversationId: string;
  activityId: string;
  card: Record<string, unknown>;
  /** How often it was replaced after it was sent. */
  updates: number;
}

/** How the fake answers the next request instead of taking it. */
interface Fault {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Stands at the network's edge in the place of Microsoft's Bot Connector: keeps what the bot sends and updates. */
export interface FakeConnector {
  url: string;
  shown: Shown[];
  /** Answers to give, one a request, before taking messages again. */
  faults: Fault[];
  /** Takes a conversation's calls and answers none of them, until the returned function is called; then they have their effect. */
  hold(conversationId: string): () => void;
  /** Lets nothing of what was held have its effect: it never came. */
  forgetHeld(): void;
  /** The next call that comes for a conversation, whatever becomes of it. */
  arrival(conversationId: string): Promise<void>;
  /** Has an effect, and answers with a fault: so many calls of a conversation. */
  takeAndRefuse(conversationId: string, status: number, times: number): void;
  /** The next message of a conversation whose words fit; one that is there already does not count. */
  next(
    conversationId: string,
    fits: (words: string) => boolean,
  ): Promise<{ json: Record<string, unknown>; words: string }>;
  close(): Promise<void>;
}

export async function startConnector(): Promise<FakeConnector> {
  const shown: Shown[] = [];
  const faults: Fault[] = [];
  const waiting: ((message: Shown) => void)[] = [];
  const held = new Map<string, Promise<void>>();
  const arrivals: { to: string; hear: () => void }[] = [];
  const refused: { conversationId: string; status: number }[] = [];
  const forgotten = new WeakSet<Promise<void>>();
  let next = 1;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', async () => {
      const [, to = ''] = /\/v3\/conversations\/([^/]+)/.exec(decodeURIComponent(req.url ?? '')) ?? [];
      for (const { hear } of arrivals.filter((one) => one.to === to)) hear();
      const gate = held.get(to);
      await gate;
      if (gate !== undefined && forgotten.has(gate)) return void res.destroy();
      const fault = faults.shift();
      if (fault) {
        res.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
        res.end(JSON.stringify(fault.body ?? { error: { code: 'Fault', message: 'fault' } }));
        return;
      }
      const match = /\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(decodeURIComponent(req.url ?? ''));
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
      const card = cardOf(body);
      let id = match?.[2];
      if (match?.[1] && card) {
        const known = req.method === 'PUT' ? shown.find(({ activityId }) => activityId === id) : undefined;
        if (known) {
          known.card = card;
          known.updates++;
        } else {
          id = `activity-${next++}`;
          const message = { conversationId: match[1], activityId: id, card, updates: 0 };
          shown.push(message);
          for (const hear of [...waiting]) hear(message);
        }
      }
      const at = refused.findIndex(({ conversationId }) => conversationId === to);
      const [late] = at < 0 ? [] : refused.splice(at, 1);
      res.writeHead(late?.status ?? 200, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ id: id ?? 'none' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/_connector`,
    shown,
    faults,
    hold(conversationId) {
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      held.set(conversationId, gate);
      return () => {
        held.delete(conversationId);
        release();
      };
    },
    forgetHeld() {
      for (const gate of held.values()) forgotten.add(gate);
      held.clear();
    },
    arrival: (to) =>
      new Promise((resolve) => {
        const one = {
          to,
          hear: () => {
            arrivals.splice(arrivals.indexOf(one), 1);
            resolve();
          },
        };
        arrivals.push(one);
      }),
    takeAndRefuse(conversationId, status, times) {
      for (let time = 0; time < times; time++) refused.push({ conversationId, status });
    },
    next: (conversationId, fits) =>
      new Promise((resolve) => {
        const hear = ({ conversationId: of, card }: Shown) => {
          const words = wordsOf(card);
          if (of !== conversationId || !fits(words)) return;
          waiting.splice(waiting.indexOf(hear), 1);
          resolve({ json: card, words });
        };
        waiting.push(hear);
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function cardOf(body: unknown): Record<string, unknown> | undefined {
  if (!isRecord(body) || !Array.isArray(body.attachments)) return undefined;
  const [first]: unknown[] = body.attachments;
  return isRecord(first) && isRecord(first.content) ? first.content : undefined;
}
