import { createHash, type Hash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { systemError } from './systemError.js';
import { type BytesAt, readWave, type Wave, type WaveFault } from './wave.js';

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

export type Inspection = { facts: FileFacts } | { fault: WaveFault | 'unreadable' | 'missing' };

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
 * in blocks. A file that changes meanwhile is still being written and counts as `truncated`; links, folders and pipes are `unreadable`.
 */
export async function inspectFile(path: string): Promise<Inspection> {
  try {
    return await withFile(path, async (handle) => {
      const stats = await handle.stat();
      if (!stats.isFile()) return { fault: 'unreadable' };
      const before = toState(stats);
      return withBlock(async (block) => {
        // The beginning, for most recordings all of it, is read once for headers and hash.
        const { bytesRead } = await handle.read(block, 0, Math.min(block.length, before.size), 0);
        const beginning = block.subarray(0, bytesRead);
        const reading = await readWave(beginsWith(beginning, handle, before.size), before.size);
        if ('fault' in reading) return reading;
        const hash = createHash('sha256').update(beginning);
        const sha256 = await hashFrom(handle, hash, block, bytesRead, before.size);
        if (!sameState(before, toState(await handle.stat()))) return { fault: 'truncated' };
        return { facts: { ...before, sha256, wave: reading.wave } };
      });
    });
  } catch (error) {
    return { fault: systemError(error)?.code === 'ENOENT' ? 'missing' : 'unreadable' };
  }
}

/** SHA-256 of the first `size` bytes of a file in hexadecimal; undefined when it cannot be read. */
export async function hashFile(path: string, size: number): Promise<string | undefined> {
  try {
    return await withFile(path, (handle) =>
      withBlock((block) => hashFrom(handle, createHash('sha256'), block, 0, size)),
    );
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

/** Hashes a file on to its first `size` bytes: whether it has grown beyond them is for the caller to see. */
async function hashFrom(handle: FileHandle, hash: Hash, block: Buffer, from: number, size: number): Promise<string> {
  let position = from;
  while (position < size) {
    const { bytesRead } = await handle.read(block, 0, Math.min(block.length, size - position), position);
    if (bytesRead === 0) break;
    hash.update(block.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash.digest('hex');
}

/** A file whose beginning has been read already. */
function beginsWith(beginning: Buffer, handle: FileHandle, size: number): BytesAt {
  return {
    async read(buffer, offset, length, position) {
      const isThere = position + length <= beginning.length || beginning.length === size;
      if (!isThere) return handle.read(buffer, offset, length, position);
      return {
        bytesRead: position < beginning.length ? beginning.copy(buffer, offset, position, position + length) : 0,
      };
    },
  };
}

/** Blocks that nobody reads into now: taking new memory for each file costs a quarter of the time of hashing it. */
const spare: Buffer[] = [];

async function withBlock<T>(work: (block: Buffer) => Promise<T>): Promise<T> {
  const block = spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  try {
    return await work(block);
  } finally {
    spare.push(block);
  }
}

function toState(stats: Stats): FileState {
  return { size: stats.size, modifiedAt: stats.mtime };
}
