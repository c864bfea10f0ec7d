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
  let next = 1;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
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
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ id: id ?? 'none' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/_connector`,
    shown,
    faults,
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
