import type { Clock } from '../clock.js';
import type { Database, Tx } from '../db/database.js';
import { AppError } from '../errors.js';
import { appendAudit, type Recorder } from './append.js';
import { toldBy } from './beginning.js';
import type { Json } from './canonical.js';
import { auditSigner, believedKeys } from './keys.js';
import { readRowsOf } from './readLog.js';
import { BEGINNING, isWritten, KEY_ROW, SEALED_ROW } from './signatures.js';

/** Whether the log says that what has to be sealed has been since (bot/seal.ts): from its first key on, or from an upgrade. */
export async function hasSeals(tx: Tx): Promise<boolean> {
  const told = await tx.auditEntry.findMany({
    where: { action: { in: [KEY_ROW, SEALED_ROW, BEGINNING] } },
    orderBy: { seq: 'asc' },
  });
  return told.some(({ action, data }) => action === SEALED_ROW || (data as { seals?: unknown }).seals === true);
}

/**
 * With what the log is written from now on. A key that signs for the first time begins with a row of its own, which it signs and
 * which tells its public half; rows from before it stay as they are.
 *
 * @param keys secrets of 32 bytes in base64, of which the first signs; none for a log without signatures
 * @throws AppError `invalid_input` when another key has signed since this one did: a key that was replaced signs no more
 */
export async function openRecorder(
  db: Pick<Database, 'transaction' | 'executeSql'>,
  clock: Clock,
  keys: readonly string[],
): Promise<Recorder> {
  const [key] = keys;
  if (key === undefined) return { clock, auditSigner: null };
  const signer = auditSigner(key);
  const by = { clock, auditSigner: signer };
  const { keyId, publicKey } = signer;
  // Only what one of our keys signed: a row that somebody put there must not keep the bot from starting.
  const ours = believedKeys({ auditKeys: keys, auditPublicKeys: [] });
  const oursOf = async (action: string) => (await readRowsOf(db, action)).filter((row) => isWritten(row, ours));
  const earlier = (await oursOf(BEGINNING)).map(toldBy).at(-1);
  const begun = [
    ...(earlier?.replaced ?? []),
    ...(earlier?.key ? [earlier.key.id] : []),
    ...(await oursOf(KEY_ROW)).map((row) => row.keyId),
  ];
  await db.transaction(async (tx) => {
    if (begun.at(-1) === keyId) return;
    if (begun.includes(keyId)) throw replaced(keyId);
    // In a log that begins with this row nothing was left by a version without seals.
    const first = begun.length === 0 && (await tx.auditEntry.count()) === 0;
    const data: { [key: string]: Json } = first ? { keyId, publicKey, seals: true } : { keyId, publicKey };
    await appendAudit(tx, by, { actor: null, action: KEY_ROW, channel: 'job', data });
  });
  return by;
}

function replaced(keyId: string): AppError {
  return new AppError(
    'invalid_input',
    `the audit key ${keyId} was replaced by another and may not sign again: put a new key first in AUDIT_KEYS, and if nobody here put an earlier one back, run npm run audit:verify`,
    '監査記録の署名鍵が、すでに別の鍵に置き換えられたものです。新しい鍵をAUDIT_KEYSの先頭に設定してください。',
  );
}
