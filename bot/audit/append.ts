import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Tx } from '../db/database.js';
import { canonicalJson, type Json } from './canonical.js';
import type { AuditSigner } from './keys.js';

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

/** With what a row is written: the time, and the key that signs it; without a key a row has no signature. */
export interface Recorder {
  clock: Clock;
  auditSigner: AuditSigner | null;
}

/** Hash of the row before the first. */
export const GENESIS = '0'.repeat(64);

/**
 * Appends one row to the audit log inside the caller's transaction, so that what it tells of happens only together with the
 * row. Each row's hash covers its content and the hash of the row before, and its signature covers the hash. The head row stays locked until the transaction
 * ends, which puts writers in line; lock everything else first, or two transactions may wait for each other.
 *
 * @throws Error when the row cannot be written; let it pass, so that the transaction is rolled back
 */
export async function appendAudit(tx: Tx, { clock, auditSigner }: Recorder, event: AuditEvent): Promise<void> {
  const head = (await lockHead(tx)) ?? (await firstHead(tx));
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
  const { keyId = null, signature = null } = auditSigner?.sign(hash) ?? {};
  // Row and head in one statement.
  await tx.$executeRaw`
    WITH moved AS (UPDATE "AuditHead" SET "seq" = ${row.seq}, "hash" = ${hash} WHERE "id" = 1)
    INSERT INTO "AuditEntry"
      ("seq", "at", "actorId", "actorName", "action", "requestId", "channel", "data", "previousHash", "hash",
       "keyId", "signature")
    VALUES (${row.seq}, ${row.at}, ${row.actorId}, ${row.actorName}, ${row.action}, ${row.requestId}, ${row.channel},
      ${JSON.stringify(row.data)}::jsonb, ${row.previousHash}, ${hash},
      ${keyId}, ${signature})`;
}

interface Head {
  seq: number;
  hash: string;
}

async function lockHead(tx: Tx): Promise<Head | undefined> {
  const [head] = await tx.$queryRaw<Head[]>`SELECT "seq", "hash" FROM "AuditHead" WHERE "id" = 1 FOR UPDATE`;
  return head;
}

/** The head of a log in which nothing stands yet. */
async function firstHead(tx: Tx): Promise<Head> {
  await tx.$executeRaw`INSERT INTO "AuditHead" ("id", "seq", "hash") VALUES (1, 0, ${GENESIS}) ON CONFLICT ("id") DO NOTHING`;
  const head = await lockHead(tx);
  if (head === undefined) throw new Error('the head of the audit log is missing');
  return head;
}

/** What a row's hash covers: everything but the hash itself. */
export interface AuditContent {
  seq: number;
  /** The moment, or its text in ISO 8601 (UTC, milliseconds). */
  at: Date | string;
  actorId: string | null;
  actorName: string | null;
  action: string;
  requestId: string | null;
  channel: string;
  data: Json;
  previousHash: string;
}

/** SHA-256 (hex) over the canonical JSON of a row's content; what a row has besides is not covered. */
export function hashRow(row: AuditContent): string {
  const { seq, actorId, actorName, action, requestId, channel, data, previousHash } = row;
  const at = typeof row.at === 'string' ? row.at : row.at.toISOString();
  return createHash('sha256')
    .update(canonicalJson({ seq, at, actorId, actorName, action, requestId, channel, data, previousHash }))
    .digest('hex');
}
