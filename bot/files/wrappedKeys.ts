import { z } from 'zod/v4';
import type { ByteStore } from './byteStore.js';
import { damaged } from './faults.js';
import type { WrappedKey } from './keyWrapper.js';
import { KEYS, keyPlace } from './places.js';

const KEY_FILE = z.strictObject({ keyId: z.string(), wrapped: z.string() });

/**
 * The wrapped key of a file, by the id in the file's header; undefined when there is none.
 *
 * @throws AppError `integrity` when a single byte is not as it was written
 */
export async function readWrappedKey(bytes: ByteStore, fileId: string): Promise<WrappedKey | undefined> {
  const source = await bytes.open(keyPlace(fileId));
  if (source === undefined) return undefined;
  try {
    return decode(await source.read(0, source.size));
  } finally {
    await source.close();
  }
}

/** Writes or replaces the wrapped key of a file, whole or not at all. */
export async function writeWrappedKey(bytes: ByteStore, fileId: string, wrapped: WrappedKey): Promise<void> {
  await bytes.write(keyPlace(fileId), [encode(wrapped)]);
}

export async function removeWrappedKey(bytes: ByteStore, fileId: string): Promise<void> {
  await bytes.remove(keyPlace(fileId));
}

/** Ids of all files that have a wrapped key. */
export async function listWrappedKeys(bytes: ByteStore): Promise<string[]> {
  return bytes.list(KEYS);
}

function encode({ keyId, bytes }: WrappedKey): Buffer {
  return Buffer.from(JSON.stringify({ keyId, wrapped: bytes.toString('base64') }));
}

function decode(stored: Buffer): WrappedKey {
  const wrapped = parse(stored);
  // Compared, since JSON and base64 allow many spellings of the same.
  if (wrapped === undefined || !encode(wrapped).equals(stored)) throw damaged('a stored key was changed');
  return wrapped;
}

function parse(stored: Buffer): WrappedKey | undefined {
  try {
    const { keyId, wrapped } = KEY_FILE.parse(JSON.parse(stored.toString()));
    return { keyId, bytes: Buffer.from(wrapped, 'base64') };
  } catch {
    return undefined;
  }
}
