import type { Tx } from '../db/database.js';
import type { Recording } from '../db/generated/client.js';

/** The files extracted by hand that are attached to a request now, the newest first. */
export function attachedTo(tx: Tx, requestId: string): Promise<Recording[]> {
  return tx.recording.findMany({
    where: { attachedToId: requestId, detachedAt: null },
    orderBy: [{ importedAt: 'desc' }, { id: 'asc' }],
  });
}
