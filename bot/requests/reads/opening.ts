import type { AuditEntry, Request } from '../../db/generated/client.js';
import type { Decider } from '../deciders.js';
import { VIEW } from './viewed.js';

/** That one of those who decide has opened an application, and when. */
export interface Opening {
  by: Decider;
  at: Date;
}

/** What somebody does who looks at an application to decide it: shows it, or opens 様式第1号. */
const LOOKS = [VIEW, 'link.opened'];

/** Who of those who decide opened the application first since it was filed; null until somebody did. */
export function openingFrom(
  rows: readonly AuditEntry[],
  { status, submittedAt }: Pick<Request, 'status' | 'submittedAt'>,
  deciders: readonly Decider[],
): Opening | null {
  if (status !== 'submitted' || submittedAt === null) return null;
  for (const { action, actorId, at } of rows) {
    const by = deciders.find(({ id }) => id === actorId);
    if (by !== undefined && LOOKS.includes(action) && at >= submittedAt) return { by, at };
  }
  return null;
}
