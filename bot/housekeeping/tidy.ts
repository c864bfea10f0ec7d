import type { Context } from '../context.js';

const DAY_MS = 86_400_000;

/**
 * Deletes what only served to open links: codes of yesterday, and sessions with their plays and downloads once their link has been
 * closed for a day. The log keeps who opened, played and took what.
 *
 * @returns how many codes and sessions went
 */
export async function tidyLinks(ctx: Context): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - DAY_MS);
  return ctx.db.transaction(async (tx) => {
    const codes = await tx.linkCode.deleteMany({ where: { expiresAt: { lt: before } } });
    const closed = { link: { OR: [{ expiresAt: { lt: before } }, { revokedAt: { lt: before } }] } };
    const over = { session: { ...closed, expiresAt: { lt: before } } };
    await tx.linkPlay.deleteMany({ where: over });
    await tx.linkDownload.deleteMany({ where: over });
    await tx.linkPackage.deleteMany({ where: over });
    const sessions = await tx.linkSession.deleteMany({ where: over.session });
    return codes.count + sessions.count;
  });
}
