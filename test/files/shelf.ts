import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DiskStore } from '../../bot/files/diskStore.js';
import { EncryptedStore } from '../../bot/files/encryptedStore.js';
import type { ByteRange } from '../../bot/files/fileStore.js';
import type { KeyWrapper } from '../../bot/files/keyWrapper.js';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';

/** A master key as MASTER_KEYS names it. */
export const masterKey = (seed: string): string => Buffer.alloc(32, seed).toString('base64');

/** Content in which every stretch of eight bytes occurs once, so that a swapped or shifted part is seen. */
export function contentOf(bytes: number): Buffer {
  const content = Buffer.alloc(Math.ceil(bytes / 8) * 8);
  for (let at = 0; at < content.length; at += 8) content.writeDoubleBE(at + 0.5, at);
  return content.subarray(0, bytes);
}

/** An encrypted store in a folder of its own. */
export interface Shelf {
  folder: string;
  bytes: DiskStore;
  store: EncryptedStore;
  put(key: string, content: Buffer): Promise<{ size: number; sha256: string }>;
  read(key: string, range?: ByteRange): Promise<Buffer>;
  /** Paths of all files on the disk, from the folder. */
  files(): Promise<string[]>;
  /** The only file of that part of the folder, `content` or `keys`. */
  only(part: 'content' | 'keys'): Promise<string>;
  bytesOf(path: string): Promise<Buffer>;
  overwrite(path: string, bytes: Buffer): Promise<void>;
  /** The same folder as another process would find it now, with the same keys unless told otherwise. */
  asFoundLater(wrapper?: KeyWrapper): Promise<Shelf>;
  clear(): Promise<void>;
}

export async function openShelf(
  wrapper: KeyWrapper = new LocalMasterKeys([masterKey('present')]),
  folder?: string,
): Promise<Shelf> {
  const root = folder ?? (await mkdtemp(join(tmpdir(), 'shelf-')));
  const bytes = new DiskStore(root);
  const store = new EncryptedStore(bytes, wrapper);
  const files = async () => {
    const found = await readdir(root, { recursive: true, withFileTypes: true });
    return found
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name).slice(root.length + 1))
      .sort();
  };
  return {
    folder: root,
    bytes,
    store,
    files,
    put: (key, content) => store.put(key, Readable.from([content])),
    read: async (key, range) => buffer(await store.open(key, range)),
    async only(part) {
      const [path, ...more] = (await files()).filter((one) => one.startsWith(`${part}/`));
      if (path === undefined || more.length > 0) throw new Error(`not exactly one file in ${part}`);
      return path;
    },
    bytesOf: (path) => readFile(join(root, path)),
    overwrite: (path, content) => writeFile(join(root, path), content),
    async asFoundLater(other = wrapper) {
      const copy = await mkdtemp(join(tmpdir(), 'shelf-'));
      await cp(root, copy, { recursive: true });
      return openShelf(other, copy);
    },
    clear: () => rm(root, { recursive: true, force: true }),
  };
}
