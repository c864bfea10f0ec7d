import type { Tx } from '../db/database.js';
import type { Request } from '../db/generated/client.js';
import type { Decider } from './deciders.js';

/** That one of those who decide has opened an application, and when. */
export interface Opening {
  by: Decider;
  at: Date;
}

/** What somebody does who looks at an application to decide it: shows it, or opens 様式第1号. */
const LOOKS = ['request.view', 'link.opened'];

/** Who of those who decide opened the application first since it was filed; null until somebody did. */
export async function openingOf(tx: Tx, request: Request, deciders: readonly Decider[]): Promise<Opening | null> {
  if (request.status !== 'submitted' || request.submittedAt === null || deciders.length === 0) return null;
  const first = await tx.auditEntry.findFirst({
    where: {
      requestId: request.id,
      action: { in: LOOKS },
      actorId: { in: deciders.map(({ id }) => id) },
      at: { gte: request.submittedAt },
    },
    orderBy: { seq: 'asc' },
  });
  const by = deciders.find(({ id }) => id === first?.actorId);
  return first === null || by === undefined ? null : { by, at: first.at };
}
