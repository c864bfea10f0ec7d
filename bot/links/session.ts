import { randomBytes } from 'node:crypto';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link } from '../db/generated/client.js';
import { holdsLink } from '../directory/linkHolders.js';
import { AppError } from '../errors.js';
import { type Browser, hashAsker, isKnownTo, type Mark, type Marked, markFor } from './browser.js';
import { hashCode, hashesOfSession, NO_LINK, readToken, sameDigest } from './token.js';

/** Minutes a signed-in browser may look at the link. */
export const SESSION_MINUTES = 15;

/** Wrong codes that a link bears in its life; then it opens nothing any more, and its chief has a new one made. */
export const MOST_GUESSES = 30;

/** What a guess is compared with when the link has no living code: nothing equals it. */
const NO_CODE = { id: '00000000-0000-0000-0000-000000000000', hash: '' };

const WRONG_CODE =
  '確認コードが違うか、有効期限（10分）が切れています。コードは、お求めになったブラウザーでのみ使えます。もう一度お確かめになるか、新しいコードをお受け取りください。';

export interface NewSession {
  sessionId: string;
  linkId: string;
  /** For the browser, by which it is known again as one of its person. */
  mark: Mark;
  /** The cookie's value; the database has only its keyed hash. */
  value: string;
  expiresAt: Date;
}

/** A browser whose person proved to be the recipient. */
export interface LinkSessionFacts {
  sessionId: string;
  expiresAt: Date;
  link: Link;
  /** Of the request or the matter that the link is for. */
  section: Section;
}

/** What happened at a link that its recipient is told of; whoever tells it does so in the same transaction. */
export type Tell = (
  tx: Tx,
  link: Link,
  event: 'openedAnew' | 'guessing' | 'guessedOut',
  sessionId?: string,
) => Promise<void>;

/**
 * Signs the recipient in with the code from their chat. Wrong, worn-out and expired codes, and tokens that open nothing, are
 * all refused with the same sentence after the same statements, so that neither words nor time tell them apart. Too many wrong ones
 * in the life of a link end it.
 *
 * @param browser only the one that asked for the code can use it
 * @param tell tells the recipient of an opening in a browser that was not theirs so far, and of guesses
 * @throws AppError `link_unusable`
 */
export async function signIn(
  ctx: Context,
  token: string,
  code: string,
  browser: Browser,
  tell: Tell = async () => {},
): Promise<NewSession> {
  const linkId = readToken(ctx.config.linkSecrets, token) ?? NO_LINK;
  const now = ctx.clock.now();
  const session = await ctx.db.transaction(async (tx) => {
    // The link before its codes, as where one is made, so that two transactions never wait for each other.
    await tx.$queryRaw`SELECT 1 FROM "Link" WHERE "id" = ${linkId} FOR NO KEY UPDATE`;
    const link = await tx.link.findUnique({ where: { id: linkId }, include: OF_SECTION });
    const known = isKnownTo(ctx.config.linkSecrets, await markedOf(tx, link), browser);
    const guess = await useCode(tx, ctx, linkId, browser.asker, code, now);
    const accepted = guess.right && link !== null && holdsLink(ctx.directory, link, sectionOf(link));
    const opened = accepted ? await makeSession(tx, ctx, link) : undefined;
    const over = await countGuess(tx, guess.wrong ? linkId : NO_LINK, now);
    if (over) await ctx.queue.enqueue(tx, 'head', {});
    if (link !== null) {
      if (opened !== undefined && !known) await tell(tx, link, 'openedAnew', opened.sessionId);
      // Whoever mistypes in a browser of theirs need not be told at once.
      if (guess.wrong && (guess.last || !known)) await tell(tx, link, 'guessing');
      if (over) await tell(tx, link, 'guessedOut');
    }
    // The head of the log is locked last, as everywhere, so that two transactions never wait for each other.
    await appendAudit(tx, ctx, {
      actor: accepted ? await recipientOf(tx, link) : null,
      action: accepted ? 'link.opened' : 'link.sign_in_refused',
      ...(link ? ofLink(link) : {}),
      channel: 'web',
      data: link ? { link: link.id, ...(over ? { over } : {}) } : {},
    });
    return opened;
  });
  if (session === undefined) throw new AppError('link_unusable', 'the sign-in to a link was refused', WRONG_CODE);
  return session;
}

/** Makes the session of a recipient who has proved who they are; call it in the transaction that audits the opening. */
export async function makeSession(
  tx: Tx,
  ctx: Context,
  { id: linkId, recipientId }: Pick<Link, 'id' | 'recipientId'>,
): Promise<NewSession> {
  const value = randomBytes(32).toString('base64url');
  const createdAt = ctx.clock.now();
  const expiresAt = new Date(createdAt.getTime() + SESSION_MINUTES * 60_000);
  const [sessionId] = hashesOfSession(ctx.config.linkSecrets, value);
  await tx.linkSession.create({ data: { id: sessionId, linkId, createdAt, expiresAt } });
  const mark = markFor(ctx.config.linkSecrets, await markedOf(tx, { recipientId }));
  return { sessionId, linkId, mark, value, expiresAt };
}

/** A section by its names. */
interface Section {
  bureau: string;
  section: string;
}

const SECTION = { select: { bureau: true, section: true } } as const;

