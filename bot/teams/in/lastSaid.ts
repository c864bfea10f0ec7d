import type { Said } from '../views/turn.js';

/** So long a question may be answered by 「はい」. */
const ASKED_MS = 3 * 60_000;
/** Dictation sends what was said in one breath as several messages. */
const SPLIT_MS = 60_000;
/** So many chats are remembered; in an older one people are asked once more at worst. */
const MOST = 2000;

/**
 * Remembers for each chat what was said and asked last. In the memory of this process only, for it is what people said: a question that another
 * process asked is not known here, and 「はい」 to it shows the form in hand or is read as any other sentence.
 */
export class LastSaid {
  readonly #chats = new Map<string, Said & { at: number }>();

  /** @param now in milliseconds */
  of(conversationId: string, now: number): Said {
    const last = this.#chats.get(conversationId);
    if (last === undefined) return {};
    const passed = now - last.at;
    return {
      ...(last.text !== undefined && passed <= SPLIT_MS ? { text: last.text } : {}),
      ...(last.asks !== undefined && passed <= ASKED_MS ? { asks: last.asks } : {}),
    };
  }

  note(conversationId: string, said: Said, now: number): void {
    this.#chats.delete(conversationId);
    // The oldest stand first: what can be meant no longer is forgotten whoever speaks next.
    for (const [chat, { at }] of this.#chats) {
      if (now - at <= ASKED_MS) break;
      this.#chats.delete(chat);
    }
    if (said.text === undefined && said.asks === undefined) return;
    this.#chats.set(conversationId, { ...said, at: now });
    for (const oldest of this.#chats.keys()) {
      if (this.#chats.size <= MOST) break;
      this.#chats.delete(oldest);
    }
  }
}
