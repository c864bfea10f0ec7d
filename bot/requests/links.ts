import type { Tx } from '../db/database.js';
import type { Link, Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';

/** How many links to the answer the person was given so far; a card carries it, so that one press makes one link. */
export function linkEdition(tx: Tx, requestId: string, recipientId: string): Promise<number> {
  return tx.link.count({ where: { requestId, kind: 'answer', recipientId } });
}

/** True while the link still hands over a recording: a copy that is kept, with a download left. */
export async function handsOver(tx: Tx, { id }: Pick<Link, 'id'>): Promise<boolean> {
  const files = await tx.linkFile.findMany({ where: { linkId: id, copy: { deletedAt: null } } });
  return files.some(({ downloads, allowed }) => downloads < allowed);
}

/** A link whose downloads are all used makes way for a new one. */
export async function endUsedUp(tx: Tx, requestId: string, recipientId: string, now: Date): Promise<void> {
  const open = await tx.link.findFirst({
    where: { requestId, kind: 'answer', recipientId, revokedAt: null },
    include: { files: true },
  });
  if (open === null || open.files.some(({ downloads, allowed }) => downloads < allowed)) return;
  await tx.link.update({ where: { id: open.id }, data: { revokedAt: now, revokedReason: 'reissued' } });
}

/** @throws AppError `invalid_input` while the answer, with the first link, is still being made */
export function assertAnswered({ answeredAt }: Pick<Request, 'answeredAt'>): void {
  if (answeredAt !== null) return;
  throw new AppError(
    'invalid_input',
    'the answer is being made',
    '回答書を準備しています。1分ほどお待ちいただき、もう一度お試しください。',
  );
}
