import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask } from './http.js';

/** An adaptive card as it was sent. */
export type Card = Readonly<Record<string, unknown>>;

/** One person in their own chat with a bot; every turn is timed. */
export interface Person {
  /** Says something and returns the first card that then is in the chat and fits; other news may come in between. */
  say(text: string, fits?: (card: Card) => boolean): Promise<Card>;
  /** Presses the button with that title, with what stands in the card's inputs and what is typed; returns the card that comes back. */
  press(card: Card, title: string, typed?: Readonly<Record<string, string>>): Promise<Card>;
  /** Sends a press as it stands on some card. */
  send(verb: string, data: Readonly<Record<string, unknown>>): Promise<Card>;
  /** The next card that comes into the chat and fits. */
  next(fits: (card: Card) => boolean): Promise<Card>;
}

/**
 * Stands in the place of Teams: the Connector to which bots send, and the people. It runs in the process of the measurement, so the
 * bot has its core to itself.
 */
export interface Teams {
  /** Somebody in a chat with the bot at this address; `turns` hears how long each turn took, in milliseconds. */
  person(bot: string, id: string, turns?: number[]): Person;
  close(): Promise<void>;
}

export async function openTeams(): Promise<Teams> {
  const chats = new Map<string, Chat>();
  const chatOf = (id: string): Chat => {
    const chat = chats.get(id) ?? new Chat();
    chats.set(id, chat);
    return chat;
  };
  let sent = 0;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const [, conversation = '', known] = ACTIVITIES.exec(decodeURIComponent(req.url ?? '')) ?? [];
      const card = cardOf(Buffer.concat(chunks).toString('utf8'));
      if (card && req.method === 'POST') chatOf(conversation).show(card);
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ id: known ?? `activity-${++sent}` }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_connector`;
  return {
    person(bot, id, turns = []) {
      const conversationId = `a:${id}`;
      const chat = chatOf(conversationId);
      const post = async (more: Record<string, unknown>) => {
        const activity = {
          id: randomUUID(),
          channelId: 'msteams',
          serviceUrl,
          from: { id: `29:${id}`, aadObjectId: id },
          recipient: { id: '28:bot', name: 'bot' },
          conversation: { id: conversationId, conversationType: 'personal', tenantId: 'tenant' },
          channelData: { tenant: { id: 'tenant' } },
          ...more,
        };
        const started = performance.now();
        const answer = await ask('POST', bot, { body: activity });
        turns.push(performance.now() - started);
        if (answer.status >= 300) throw new Error(`the bot answered ${answer.status}: ${answer.body}`);
        return answer.body;
      };
      const send: Person['send'] = async (verb, data) => {
        const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
        const body: unknown = JSON.parse(await post({ type: 'invoke', name: 'adaptiveCard/action', value }));
        if (!isRecord(body) || !isRecord(body.value)) throw new Error(`no card came back: ${JSON.stringify(body)}`);
        return body.value;
      };
      return {
        send,
        next: (fits) => chat.next(fits),
        async say(text, fits = () => true) {
          const before = chat.shown.length;
          await post({ type: 'message', text });
          const card = chat.shown.slice(before).find(fits);
          if (card === undefined) throw new Error(`the bot did not answer 「${text}」`);
          return card;
        },
        press(card, title, typed = {}) {
          const action = buttonOn(card, title);
          if (!action) throw new Error(`no button 「${title}」 on the card:\n${JSON.stringify(card)}`);
          const entered = Object.entries({ ...inputsOf(card), ...typed }).filter(([, value]) => value !== '');
          return send(String(action.verb), {
            ...Object.fromEntries(entered),
            ...(isRecord(action.data) ? action.data : {}),
          });
        },
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ACTIVITIES = /\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/;

/** What is shown in one chat, oldest first. */
class Chat {
  readonly shown: Card[] = [];
  readonly #waiting = new Set<(card: Card) => void>();

  show(card: Card): void {
    this.shown.push(card);
    for (const hear of [...this.#waiting]) hear(card);
  }

  next(fits: (card: Card) => boolean): Promise<Card> {
    return new Promise((resolve) => {
      const hear = (card: Card) => {
        if (!fits(card)) return;
        this.#waiting.delete(hear);
        resolve(card);
      };
      this.#waiting.add(hear);
    });
  }
}

function cardOf(text: string): Card | undefined {
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  if (!isRecord(body) || !Array.isArray(body.attachments)) return undefined;
  const [first]: unknown[] = body.attachments;
  return isRecord(first) && isRecord(first.content) ? first.content : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every object in a card, the card itself first. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (isRecord(value)) yield value;
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* objectsIn(part);
}

function actionsOf(card: Card): Record<string, unknown>[] {
  return [...objectsIn(card)].filter(({ type }) => typeof type === 'string' && type.startsWith('Action.'));
}

function buttonOn(card: Card, title: string): Record<string, unknown> | undefined {
  return actionsOf(card).find((one) => one.type === 'Action.Execute' && one.title === title);
}

/** For cards that have a button with that title. */
export const withButton = (title: string) => (card: Card) => buttonOn(card, title) !== undefined;

function inputsOf(card: Card): Record<string, string> {
  const inputs = [...objectsIn(card)].filter(({ type }) => typeof type === 'string' && type.startsWith('Input.'));
  return Object.fromEntries(inputs.map((input) => [String(input.id), String(input.value ?? '')]));
}

/** The address behind a button that opens a page; undefined where the card has no such button. */
export function urlOn(card: Card, title: string): string | undefined {
  const action = actionsOf(card).find((one) => one.type === 'Action.OpenUrl' && one.title === title);
  return action === undefined ? undefined : String(action.url);
}
