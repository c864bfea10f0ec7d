import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Context } from '../../bot/context.js';
import type { Link } from '../../bot/db/generated/client.js';
import { newAsker } from '../../bot/links/browser.js';
import { makeCode } from '../../bot/links/code.js';
import { addressOf, issueLink } from '../../bot/links/issue.js';
import { findSession, type LinkSessionFacts, signIn } from '../../bot/links/session.js';
import { PEOPLE } from '../helpers/world.js';

/** An answered request with one copied recording, and the link its chief was sent. */
export interface HandedOver {
  link: Link;
  /** What stands behind the # of the link's address. */
  token: string;
  copyId: string;
  storeKey: string;
  requestId: string;
}

/** The recipient's own browser, in which nothing was opened before. */
export const BROWSER = { asker: newAsker(), markOf: () => undefined };

/** What the copy holds. */
export const SOUND = 'the sound of one call';

/** Hands a copy over to the chief, as answering a request does; each call makes a request of its own. */
export async function handOver(ctx: Context): Promise<HandedOver> {
  const { client } = ctx.db;
  const now = ctx.clock.now();
  const { id: requestId } = await client.request.create({
    data: {
      status: 'answered',
      entries: {},
      preparedById: PEOPLE.chief.id,
      preparedByName: PEOPLE.chief.name,
      chiefId: PEOPLE.chief.id,
      bureau: '市民局',
      section: '市民課',
      documentSymbol: '市民発',
      fiscalYear: 2026,
      serial: 1 + (await client.request.count()),
      createdAt: now,
      updatedAt: now,
      answeredAt: now,
    },
  });
  const recording = await client.recording.findFirstOrThrow();
  const storeKey = `copies/${requestId}/${randomUUID()}-${recording.id}`;
  const { sha256, size } = await ctx.files.put(storeKey, Readable.from([Buffer.from(SOUND)]));
  const copy = await client.copy.create({
    data: {
      requestId,
      recordingId: recording.id,
      position: 1,
      storeKey,
      sha256,
      size: BigInt(size),
      createdAt: now,
    },
  });
  const link = await ctx.db.transaction((tx) =>
    issueLink(tx, ctx, { requestId, kind: 'answer', recipientId: PEOPLE.chief.id, copyIds: [copy.id] }),
  );
  return { link, token: tokenOf(ctx, link), copyId: copy.id, storeKey, requestId };
}

/** What the recipient's address carries. */
export function tokenOf(ctx: Context, link: Link): string {
  return addressOf(ctx.config, link).split('#')[1] ?? '';
}

/** The code as it arrives in the recipient's chat. */
export async function codeOf(ctx: Context, token: string): Promise<string> {
  const sent = await makeCode(ctx, token, BROWSER);
  if (sent === undefined) throw new Error('no code was sent');
  return sent.code;
}

/** A code that is certainly wrong. */
export function wrong(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

/** Signs the recipient in; the cookie's value. */
export async function cookieFor(ctx: Context, token: string): Promise<string> {
  return (await signIn(ctx, token, await codeOf(ctx, token), BROWSER)).value;
}

/** Signs the recipient in; the session as every later request of the browser finds it. */
export async function sessionFor(ctx: Context, token: string): Promise<LinkSessionFacts> {
  const session = await findSession(ctx, await cookieFor(ctx, token));
  if (session === undefined) throw new Error('no session');
  return session;
}

/** How often something about a link was audited. */
export function audited(ctx: Context, action: string, requestId: string): Promise<number> {
  return ctx.db.client.auditEntry.count({ where: { action, requestId } });
}
