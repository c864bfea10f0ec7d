import { randomBytes } from 'node:crypto';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { hashCode, hashSession, readToken, sameDigest } from './token.js';

/** Minutes a signed-in browser may look at the link. */
export const SESSION_MINUTES = 15;

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
 * all refused with the same sentence.
 *
 * @throws AppError `link_unusable`
 */
export async function signIn(ctx: Context, token: string, code: string): Promise<NewSession> {
  const linkId = readToken(ctx.config.linkSecret, token);
  const now = ctx.clock.now();
  const session = await ctx.db.transaction(async (tx) => {
    const link = linkId === undefined ? null : await tx.link.findUnique({ where: { id: linkId } });
    const accepted = link !== null && (await useCode(tx, ctx, link.id, code, now));
    const value = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + SESSION_MINUTES * 60_000);
    if (accepted) {
      await tx.linkSession.create({
        data: { id: hashSession(ctx.config.linkSecret, value), linkId: link.id, createdAt: now, expiresAt },
      });
    }
    // The head of the log is locked last, as everywhere, so that two transactions never wait for each other.
    await appendAudit(tx, ctx.clock, {
      actor: accepted ? await recipientOf(tx, link) : null,
      action: accepted ? 'link.opened' : 'link.sign_in_refused',
      ...(link ? { requestId: link.requestId } : {}),
      channel: 'web',
      data: link ? { link: link.id } : {},
    });
    return accepted ? { linkId: link.id, value, expiresAt } : undefined;
  });
  if (session === undefined) throw new AppError('link_unusable', 'the sign-in to a link was refused', WRONG_CODE);
  return session;
}

/** Uses one try of the link's newest code; true when it was the right one. The conditional update lets no try be made twice. */
async function useCode(tx: Tx, ctx: Context, linkId: string, code: string, now: Date): Promise<boolean> {
  const alive = { linkId, usedAt: null, expiresAt: { gt: now }, triesLeft: { gt: 0 } };
  const newest = await tx.linkCode.findFirst({ where: alive, orderBy: { createdAt: 'desc' } });
  if (!newest) return false;
  const tried = await tx.linkCode.updateMany({
    where: { ...alive, id: newest.id },
    data: { triesLeft: { decrement: 1 } },
  });
  if (tried.count === 0 || !sameDigest(newest.hash, hashCode(ctx.config.linkSecret, newest.id, code))) return false;
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
