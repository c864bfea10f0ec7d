import type { Notice, Request } from '../db/generated/client.js';

/** A message that is owed, with the request it is about, if any. */
export type Owed = Notice & { request: Request | null };

/** Where a message stands that was sent. */
interface Standing {
  conversationId: string;
  activityId: string;
}

/** What carries messages to people: Teams. */
export interface Carrier {
  /**
   * Sends a message with the state as it is now; null where its reader has no conversation.
   *
   * @throws TryLater, Unreachable; AppError for a reader who left or may no longer see the request
   */
  send(notice: Owed): Promise<Standing | null>;
  /**
   * Brings a message that was sent up to date; with `closed` it only tells how things stand.
   *
   * @returns false where its conversation is forgotten, and nothing was done
   * @throws TryLater, Unreachable, AppError as above
   */
  update(notice: Owed, standing: Standing, closed: boolean): Promise<boolean>;
}

/** The person can not be reached in this conversation any more: blocked the bot, left, the conversation is gone. */
export class Unreachable extends Error {
  constructor(readonly reason: string) {
    super('the conversation cannot be reached');
    this.name = 'Unreachable';
  }
}
