import type { Tx } from '../db/database.js';
import type { Notice, Request } from '../db/generated/client.js';
import { waitsIn } from '../rule/reminders.js';

/**
 * Was the message true when it was owed, and is not any more? A call to act, after what it asks for was done, or when a later one
 * of the same kind for the same person takes its place. Everything else is news, and is told however late.
 */
export async function isOvertaken(tx: Tx, notice: Notice & { request: Request | null }): Promise<boolean> {
  const { id, request, personId, kind, createdAt } = notice;
  const call = callOf(notice);
  const states = waitsIn(call);
  if (states === undefined || request === null) return false;
  if (!states.includes(request.status)) return true;
  const later = await tx.notice.findMany({
    where: { requestId: request.id, personId, kind, id: { not: id }, createdAt: { gt: createdAt } },
  });
  return later.some((one) => callOf(one) === call);
}

/** What a message calls to do: a reminder names it at the beginning of what it is about. */
function callOf({ kind, key }: Pick<Notice, 'kind' | 'key'>): string {
  return kind === 'reminder' ? (key.split(':')[2]?.split('-')[0] ?? '') : kind;
}
