import type { Request } from '../db/generated/client.js';

/** Where the copies of one decision lie: another decision on the same request has places of its own. */
export function copyKey(request: Pick<Request, 'id' | 'decidedAt'>, recordingId: string): string {
  return `copies/${request.id}/${request.decidedAt?.getTime() ?? 0}-${recordingId}`;
}
