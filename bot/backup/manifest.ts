import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod/v4';
import { canonicalJson, type Json } from '../audit/canonical.js';
import { type AuditSigner, isSignedBy, type PublicKeys } from '../audit/keys.js';
import { AppError } from '../errors.js';
import { damagedBackup } from './faults.js';

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
/** No way out of the folder of the backup. */
const PART = z.strictObject({
  file: z.string().regex(/^(tables\/)?\w+\.jsonl\.gz$/),
  lines: z.int().min(0),
  bytes: z.int().min(0),
  sha256: HASH,
});
const NAME = z.string().min(1);

const CONTENT = z.strictObject({
  /** How backups are laid out; another number is read by another version of the program only. */
  format: z.literal(1),
  name: NAME,
  /** Whose data it is, as the data folder notes it: a demo never opens what an installation left behind. */
  kind: z.enum(['demo', 'own', 'real']),
  /** The moment of the database; files are those that its rows named then. */
  at: z.iso.datetime(),
  version: NAME,
  engine: z.enum(['embedded', 'postgresql']),
  migrations: z.array(NAME),
  /** The head of the audit log at that moment. */
  head: z.strictObject({ seq: z.int().min(0), hash: HASH }),
  tables: z.array(z.strictObject({ name: NAME, columns: z.array(NAME), part: PART })),
  sequences: z.array(z.strictObject({ name: NAME, value: z.string().regex(/^\d{1,19}$/) })),
  files: z.strictObject({
    /** Stored files that are in the backup, each with its wrapped key. */
    kept: z.int().min(0),
    bytes: z.int().min(0),
    /** Files that were deleted, as they are when their time is over, after the moment of the database: no fault. */
    gone: z.int().min(0),
    /** Files that rows name and that were not in the store, or not as they were stored. */
    missing: z.int().min(0),
    part: PART,
  }),
});

const MANIFEST = CONTENT.extend({ keyId: z.string().optional(), signature: z.string().optional() });

/** What a backup holds, and what every part of it has to be; written last, so that without it there is no backup. */
export type ManifestContent = z.infer<typeof CONTENT>;
export type Manifest = z.infer<typeof MANIFEST>;

/** One line of the list of files. */
export const LISTED = z.union([
  z.strictObject({ place: z.string(), bytes: z.int().min(0), sha256: HASH }),
  z.strictObject({ gone: z.string() }),
  z.strictObject({ missing: z.string() }),
]);

export const MANIFEST_FILE = 'manifest.json';

/** The text of a manifest, signed where there is a key. */
export function manifestText(content: ManifestContent, signer: AuditSigner | null): string {
  return `${JSON.stringify({ ...content, ...signer?.sign(digestOf(content)) }, null, 1)}\n`;
}

/** What the signature of a manifest covers: all of it, and by its hashes all parts. */
export function digestOf(content: ManifestContent): string {
  return createHash('sha256')
    .update(canonicalJson({ backup: content as unknown as Json }))
    .digest('hex');
}

/**
 * Reads the manifest of a backup.
 *
 * @throws AppError `not_found` when there is no backup, or none that was finished; `integrity` when it is not as it was written;
 * `invalid_input` when a newer version wrote it
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw noBackup(folder);
    throw error;
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw damagedBackup(MANIFEST_FILE, cause);
  }
  const { format } = z.object({ format: z.int() }).catch({ format: 1 }).parse(json);
  if (format > 1) throw newer(`it has the format ${format}`);
  const parsed = MANIFEST.safeParse(json);
  if (!parsed.success) throw damagedBackup(MANIFEST_FILE, parsed.error);
  return parsed.data;
}

/**
 * Holds a manifest against the keys that are believed; with none, nothing is proved.
 *
 * @throws AppError `integrity` when it is not signed by one of them
 */
export function assertSigned({ keyId, signature, ...content }: Manifest, keys: PublicKeys): void {
  if (keys.size === 0) return;
  const signed =
    keyId !== undefined && signature !== undefined && isSignedBy(keys, digestOf(content), { keyId, signature });
  if (signed) return;
  throw new AppError(
    'integrity',
    `the manifest of the backup is signed with none of AUDIT_KEYS and AUDIT_PUBLIC_KEYS (its key: ${keyId ?? 'none'})`,
    'このバックアップは、設定されている署名鍵で作られたものではないか、書き換えられています。署名鍵（AUDIT_KEYS）をご確認ください。',
  );
}

/** @param why for the log */
export function newer(why: string): AppError {
  return new AppError(
    'invalid_input',
    `the backup was made by a newer version of the program: ${why}`,
    'このバックアップは、より新しい版で作られています。同じ版以降のプログラムで行ってください。',
  );
}

function noBackup(folder: string): AppError {
  return new AppError(
    'not_found',
    `there is no finished backup in ${folder} (no ${MANIFEST_FILE}); a folder whose name ends with .part was interrupted`,
    '指定されたフォルダーに、完成したバックアップがありません（名前が .part で終わるものは、途中で止まったものです）。',
  );
}
