import { randomUUID } from 'node:crypto';
import { actionsOf, inputsOf, wordsOf } from './card.js';
import type { FakeConnector } from './fakeConnector.js';
import { isRecord } from './json.js';

/** One person in their own Teams chat with the bot. */
export interface Person {
  readonly id: string;
  /** Says something and returns the card the bot answers with. */
  say(text: string, attachments?: unknown[]): Promise<Card>;
  /** Presses the button with that title, after typing into the card's inputs; a sentence in answer comes with the card as it was. */
  press(card: Card, title: string, typed?: Record<string, string>): Promise<Card>;
  /** Sends an invoke exactly as given. */
  invoke(value: unknown): Promise<{ status: number; body: unknown }>;
  /** Every card in the chat as it looks now, oldest first. */
  cards(): Card[];
  /** The newest card in the chat. */
  lastCard(): Card;
}

export interface Card {
  json: Record<string, unknown>;
  words: string;
}

const cardsRead = new WeakMap<Record<string, unknown>, Card>();

/** The same card for the same JSON: a long chat is looked through at every sentence, and each card is read once. */
function card(json: Record<string, unknown>): Card {
  const read = cardsRead.get(json) ?? { json, words: wordsOf(json) };
  cardsRead.set(json, read);
  return read;
}

type Activity = Record<string, unknown>;
type Signed = { activity: Activity; headers: Record<string, string> };

/** Chats with a bot, wherever it runs. */
export interface Chats {
  post(activity: Record<string, unknown>): Promise<Response>;
  /** Anybody, by the name of their chat and their object id. */
  person(chat: string, id: string): Person;
}

/**
 * @param address where the bot takes activities
 * @param told what the bot said last in its log, for the message of a test that fails
 * @param signed what Teams of a real bot would send in the place of an activity of the demo, and the headers with it
 * @param beside whether a card may come beside the answer: outside of the demo, in office hours, a reminder does
 */
export function createChats(
  address: () => string,
  connector: FakeConnector,
  told: () => unknown,
  signed: (activity: Activity) => Signed = (activity) => ({ activity, headers: {} }),
  beside: (words: string) => boolean = () => false,
): Chats {
  const post = (given: Activity) => {
    const { activity, headers } = signed(given);
    return fetch(address(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(activity),
    });
  };

  const person = (chat: string, id: string): Person => {
    const conversationId = `a:${chat}`;
    const activity = (more: Record<string, unknown>) => ({
      id: randomUUID(),
      channelId: 'msteams',
      serviceUrl: connector.url,
      from: { id: `29:${chat}`, aadObjectId: id },
      recipient: { id: '28:bot', name: 'bot' },
      conversation: { id: conversationId, conversationType: 'personal', tenantId: 'tenant' },
      channelData: { tenant: { id: 'tenant' } },
      ...more,
    });
    const cards = () =>
      connector.shown.filter((one) => one.conversationId === conversationId).map((one) => card(one.card));
    const lastCard = () => {
      const last = cards().at(-1);
      if (!last) throw new Error(`${chat} has no card`);
      return last;
    };
    const invoke = async (value: unknown) => {
      const response = await post(activity({ type: 'invoke', name: 'adaptiveCard/action', value }));
      return { status: response.status, body: await response.json().catch(() => undefined) };
    };
    return {
      id,
      cards,
      lastCard,
      invoke,
      async say(text, attachments = []) {
        const before = cards().length;
        const response = await post(activity({ type: 'message', text, attachments }));
        const [answer, another] = cards()
          .slice(before)
          .filter(({ words }) => !beside(words));
        if (!response.ok || answer === undefined || another !== undefined) {
          throw new Error(`the bot did not answer 「${text}」: ${response.status} ${JSON.stringify(told())}`);
        }
        return answer;
      },
      async press(on, title, typed = {}) {
        const action = actionsOf(on.json).find((one) => one.type === 'Action.Execute' && one.title === title);
        if (!action) throw new Error(`no button 「${title}」 on the card:\n${on.words}`);
        // Clients leave empty inputs out (shown with the renderer itself in test/teams/emptied.test.ts).
        const entered = Object.entries({ ...inputsOf(on.json), ...typed }).filter(([, value]) => value !== '');
        const data = { ...Object.fromEntries(entered), ...(isRecord(action.data) ? action.data : {}) };
        const answer = await this.invoke({
          action: { type: 'Action.Execute', verb: action.verb, data },
          trigger: 'manual',
        });
        const value = isRecord(answer.body) ? answer.body.value : undefined;
        // A sentence leaves the card as it is.
        if (typeof value === 'string') return { json: on.json, words: value };
        if (!isRecord(value)) throw new Error(`no card came back: ${JSON.stringify(answer)}`);
        return card(value);
      },
    };
  };

  return { post, person };
}
