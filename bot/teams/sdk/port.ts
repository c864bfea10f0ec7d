import type { Request, Response } from 'express';
import type { JWTPayload } from 'jose';

/** An activity as Teams sends it, as far as the bot reads it. Of its contents only what the gate looks at was checked. */
export interface Activity {
  type: string;
  id?: string | undefined;
  name?: string | undefined;
  text?: string | undefined;
  action?: string | undefined;
  value?: unknown;
  attachments?: unknown[] | undefined;
  /** What stands in the text besides words, mentions among them. */
  entities?: unknown;
  serviceUrl?: string | undefined;
  from?: { id?: string | undefined; aadObjectId?: string | undefined } | undefined;
  recipient?: { id?: string | undefined } | undefined;
  conversation?:
    | { id?: string | undefined; conversationType?: string | undefined; tenantId?: string | undefined }
    | undefined;
  channelData?:
    | { tenant?: { id?: string | null | undefined } | null | undefined; eventType?: unknown }
    | null
    | undefined;
}

/** A drawn card, as JSON. */
export type Card = object;

/** Sends a card into the conversation of the turn. @throws TeamsFault */
export type Reply = (card: Card) => Promise<void>;

/** What the bot does with what comes in. An error that leaves one of these is told to `onError`; nothing is said to the person. */
export interface Bot {
  /** A press on a card. A card is shown in its place, a sentence leaves the card as it is. */
  press(activity: Activity): Promise<Card | string>;
  message(activity: Activity, reply: Reply): Promise<void>;
  /** A message was edited; the activity holds all of it as it stands now. */
  edit(activity: Activity, reply: Reply): Promise<void>;
  /** The app was installed for somebody or in a channel, upgraded, or removed. */
  installation(activity: Activity, reply: Reply): Promise<void>;
  /** Members or names of a conversation changed. */
  conversation(activity: Activity): Promise<void>;
}

/** Where a conversation is found; the columns of `Conversation` that this takes. */
export interface Address {
  id: string;
  /** `personal`, or `channel` for every other where several read. */
  kind: string;
  tenantId: string;
  serviceUrl: string;
  botId: string;
  userId: string | null;
}

/** Teams, or the way to it, did not take a message. */
export class TeamsFault extends Error {
  override readonly name = 'TeamsFault';
  /**
   * @param status the HTTP status of the answer; undefined when none came, or Teams was not even asked for want of a token
   * @param code what the answer calls the fault; `network` or `token` where there is none
   * @param retryAfter after how many seconds Teams wants to be asked again
   */
  constructor(
    readonly status: number | undefined,
    readonly code: string | undefined,
    readonly retryAfter: number | undefined,
  ) {
    super(`Teams answered ${status ?? code ?? 'nothing'}`);
  }
}

/** Answers a call the gate has admitted; `claims` are those of its token, undefined in the demo, which has none. */
export type Receive = (req: Request, res: Response, claims: JWTPayload | undefined) => Promise<void>;

/**
 * All that the bot needs of a Teams SDK. Nothing outside this folder knows which one it is (docs/decisions/0023).
 */
export interface Teams {
  /** Makes the bot answer what comes in: the reply to a press in the response itself, everything else as a message. */
  answerWith(bot: Bot): Receive;
  /** Sends a card outside a turn; returns the id of its activity. @throws TeamsFault */
  send(to: Address, card: Card): Promise<string>;
  /** Replaces a card that was sent before. @throws TeamsFault */
  update(to: Address, activityId: string, card: Card): Promise<void>;
  /** Fetches a file that was dropped into a chat, without following redirects. The caller has judged its address. */
  fetchFile: FetchFile;
}

/** How long one call to Teams may take, in milliseconds. */
export const CALL_MS = 10_000;

/** Fetches a file; the network's edge, which tests replace. */
export type FetchFile = (url: string, init: { redirect: 'error'; signal: AbortSignal }) => Promise<globalThis.Response>;

/** A press on a card, whatever its verb: an unknown one is answered too, because a card without an answer fails silently. */
export function isPress({ name, value }: Activity): boolean {
  const { action } = (value ?? {}) as { action?: { type?: unknown } | null };
  return name === 'adaptiveCard/action' && action?.type === 'Action.Execute';
}

/** An edit of a message; a deletion that was taken back has the same type. */
export const isEdit = ({ channelData }: Pick<Activity, 'channelData'>): boolean =>
  channelData?.eventType === 'editMessage';

/** A number of seconds from a Retry-After header; undefined for a date, nonsense or nothing. */
export function secondsOf(retryAfter: string | null | undefined): number | undefined {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined;
}

/** @throws Error for an id that would lead out of an address, where it is one part of it */
export function assertId(id: string): void {
  if (/^\.{0,2}$/.test(id)) throw new Error('this is no id of Teams');
}

/** The conversation of an address in the form of an activity, which both SDKs read; one of them takes no empty text. */
export function conversationOf({ id, kind, tenantId }: Address) {
  assertId(id);
  return { id, conversationType: kind, isGroup: kind !== 'personal', ...(tenantId === '' ? {} : { tenantId }) };
}
