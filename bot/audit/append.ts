import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Tx } from '../db/database.js';
import { canonicalJson, type Json } from './canonical.js';

/** From where something was done. */
export type AuditChannel = 'chat' | 'channel' | 'web' | 'job' | 'command';

/** One thing that happened: who did what, on which request, from where. */
export interface AuditEvent {
  actor: { id: string; name: string } | null;
  action: string;
  requestId?: string;
  channel: AuditChannel;
  data?: { [key: string]: Json };
}

/** Hash of the row before the first. */
export const GENESIS = '0'.repeat(64);

/**
 * Appends one row to the audit log inside the caller's transaction: if the row cannot be written, what it tells of does not
 * happen. Each row's hash covers its content and the hash of the row before; the head row's lock puts writers in line.
 */
export async function appendAudit(tx: Tx, clock: Clock, event: AuditEvent): Promise<void> {
  await tx.$executeRaw`INSERT INTO "AuditHead" ("id", "seq", "hash") VALUES (1, 0, ${GENESIS}) ON CONFLICT ("id") DO NOTHING`;
  const [head] = await tx.$queryRaw<{ seq: number; hash: string }[]>`
    SELECT "seq", "hash" FROM "AuditHead" WHERE "id" = 1 FOR UPDATE`;
  if (head === undefined) throw new Error('the head of the audit log is missing');
  const row = {
    seq: head.seq + 1,
    at: clock.now(),
    actorId: event.actor?.id ?? null,
    actorName: event.actor?.name ?? null,
    action: event.action,
    requestId: event.requestId ?? null,
    channel: event.channel,
    data: event.data ?? {},
    previousHash: head.hash,
  };
  const hash = hashRow(row);
  await tx.auditEntry.create({ data: { ...row, hash } });
  await tx.auditHead.update({ where: { id: 1 }, data: { seq: row.seq, hash } });
}

/** SHA-256 (hex) over the canonical JSON of a row without its own hash. */
export function hashRow(row: {
  seq: number;
  at: Date;
  actorId: string | null;
  actorName: string | null;
  action: string;
  requestId: string | null;
  channel: string;
  data: Json;
  previousHash: string;
}): string {
  return createHash('sha256')
    .update(canonicalJson({ ...row, at: row.at.toISOString() }))
    .digest('hex');
}
