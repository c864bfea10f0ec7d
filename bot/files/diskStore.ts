import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { syncFolders } from '../folders.js';
import { type ByteSource, type ByteStore, checkedKey, isKey } from './byteStore.js';

/** Keeps files in a folder that only the bot's own user may enter. */
export class DiskStore implements ByteStore {
  constructor(private readonly folder: string) {}

  async write(key: string, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    const path = this.path(key);
    const folder = dirname(path);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    // The dot keeps an unfinished file apart from every key.
    const temporary = `${path}.${randomUUID()}.part`;
    try {
      await writeNew(temporary, content);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolders(folder, made === undefined ? folder : dirname(made));
  }

  async open(key: string): Promise<ByteSource | undefined> {
    const handle = await unlessMissing(open(this.path(key), 'r'));
    if (handle === undefined) return undefined;
    try {
      const { size } = await handle.stat();
      return { size, read: (position, length) => readAt(handle, position, length), close: () => handle.close() };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    const path = this.path(key);
    const folder = dirname(path);
    await rm(path, { force: true });
    await unlessMissing(syncFolders(folder, folder));
  }

  async list(folder: string): Promise<string[]> {
    const entries = await unlessMissing(readdir(this.path(folder), { withFileTypes: true }));
    return (entries ?? []).filter((one) => one.isFile() && !one.name.includes('.')).map(({ name }) => name);
  }

  async writtenBefore(folder: string, moment: Date): Promise<string[]> {
    const entries = await unlessMissing(readdir(this.path(folder), { recursive: true, withFileTypes: true }));
    const keys: string[] = [];
    for (const entry of entries ?? []) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const found = await unlessMissing(stat(path));
      if (found === undefined || found.mtime >= moment) continue;
      const key = relative(this.folder, path).split(sep).join('/');
      if (entry.name.endsWith('.part')) await rm(path, { force: true });
      // What is no file of ours, as systems leave it in folders, is left alone.
      else if (isKey(key)) keys.push(key);
    }
    return keys;
  }

  private path(key: string): string {
    return join(this.folder, checkedKey(key));
  }
}

/** Writes a file and its bytes to the disk itself; when this ends, in whatever way, nothing is about to be made any more. */
async function writeNew(path: string, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const piece of content) await handle.appendFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
