import { createCipheriv, createDecipheriv } from 'node:crypto';
import { damaged } from './faults.js';

/*
 * A sealed file: 8 bytes that name the format, 16 bytes of file id, then the content in chunks of 64 KiB, each followed by its
 * tag of 16 bytes; the last chunk may be shorter, and of an empty file there is one empty chunk. AES-256-GCM; a chunk's nonce
 * is its number and whether it is the last (STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015), and its additional
 * data are the header and the storage key. So no chunk opens in another place, in another file or under another name, and a
 * file whose end was cut off or lengthened has no last chunk.
 */

/** Bytes of content in every chunk but the last. */
export const CHUNK_BYTES = 64 * 1024;
export const HEADER_BYTES = 24;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
const CIPHER = 'aes-256-gcm';
const FORMAT = Buffer.from('KCRFILE1');

/** What seals one file: a key of its own (32 bytes) and what every chunk is bound to. */
export interface Seal {
  fileKey: Buffer;
  boundTo: Buffer;
}

/** @param storageKey where the file is kept; it cannot be opened elsewhere */
export function sealOf(fileKey: Buffer, fileId: string, storageKey: string): Seal {
  return { fileKey, boundTo: Buffer.concat([headerOf(fileId), Buffer.from(storageKey)]) };
}

/** The beginning of a sealed file. @param fileId 16 bytes in hexadecimal */
export function headerOf(fileId: string): Buffer {
  return Buffer.concat([FORMAT, Buffer.from(fileId, 'hex')]);
}

/** The file id of a sealed file's beginning; undefined when it is no sealed file of ours. */
export function fileIdOf(header: Buffer): string | undefined {
  if (header.length !== HEADER_BYTES || !header.subarray(0, FORMAT.length).equals(FORMAT)) return undefined;
  return header.toString('hex', FORMAT.length);
}

/** Where content lies in a sealed file, from the bytes stored. */
export interface Layout {
  /** Bytes of content. */
  size: number;
  /** Chunks, at least 1. */
  chunks: number;
}

/** @throws AppError `integrity` when no sealed file has so many bytes */
export function layoutOf(storedBytes: number): Layout {
  const sealed = storedBytes - HEADER_BYTES;
  const chunks = Math.max(1, Math.ceil(sealed / SEALED_CHUNK_BYTES));
  const size = sealed - chunks * TAG_BYTES;
  if (size < 0) throw damaged('a stored file is too short');
  return { size, chunks };
}

/** Where a sealed chunk begins in the file, and the most bytes it has. */
export function placeOf(chunk: number): { position: number; length: number } {
  return { position: HEADER_BYTES + chunk * SEALED_CHUNK_BYTES, length: SEALED_CHUNK_BYTES };
}

function nonceOf(chunk: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(chunk, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function sealChunk(seal: Seal, chunk: number, last: boolean, plain: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, seal.fileKey, nonceOf(chunk, last), { authTagLength: TAG_BYTES });
  cipher.setAAD(seal.boundTo);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws AppError `integrity` when it is not this chunk of this file as it was sealed */
export function openChunk(seal: Seal, chunk: number, last: boolean, sealed: Buffer): Buffer {
  const end = sealed.length - TAG_BYTES;
  if (end < 0) throw damaged('a chunk of a stored file is missing');
  const decipher = createDecipheriv(CIPHER, seal.fileKey, nonceOf(chunk, last), { authTagLength: TAG_BYTES });
  decipher.setAAD(seal.boundTo);
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch (cause) {
    throw damaged('a chunk of a stored file was changed', cause);
  }
  return plain;
}

/** The sealed chunks of a content, without the header; holds one chunk in memory. */
export async function* sealChunks(seal: Seal, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  let number = 0;
  for await (const piece of content) {
    for (let taken = 0; taken < piece.length; ) {
      // A full chunk waits until more comes: the last one is sealed differently.
      if (filled === CHUNK_BYTES) {
        yield sealChunk(seal, number++, false, chunk);
        filled = 0;
      }
      const copied = piece.copy(chunk, filled, taken);
      filled += copied;
      taken += copied;
    }
  }
  yield sealChunk(seal, number, true, chunk.subarray(0, filled));
}
