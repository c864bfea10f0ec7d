import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { systemError } from './systemError.js';
import { readWave, type Wave, type WaveFault } from './wave.js';

const BLOCK_BYTES = 262_144;

/** Size and modification time tell whether a file has to be read again. */
export interface FileState {
  /** Bytes. */
  size: number;
  modifiedAt: Date;
}

/** A complete recording as it lies on the recorder. */
interface FileFacts extends FileState {
  /** SHA-256 of the whole file, hexadecimal. */
  sha256: string;
  wave: Wave;
}

export type Inspection = { facts: FileFacts } | { fault: WaveFault | 'unreadable' };

/** State of a regular file; `missing` when there is none, `unreadable` for links, folders, pipes and files out of reach. */
export async function stateOf(path: string): Promise<FileState | 'missing' | 'unreadable'> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? toState(stats) : 'unreadable';
  } catch (error) {
    return systemError(error)?.code === 'ENOENT' ? 'missing' : 'unreadable';
  }
}

/**
 * Reads format, length and SHA-256 of a recording. The file is opened for reading only (第4条第1項) and passes through memory
 * in blocks. A file that changes meanwhile is still being written and counts as `truncated`.
 */
export async function inspectFile(path: string): Promise<Inspection> {
  try {
    return await withFile(path, async (handle) => {
      const before = toState(await handle.stat());
      const reading = await readWave(handle, before.size);
      if ('fault' in reading) return reading;
      const sha256 = await hashOf(handle, before.size);
      if (!sameState(before, toState(await handle.stat()))) return { fault: 'truncated' };
      return { facts: { ...before, sha256, wave: reading.wave } };
    });
  } catch {
    return { fault: 'unreadable' };
  }
}

/** SHA-256 of the first `size` bytes of a file in hexadecimal; undefined when it cannot be read. */
export async function hashFile(path: string, size: number): Promise<string | undefined> {
  try {
    return await withFile(path, (handle) => hashOf(handle, size));
  } catch {
    return undefined;
  }
}

/** True when neither size nor modification time (milliseconds, as stored) differ. */
export function sameState(one: FileState, other: FileState): boolean {
  return one.size === other.size && one.modifiedAt.getTime() === other.modifiedAt.getTime();
}

/** Opens a regular file for reading only; never waits for a pipe and never follows a link out of the folder. */
async function withFile<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  // Windows knows neither flag.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(path, flags);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

/** Hashes the first `size` bytes: whether the file has grown beyond them is for the caller to see. */
async function hashOf(handle: FileHandle, size: number): Promise<string> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(Math.min(size, BLOCK_BYTES));
  let position = 0;
  while (position < size) {
    const { bytesRead } = await handle.read(block, 0, Math.min(block.length, size - position), position);
    if (bytesRead === 0) break;
    hash.update(block.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash.digest('hex');
}

function toState(stats: Stats): FileState {
  return { size: stats.size, modifiedAt: stats.mtime };
}
