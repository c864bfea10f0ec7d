import { randomInt, randomUUID } from 'node:crypto';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import { hashCode, readToken } from './token.js';

const CODE_MINUTES = 10;
const TRIES = 5;
/** Codes one link may ask for in ten minutes; more would only be a way to pester the recipient. */
const CODES_PER_PERIOD = 5;

/** A code to be sent to the recipient's own chat; it exists only here and there. */
export interface CodeToSend {
  recipientId: string;
  code: string;
  minutes: number;
}

/**
 * Makes a six-digit code for the link's recipient; undefined for a token that opens nothing, or after too many codes. The
 * page must say the same in every case, so that a stranger learns nothing. Older codes of the link stop working.
 */
export async function makeCode(ctx: Context, token: string): Promise<CodeToSend | undefined> {
  const linkId = readToken(ctx.config.linkSecret, token);
  if (linkId === undefined) {
    await auditUnknownToken(ctx);
    return undefined;
  }
  const now = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    // Locked, so that of two codes asked for at once the second counts the first and ends it.
    await tx.$queryRaw`SELECT 1 FROM "Link" WHERE "id" = ${linkId} FOR UPDATE`;
    const link = await tx.link.findUnique({ where: { id: linkId } });
    if (!link) return undefined;
    const since = new Date(now.getTime() - CODE_MINUTES * 60_000);
    const recent = await tx.linkCode.count({ where: { linkId, createdAt: { gt: since } } });
    const allowed = recent < CODES_PER_PERIOD;
    await appendAudit(tx, ctx.clock, {
      actor: null,
      action: allowed ? 'link.code' : 'link.code_throttled',
      requestId: link.requestId,
      channel: 'web',
      data: { link: linkId, recipient: link.recipientId },
    });
    if (!allowed) return undefined;
    await tx.linkCode.updateMany({ where: { linkId, usedAt: null }, data: { triesLeft: 0 } });
    const id = randomUUID();
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await tx.linkCode.create({
      data: {
        id,
        linkId,
        hash: hashCode(ctx.config.linkSecret, id, code),
        createdAt: now,
        expiresAt: new Date(now.getTime() + CODE_MINUTES * 60_000),
        triesLeft: TRIES,
      },
    });
    return { recipientId: link.recipientId, code, minutes: CODE_MINUTES };
  });
}

async function auditUnknownToken(ctx: Context): Promise<void> {
  await ctx.db.transaction((tx) =>
    appendAudit(tx, ctx.clock, { actor: null, action: 'link.unknown_token', channel: 'web' }),
  );
}
