import { pagesUrl } from '../addresses.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link, Request } from '../db/generated/client.js';
import { linkUrl, newLinkId } from './token.js';

const DAY_MS = 86_400_000;

/** What a link shows: the answer with the files, or the application for whoever decides. */
export type LinkKind = 'answer' | 'application';

/** What tells until when the copies of a request are kept. */
export type KeptCopies = Pick<Request, 'answeredAt' | 'copiesUntil'>;

/** Until when the copies of a request are kept: as it was laid down when it was answered. Null before it is. */
export function copiesUntil(
  { answeredAt, copiesUntil: until }: KeptCopies,
  { copyDays }: Pick<Context['config'], 'copyDays'>,
): Date | null {
  return until ?? (answeredAt && new Date(answeredAt.getTime() + copyDays * DAY_MS));
}

/**
 * Makes the link of one person for one request, or returns the one that is open: a job that runs twice hands out one link.
 * Call inside the transaction that makes the files.
 *
 * @param wanted.kept of a request with copies: how long they are kept
 */
export async function issueLink(
  tx: Tx,
  { clock, config }: Pick<Context, 'clock' | 'config'>,
  wanted: { requestId: string; kind: LinkKind; recipientId: string; copyIds: string[]; kept?: KeptCopies },
): Promise<Link> {
  const { requestId, kind, recipientId } = wanted;
  const now = clock.now();
  const there = await issuedLink(tx, { requestId, kind, recipientId });
  if (there && there.expiresAt > now) return there;
  const edition = 1 + (await tx.link.count({ where: { requestId, kind, recipientId } }));
  const lasts = now.getTime() + config.linkDays * DAY_MS;
  // A link must not promise what will have been deleted by then.
  const until = wanted.copyIds.length > 0 && wanted.kept ? copiesUntil(wanted.kept, config) : null;
  const kept = until?.getTime() ?? lasts;
  return tx.link.create({
    data: {
      id: newLinkId(),
      requestId,
      kind,
      edition,
      recipientId,
      createdAt: now,
      expiresAt: new Date(Math.min(lasts, kept)),
      files: { create: wanted.copyIds.map((copyId) => ({ copyId, allowed: config.linkDownloads })) },
    },
  });
}

/** Makes the link under which somebody listens to the recording of their 再生許可, in the transaction that permits it. */
export function issuePlaybackLink(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  wanted: { matterId: string; recipientId: string; expiresAt: Date },
): Promise<Link> {
  return tx.link.create({ data: { id: newLinkId(), kind: 'playback', createdAt: clock.now(), ...wanted } });
}

/** Stops the links of a matter, in the transaction that ends it. */
export async function endLinks(tx: Tx, { clock }: Pick<Context, 'clock'>, matterId: string): Promise<void> {
  const stopped = { revokedAt: clock.now(), revokedReason: 'stopped' as const };
  await tx.link.updateMany({ where: { matterId, revokedAt: null }, data: stopped });
}

/** The address of a link; computed each time, stored nowhere. */
export function addressOf(config: Context['config'], link: Pick<Link, 'id'>): string {
  return linkUrl(pagesUrl(config), config.linkSecrets, link.id);
}

/** The open link of one person for one request, if one was made. */
export async function issuedLink(
  tx: Tx,
  wanted: { requestId: string; kind: LinkKind; recipientId: string },
): Promise<Link | null> {
  return tx.link.findFirst({ where: { ...wanted, revokedAt: null }, orderBy: { edition: 'desc' } });
}
