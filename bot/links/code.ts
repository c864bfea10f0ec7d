import { randomInt, randomUUID } from 'node:crypto';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import { holdsLink } from '../directory/linkHolders.js';
import { type Browser, hashAsker, isKnownTo } from './browser.js';
import { markedOf, OF_SECTION, ofLink, sectionOf } from './session.js';
import { hashCode, NO_LINK, readToken } from './token.js';

const CODE_MINUTES = 10;
const TRIES = 5;
/** Codes one browser may ask for in ten minutes; more would only be a way to pester the recipient. */
const CODES_PER_PERIOD = 3;

/**
 * Codes of one link in an hour, from wherever they are asked for; browsers in which its recipient has opened a link are not held to it.
 */
const CODES_AN_HOUR = 30;

/** A code to be sent to the recipient's own chat; it exists only here and there. */
export interface CodeToSend {
  recipientId: string;
  code: string;
  minutes: number;
}

/**
 * Makes a six-digit code for the link's recipient; undefined for a token that opens nothing, or after too many codes. It opens the
 * link in the browser that asks, and in no other, so that whoever else has the link can neither use up its codes nor guess them
 * away. The page must say the same in every case, so that a stranger learns nothing; and the same statements run in every case, so
 * that the time tells nothing either. Older codes of the same browser stop working.
 *
 * @param browser the one that asks
 * @param mayBegin whether one more browser may ask, where this one has not asked lately and is not known as the recipient's
 */
export async function makeCode(
  ctx: Context,
  token: string,
  browser: Browser,
  mayBegin: (linkId: string) => Promise<boolean> = async () => true,
): Promise<CodeToSend | undefined> {
  const linkId = readToken(ctx.config.linkSecrets, token) ?? NO_LINK;
  const by = hashAsker(ctx.config.linkSecrets, browser.asker);
  const now = ctx.clock.now();
  const ends = new Date(now.getTime() + CODE_MINUTES * 60_000);
  const id = randomUUID();
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const hash = hashCode(ctx.config.linkSecrets, id, code);
  return ctx.db.transaction(async (tx) => {
    // Locked, so that of two codes asked for at once the second counts the first and ends it.
    await tx.$queryRaw`SELECT 1 FROM "Link" WHERE "id" = ${linkId} FOR NO KEY UPDATE`;
    const link = await tx.link.findUnique({ where: { id: linkId }, include: OF_SECTION });
    const known = isKnownTo(ctx.config.linkSecrets, await markedOf(tx, link), browser);
    const since = new Date(now.getTime() - CODE_MINUTES * 60_000);
    const recent = await tx.linkCode.count({ where: { linkId, asker: by, createdAt: { gt: since } } });
    const begins = recent > 0 || known || (await mayBegin(linkId));
    // Whoever is the recipient no more is sent nothing, nor whoever said that it was not them who asked.
    const theirs = link === null || (link.disownedAt === null && holdsLink(ctx.directory, link, sectionOf(link)));
    const hour = { linkId, createdAt: { gt: new Date(now.getTime() - 60 * 60_000) } };
    const pestered = !known && (await tx.linkCode.count({ where: hour })) >= CODES_AN_HOUR;
    const allowed = begins && theirs && !pestered && recent < CODES_PER_PERIOD;
    // What is asked of no link touches no row.
    const served = allowed ? linkId : NO_LINK;
    await tx.linkCode.updateMany({ where: { linkId: served, asker: by, usedAt: null }, data: { triesLeft: 0 } });
    await tx.$executeRaw`
      INSERT INTO "LinkCode" ("id", "linkId", "asker", "hash", "createdAt", "expiresAt", "triesLeft")
      SELECT ${id}::uuid, "id", ${by}, ${hash}, ${now.toISOString()}::timestamptz, ${ends.toISOString()}::timestamptz, ${TRIES}::int
      FROM "Link" WHERE "id" = ${served}`;
    // The head of the log is locked last, as everywhere, so that two transactions never wait for each other.
    await appendAudit(tx, ctx, {
      actor: null,
      action: link === null ? 'link.unknown_token' : allowed ? 'link.code' : 'link.code_throttled',
      ...(link ? ofLink(link) : {}),
      channel: 'web',
      data: link ? { link: link.id, recipient: link.recipientId } : {},
    });
    return link !== null && allowed ? { recipientId: link.recipientId, code, minutes: CODE_MINUTES } : undefined;
  });
}
