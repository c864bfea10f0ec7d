import { AppError } from '../errors.js';
import type { ByteStore } from './byteStore.js';
import type { KeyWrapper } from './keyWrapper.js';
import { listWrappedKeys, readWrappedKey, writeWrappedKey } from './wrappedKeys.js';

/** What a rotation came to, in files. */
export interface Rotation {
  /** Id of the master key that wraps now. */
  keyId: string;
  rewrapped: number;
  current: number;
  /** Ids of files whose key could not be unwrapped or was changed; they stay as they are. */
  failed: string[];
}

/**
 * Wraps every file's key with the present master key; the files themselves are not touched. Each key is replaced whole or not
 * at all, so it may be stopped at any moment and done again, also while the bot is running.
 *
 * @param onProgress told how many of all are done
 * @throws AppError `unavailable` when the present master key cannot be had
 */
export async function rotateKeys(
  bytes: ByteStore,
  wrapper: KeyWrapper,
  onProgress: (done: number, all: number) => void = () => {},
): Promise<Rotation> {
  const rotation: Rotation = { keyId: await wrapper.currentKeyId(), rewrapped: 0, current: 0, failed: [] };
  const fileIds = await listWrappedKeys(bytes);
  for (const [index, fileId] of fileIds.entries()) {
    try {
      const outcome = await rewrap(bytes, wrapper, fileId, rotation.keyId);
      if (outcome !== 'removed') rotation[outcome] += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      rotation.failed.push(fileId);
    }
    onProgress(index + 1, fileIds.length);
  }
  return rotation;
}

async function rewrap(
  bytes: ByteStore,
  wrapper: KeyWrapper,
  fileId: string,
  keyId: string,
): Promise<'rewrapped' | 'current' | 'removed'> {
  const wrapped = await readWrappedKey(bytes, fileId);
  if (wrapped === undefined) return 'removed';
  if (wrapped.keyId === keyId) return 'current';
  await writeWrappedKey(bytes, fileId, await wrapper.wrap(await wrapper.unwrap(wrapped)));
  return 'rewrapped';
}