/** The section of the request or matter that a link is for, by which its reader is judged. */
export const OF_SECTION = { request: SECTION, matter: SECTION } as const;

/** The section of a link that was read with it. @throws Error for one that is for nothing */
export function sectionOf({ request, matter }: { request: Section | null; matter: Section | null }): Section {
  const section = request ?? matter;
  if (section === null) throw new Error('a link is for nothing');
  return section;
}

/** How the log names what a link is for. */
export function ofLink({ requestId }: Pick<Link, 'requestId'>): { requestId?: string } {
  return requestId === null ? {} : { requestId };
}

/** The request that a link is for. @throws AppError `not_found` where it is for none, as that of a 再生許可 is */
export function requestOf({ requestId }: Pick<Link, 'requestId'>): string {
  if (requestId !== null) return requestId;
  throw new AppError('not_found', 'the link is for no request', 'このファイルは表示できません。');
}

/** By what the browsers of a link's recipient are known; nobody's where there is no link. */
export async function markedOf(tx: Tx, link: Pick<Link, 'recipientId'> | null): Promise<Marked> {
  const personId = link?.recipientId ?? '';
  return { personId, epoch: await tx.link.count({ where: { recipientId: personId, disownedAt: { not: null } } }) };
}

/** What came of a try with a code. */
interface Guess {
  right: boolean;
  /** A living code of this browser was there, and this was not it. */
  wrong: boolean;
  /** It was the last try of that code. */
  last: boolean;
}

/** Uses one try of the newest code of this browser. The conditional update lets no try be made twice. */
async function useCode(tx: Tx, ctx: Context, linkId: string, asker: string, code: string, now: Date): Promise<Guess> {
  const by = hashAsker(ctx.config.linkSecrets, asker);
  const alive = { linkId, asker: by, usedAt: null, expiresAt: { gt: now }, triesLeft: { gt: 0 } };
  const newest = (await tx.linkCode.findFirst({ where: alive, orderBy: { createdAt: 'desc' } })) ?? NO_CODE;
  const [tried] = await tx.linkCode.updateManyAndReturn({
    where: { ...alive, id: newest.id },
    data: { triesLeft: { decrement: 1 } },
    select: { triesLeft: true },
  });
  const fits = sameDigest(newest.hash, hashCode(ctx.config.linkSecrets, newest.id, code));
  const wrong = tried !== undefined && !fits;
  if (tried === undefined || !fits) return { right: false, wrong, last: wrong && tried.triesLeft === 0 };
  const used = await tx.linkCode.updateMany({ where: { id: newest.id, usedAt: null }, data: { usedAt: now } });
  return { right: used.count === 1, wrong: false, last: false };
}

/** Counts a wrong guess at an open link, and stops it after too many. @returns true when this one was too many */
async function countGuess(tx: Tx, linkId: string, now: Date): Promise<boolean> {
  const [link] = await tx.link.updateManyAndReturn({
    where: { id: linkId, revokedAt: null },
    data: { wrongGuesses: { increment: 1 } },
    select: { wrongGuesses: true },
  });
  if (link === undefined || link.wrongGuesses < MOST_GUESSES) return false;
  await tx.link.update({ where: { id: linkId }, data: { revokedAt: now, revokedReason: 'guessed' } });
  return true;
}

/** The signed-in session of a cookie's value, or undefined when there is none or it has ended. */
export async function findSession(ctx: Context, value: string): Promise<LinkSessionFacts | undefined> {
  const session = await ctx.db.client.linkSession.findFirst({
    where: { id: { in: hashesOfSession(ctx.config.linkSecrets, value) }, endedAt: null },
    include: { link: { include: OF_SECTION } },
  });
  if (!session || session.expiresAt <= ctx.clock.now()) return undefined;
  const { request, matter, ...link } = session.link;
  return { sessionId: session.id, expiresAt: session.expiresAt, link, section: sectionOf({ request, matter }) };
}

/**
 * Ends what this browser had open at the link before it signed in anew, so that the earlier cookie, wherever it went, opens nothing more.
 *
 * @param before the cookie's value until then
 */
export async function endReplaced(ctx: Context, before: string | undefined, made: NewSession): Promise<void> {
  if (before === undefined) return;
  const now = ctx.clock.now();
  const replaced = { in: hashesOfSession(ctx.config.linkSecrets, before), not: made.sessionId };
  await ctx.db.client.linkSession.updateMany({
    where: { id: replaced, linkId: made.linkId, endedAt: null, expiresAt: { gt: now } },
    data: { endedAt: now },
  });
}

/** Signs the person out: the session opens nothing more, and what it is being sent ends. */
export async function signOut(ctx: Context, { sessionId, link }: LinkSessionFacts): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx.linkSession.update({ where: { id: sessionId }, data: { endedAt: ctx.clock.now() } });
    await appendAudit(tx, ctx, {
      actor: await recipientOf(tx, link),
      action: 'link.signed_out',
      ...ofLink(link),
      channel: 'web',
      data: { link: link.id },
    });
  });
}

/** The link's recipient as the audit log names people. */
export async function recipientOf(tx: Tx, link: Link): Promise<{ id: string; name: string }> {
  const person = await tx.person.findUniqueOrThrow({ where: { id: link.recipientId } });
  return { id: person.id, name: person.name };
}
