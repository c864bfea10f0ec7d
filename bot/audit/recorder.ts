import type { Clock } from '../clock.js';
import type { Database } from '../db/database.js';
import { appendAudit, type Recorder } from './append.js';
import { auditSigner } from './keys.js';
import { KEY_ROW } from './signatures.js';

/**
 * With what the log is written from now on. A key that signs for the first time begins with a row of its own, which it signs and
 * which tells its public half; rows from before it stay as they are.
 *
 * @param keys secrets of 32 bytes in base64, of which the first signs; none for a log without signatures
 */
export async function openRecorder(
  db: Pick<Database, 'client' | 'transaction'>,
  clock: Clock,
  [key]: readonly string[],
): Promise<Recorder> {
  if (key === undefined) return { clock, auditSigner: null };
  const signer = auditSigner(key);
  const by = { clock, auditSigner: signer };
  const { keyId, publicKey } = signer;
  await db.transaction(async (tx) => {
    const last = await tx.auditEntry.findFirst({
      where: { action: KEY_ROW },
      orderBy: { seq: 'desc' },
      select: { keyId: true },
    });
    if (last?.keyId === keyId) return;
    await appendAudit(tx, by, { actor: null, action: KEY_ROW, channel: 'job', data: { keyId, publicKey } });
  });
  return by;
}
