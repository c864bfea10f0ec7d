import { createHash } from 'node:crypto';
import { appendAudit } from '../audit/append.js';
import { canonicalJson } from '../audit/canonical.js';
import { headFile } from '../audit/heads.js';
import { believedKeys } from '../audit/keys.js';
import { verifyAudit } from '../audit/verify.js';
import type { Context, Via } from '../context.js';
import { AppError } from '../errors.js';
import { civilDate, civilTime } from '../japanese/civil.js';
import { drawEvidenceSheet } from '../letters/evidence.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { KEEPER } from '../rule/office.js';
import { evidenceOf } from './document.js';
import { gather } from './gather.js';
import { sheetOf } from './sheet.js';

/** The evidence of one request as two files that belong together. */
export interface EvidenceFiles {
  /** Canonical JSON (UTF-8) of the document in bot/evidence/schema.ts. */
  json: Buffer;
  /** The same for reading; names the SHA-256 of the JSON. */
  pdf: Buffer;
  /** Name of both files without ending: 証跡_R8-12_20261123-1000. */
  name: string;
  /** SHA-256 (hex) of the JSON. */
  sha256: string;
}

/** What both files are called, without ending; the sheet names the JSON by it. */
export function evidenceName(receipt: string, madeAt: Date): string {
  return `証跡_${receipt}_${civilDate(madeAt).replaceAll('-', '')}-${civilTime(madeAt).replace(':', '')}`;
}

/** True for those who answer for the records of all requests: 管理責任者 and 監査担当. */
function mayMakeEvidence(actor: Actor): boolean {
  return hasRole(actor, 'manager', 'auditor');
}

/**
 * Makes the 証跡 of one request: what tables and log say of its copies, after the whole log was checked. That it was made is
 * audited itself, and without that row nothing is given out. Takes as long as the check: a minute for a million rows.
 *
 * @param actor who asks; null for the operator at the command line, who has the database anyway
 * @throws AppError `not_allowed`; `not_found` for a request that was never filed; `integrity` when the file of kept heads is damaged
 */
export async function makeEvidence(
  ctx: Pick<Context, 'db' | 'clock' | 'config' | 'auditSigner'>,
  actor: Actor | null,
  via: Via,
  requestId: string,
): Promise<EvidenceFiles> {
  if (actor === null ? via.channel !== 'command' : !mayMakeEvidence(actor)) {
    throw new AppError(
      'not_allowed',
      'not somebody who may make evidence',
      `証跡を作成できるのは、${KEEPER}と監査担当です。`,
    );
  }
  return drawEvidence(ctx, actor && { id: actor.personId, name: actor.name }, via, requestId);
}

/**
 * The same for somebody whose right to it was proved otherwise: the reader of a request's own link, who registers it as a
 * public document.
 *
 * @param madeAt the moment that the evidence bears
 * @throws AppError `not_found` for a request that was never filed; `integrity` when the file of kept heads is damaged
 */
export async function drawEvidence(
  ctx: Pick<Context, 'db' | 'clock' | 'config' | 'auditSigner'>,
  madeBy: { id: string; name: string } | null,
  via: Via,
  requestId: string,
  madeAt: Date = ctx.clock.now(),
): Promise<EvidenceFiles> {
  // Before the log is looked at, so that no kept head is younger than its end.
  const heads = await headFile(ctx.config.auditHeadFile).read();
  const gathered = await gather(ctx.db, requestId);
  const verification = await verifyAudit(ctx.db, { heads, keys: believedKeys(ctx.config) });
  const { copyDays } = ctx.config;
  const evidence = evidenceOf({ gathered, heads, verification, madeAt, madeBy, copyDays });
  const json = Buffer.from(canonicalJson(evidence));
  const sha256 = createHash('sha256').update(json).digest('hex');
  const name = evidenceName(evidence.request.receipt, madeAt);
  const pdf = await drawEvidenceSheet(sheetOf(evidence, { name: `${name}.json`, sha256 }), madeAt);
  await ctx.db.transaction((tx) =>
    appendAudit(tx, ctx, {
      actor: madeBy,
      action: 'evidence.made',
      requestId,
      channel: via.channel,
      data: { sha256, head: gathered.head?.seq ?? null },
    }),
  );
  return { json, pdf, name, sha256 };
}
