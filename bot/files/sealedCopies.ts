import { createHash } from 'node:crypto';
import { AppError } from '../errors.js';
import { type ByteSource, type ByteStore, isKey } from './byteStore.js';
import { damaged } from './faults.js';
import { contentPlace, keyPlace } from './places.js';
import { fileIdOf, HEADER_BYTES } from './sealing.js';

/** One of the two files of a stored file, as it lies there: its place, size and SHA-256 (hex). */
export interface SealedPart {
  place: string;
  bytes: number;
  sha256: string;
}

/** How much of a file is in memory while it is copied. */
const PIECE_BYTES = 1024 * 1024;

/** How often a file is begun that somebody replaces while it is copied. */
const TRIES = 4;

/**
 * Copies a stored file with its wrapped key as both lie there: nothing is decrypted, and no master key is needed.
 *
 * @param key what the rows of the database call it
 * @returns both parts; undefined when there is no such file, or none that its key could open
 * @throws AppError `integrity` when it is no file of ours, `unavailable` when the store cannot be had
 */
export async function copySealed(from: ByteStore, to: ByteStore, key: string): Promise<SealedPart[] | undefined> {
  // Somebody else wrote that into the table: no store ever had a file of such a name.
  if (!isKey(key)) return undefined;
  for (let tried = 1; ; tried++) {
    try {
      const parts = await copyOnce(from, to, key);
      if (parts !== 'replaced') return parts;
      if (tried === TRIES) return undefined;
    } catch (error) {
      // A container refuses the rest of what was replaced or removed meanwhile.
      if (!(error instanceof AppError && error.code === 'unavailable') || tried === TRIES) throw error;
    }
  }
}

async function copyOnce(from: ByteStore, to: ByteStore, key: string): Promise<SealedPart[] | 'replaced' | undefined> {
  const content = await from.open(contentPlace(key));
  if (content === undefined) return undefined;
  try {
    const fileId = fileIdOf(await content.read(0, HEADER_BYTES));
    if (fileId === undefined) throw damaged('a stored file is not an encrypted one');
    const wrapped = await from.open(keyPlace(fileId));
    // The key of what was replaced goes at once, and that of what is removed goes first.
    if (wrapped === undefined) return 'replaced';
    try {
      return [await copyPart(wrapped, to, keyPlace(fileId)), await copyPart(content, to, contentPlace(key))];
    } finally {
      await wrapped.close();
    }
  } finally {
    await content.close();
  }
}

/** Copies one file of a store as it lies there. */
export async function copyPart(source: ByteSource, to: ByteStore, place: string): Promise<SealedPart> {
  const hash = createHash('sha256');
  await to.write(place, hashed(source, hash));
  return { place, bytes: source.size, sha256: hash.digest('hex') };
}

/** The SHA-256 (hex) of a file of a store as it lies there; undefined when there is none. */
export async function hashPart(from: ByteStore, place: string): Promise<SealedPart | undefined> {
  const source = await from.open(place);
  if (source === undefined) return undefined;
  try {
    const hash = createHash('sha256');
    for await (const _piece of hashed(source, hash));
    return { place, bytes: source.size, sha256: hash.digest('hex') };
  } finally {
    await source.close();
  }
}

async function* hashed(source: ByteSource, hash: { update(piece: Buffer): unknown }): AsyncGenerator<Buffer> {
  for (let at = 0; at < source.size; at += PIECE_BYTES) {
    const piece = await source.read(at, PIECE_BYTES);
    if (piece.length !== Math.min(PIECE_BYTES, source.size - at)) throw damaged('a stored file was cut off');
    hash.update(piece);
    yield piece;
  }
}
