import type { AuditEntry, Request } from '../../db/generated/client.js';
import type { Decider } from '../deciders.js';

/** That one of those who decide has opened an application, and when. */
export interface Opening {
  by: Decider;
  at: Date;
}

/**
 * Who of those who decide opened the application first since it was filed, or did something with it, opened its 様式第1号 among
 * that; null until somebody did.
 */
export function openingFrom(
  rows: readonly AuditEntry[],
  { status, submittedAt }: Pick<Request, 'status' | 'submittedAt'>,
  deciders: readonly Decider[],
): Opening | null {
  if (status !== 'submitted' || submittedAt === null) return null;
  for (const { actorId, at } of rows) {
    const by = deciders.find(({ id }) => id === actorId);
    if (by !== undefined && at >= submittedAt) return { by, at };
  }
  return null;
}
