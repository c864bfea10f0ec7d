import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { ByteSource, ByteStore } from '../files/byteStore.js';

/** The folders in which files lay as they are, before there was encryption. */
const FOLDERS = ['copies', 'letters', 'extracts'];

/** Later than any file was written. */
const END_OF_TIME = new Date(8.64e15);

const PIECE_BYTES = 1024 * 1024;

/** What became of them. */
export interface PlainFiles {
  sealed: number;
  /** Those of rows that say that the file is gone. */
  removed: number;
  left: number;
}

/**
 * Encrypts what a version from before encryption kept in the folder of the files (docs/decisions/0014-encryption-at-rest.md), one file
 * after the other, and removes what it was made from. Only what its row knows by its SHA-256 is taken: anything else that lies there stays,
 * and is given to nobody. Where the row says that the file was removed, the later version that removed it found no encrypted one and left
 * this: it goes now, and the log says so.
 *
 * @param bytes the folder of the files
 */
export async function sealPlainFiles(ctx: PlainContext, bytes: ByteStore): Promise<PlainFiles> {
  const files: PlainFiles = { sealed: 0, removed: 0, left: 0 };
  for (const folder of FOLDERS) {
    for (const key of await bytes.writtenBefore(folder, END_OF_TIME)) files[await treat(ctx, bytes, key)] += 1;
  }
  return files;
}

type PlainContext = Pick<Context, 'auditSigner' | 'clock' | 'db' | 'files'>;

async function treat(ctx: PlainContext, bytes: ByteStore, key: string): Promise<keyof PlainFiles> {
  const source = await bytes.open(key);
  // Another process has just done it.
  if (source === undefined) return 'sealed';
  let kept: boolean | undefined;
  try {
    kept = (await rowsOf(ctx.db.client, key)).get(await hashOf(source));
    if (kept === undefined) return 'left';
    if (kept) await ctx.files.put(key, Readable.from(piecesOf(source)));
  } finally {
    await source.close();
  }
  await bytes.remove(key);
  if (kept) return 'sealed';
  await ctx.db.transaction((tx) =>
    appendAudit(tx, ctx, { actor: null, action: 'file.stray', channel: 'job', data: { file: key } }),
  );
  return 'removed';
}

/** By SHA-256 the rows that name a file, and whether one of them still keeps it. */
async function rowsOf(client: Context['db']['client'], storeKey: string): Promise<Map<string, boolean>> {
  const where = { storeKey };
  const copies = await client.copy.findMany({ where, select: { sha256: true, removedAt: true } });
  const extracts = await client.recording.findMany({ where, select: { sha256: true, removedAt: true } });
  const letters = await client.letter.findMany({ where, select: { sha256: true } });
  const rows = new Map<string, boolean>();
  for (const { sha256, removedAt } of [...copies, ...extracts]) {
    rows.set(sha256, rows.get(sha256) === true || removedAt === null);
  }
  for (const { sha256 } of letters) rows.set(sha256, true);
  return rows;
}

async function hashOf(source: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(source)) hash.update(piece);
  return hash.digest('hex');
}

async function* piecesOf(source: ByteSource): AsyncGenerator<Buffer> {
  for (let position = 0; position < source.size; position += PIECE_BYTES) {
    yield await source.read(position, Math.min(PIECE_BYTES, source.size - position));
  }
}
