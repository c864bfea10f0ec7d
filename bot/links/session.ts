import { randomBytes } from 'node:crypto';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { hashCode, hashSession, NO_LINK, readToken, sameDigest } from './token.js';

/** Minutes a signed-in browser may look at the link. */
export const SESSION_MINUTES = 15;

/** What a guess is compared with when the link has no living code: nothing equals it. */
const NO_CODE = { id: '00000000-0000-0000-0000-000000000000', hash: '' };

const WRONG_CODE =
  '確認コードが違うか、有効期限（10分）が切れています。もう一度お確かめになるか、新しいコードをお受け取りください。';

export interface NewSession {
  linkId: string;
  /** The cookie's value; the database has only its keyed hash. */
  value: string;
  expiresAt: Date;
}

/** A browser whose person proved to be the recipient. */
export interface LinkSessionFacts {
  sessionId: string;
  expiresAt: Date;
  link: Link;
}

/**
 * Signs the recipient in with the code from their chat. Wrong, worn-out and expired codes, and tokens that open nothing, are
 * all refused with the same sentence after the same statements, so that neither words nor time tell them apart.
 *
 * @throws AppError `link_unusable`
 */
export async function signIn(ctx: Context, token: string, code: string): Promise<NewSession> {
  const linkId = readToken(ctx.config.linkSecret, token) ?? NO_LINK;
  const now = ctx.clock.now();
  const session = await ctx.db.transaction(async (tx) => {
    const link = await tx.link.findUnique({ where: { id: linkId } });
    const accepted = (await useCode(tx, ctx, linkId, code, now)) && link !== null;
    const opened = accepted ? await makeSession(tx, ctx, link.id) : undefined;
    // The head of the log is locked last, as everywhere, so that two transactions never wait for each other.
    await appendAudit(tx, ctx, {
      actor: accepted ? await recipientOf(tx, link) : null,
      action: accepted ? 'link.opened' : 'link.sign_in_refused',
      ...(link ? { requestId: link.requestId } : {}),
      channel: 'web',
      data: link ? { link: link.id } : {},
    });
    return opened;
  });
  if (session === undefined) throw new AppError('link_unusable', 'the sign-in to a link was refused', WRONG_CODE);
  return session;
}

/** Makes the session of a recipient who has proved who they are; call it in the transaction that audits the opening. */
export async function makeSession(tx: Tx, ctx: Context, linkId: string): Promise<NewSession> {
  const value = randomBytes(32).toString('base64url');
  const createdAt = ctx.clock.now();
  const expiresAt = new Date(createdAt.getTime() + SESSION_MINUTES * 60_000);
  await tx.linkSession.create({
    data: { id: hashSession(ctx.config.linkSecret, value), linkId, createdAt, expiresAt },
  });
  return { linkId, value, expiresAt };
}

/** Uses one try of the link's newest code; true when it was the right one. The conditional update lets no try be made twice. */
async function useCode(tx: Tx, ctx: Context, linkId: string, code: string, now: Date): Promise<boolean> {
  const alive = { linkId, usedAt: null, expiresAt: { gt: now }, triesLeft: { gt: 0 } };
  const newest = (await tx.linkCode.findFirst({ where: alive, orderBy: { createdAt: 'desc' } })) ?? NO_CODE;
  const tried = await tx.linkCode.updateMany({
    where: { ...alive, id: newest.id },
    data: { triesLeft: { decrement: 1 } },
  });
  const right = sameDigest(newest.hash, hashCode(ctx.config.linkSecret, newest.id, code));
  if (tried.count === 0 || !right) return false;
  const used = await tx.linkCode.updateMany({ where: { id: newest.id, usedAt: null }, data: { usedAt: now } });
  return used.count === 1;
}

/** The signed-in session of a cookie's value, or undefined when there is none or it has ended. */
export async function findSession(ctx: Context, value: string): Promise<LinkSessionFacts | undefined> {
  const session = await ctx.db.client.linkSession.findUnique({
    where: { id: hashSession(ctx.config.linkSecret, value) },
    include: { link: true },
  });
  if (!session || session.expiresAt <= ctx.clock.now()) return undefined;
  return { sessionId: session.id, expiresAt: session.expiresAt, link: session.link };
}

/** The link's recipient as the audit log names people. */
export async function recipientOf(tx: Tx, link: Link): Promise<{ id: string; name: string }> {
  const person = await tx.person.findUniqueOrThrow({ where: { id: link.recipientId } });
  return { id: person.id, name: person.name };
}
