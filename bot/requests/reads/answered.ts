import type { Context } from '../../context.js';
import type { Copy, Link, Recording, Request } from '../../db/generated/client.js';
import { issuedLink } from '../../links/issue.js';
import type { Actor } from '../../rule/actor.js';
import { maySee } from '../../rule/permission.js';
import { notFound } from '../load.js';

/** What was handed over to one reader. */
export interface HandedOver {
  link: Link;
  copies: (Copy & { recording: Recording })[];
}

/** What a request handed over to this reader; null while they have no link. @throws AppError `not_found` for whoever may not see it */
export async function handedOverTo(
  { db }: Pick<Context, 'db'>,
  { personId: recipientId, ...actor }: Actor,
  request: Request,
): Promise<HandedOver | null> {
  if (!maySee({ personId: recipientId, ...actor }, request)) throw notFound();
  const { id: requestId } = request;
  const link = await issuedLink(db.client, { requestId, kind: 'answer', recipientId });
  if (link === null) return null;
  const copies = await db.client.copy.findMany({
    where: { requestId },
    include: { recording: true },
    orderBy: { position: 'asc' },
  });
  return { link, copies };
}
