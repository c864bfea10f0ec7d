import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ByteSource, ByteStore } from './byteStore.js';
import { damaged, missing } from './faults.js';
import type { ByteRange, FileStore, StoredFile } from './fileStore.js';
import type { KeyWrapper } from './keyWrapper.js';
import { SealedFile } from './sealedFile.js';
import { fileIdOf, HEADER_BYTES, headerOf, type Seal, sealChunks, sealOf } from './sealing.js';
import { readWrappedKey, removeWrappedKey, writeWrappedKey } from './wrappedKeys.js';

const CONTENT = 'content';
const contentPlace = (key: string) => `${CONTENT}/${key}`;

/**
 * Keeps files encrypted (docs/decisions/0014-encryption-at-rest.md): each by a random key of its own, which is stored beside it,
 * wrapped by a master key. What was changed, cut off, swapped or renamed is refused before a byte of it is given out.
 */
export class EncryptedStore implements FileStore {
  constructor(
    private readonly bytes: ByteStore,
    private readonly wrapper: KeyWrapper,
  ) {}

  /** @throws AppError `unavailable` when no master key can be had */
  async put(key: string, content: Readable): Promise<StoredFile> {
    // A fault while the key is being wrapped waits for the reading of the content instead of ending the process.
    content.on('error', () => {});
    const fileId = randomBytes(16).toString('hex');
    const hash = createHash('sha256');
    let size = 0;
    async function* measured(): AsyncGenerator<Buffer> {
      for await (const piece of content) {
        hash.update(piece);
        size += piece.length;
        yield piece;
      }
    }
    async function* sealed(seal: Seal): AsyncGenerator<Buffer> {
      yield headerOf(fileId);
      yield* sealChunks(seal, measured());
    }
    let replaced: string | undefined;
    try {
      replaced = await this.fileIdAt(key);
      const fileKey = randomBytes(32);
      // The key first: at no moment is there a content without its key.
      await writeWrappedKey(this.bytes, fileId, await this.wrapper.wrap(fileKey));
      await this.bytes.write(contentPlace(key), sealed(sealOf(fileKey, fileId, key)));
    } catch (error) {
      content.destroy();
      // The content may be in its place although the disk then refused something.
      if ((await this.fileIdAt(key)) !== fileId) await removeWrappedKey(this.bytes, fileId);
      throw error;
    }
    if (replaced !== undefined) await removeWrappedKey(this.bytes, replaced);
    return { size, sha256: hash.digest('hex') };
  }

  /** @throws AppError `unavailable` when the file or its master key cannot be had, `integrity` when something was changed */
  async open(key: string, range?: ByteRange): Promise<Readable> {
    const source = await this.bytes.open(contentPlace(key));
    if (source === undefined) throw missing();
    try {
      return await new SealedFile(source, await this.sealFor(key, source)).stream(range);
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    // The key first: from then on nobody can read the content, and doing it again still finds the content.
    const fileId = await this.fileIdAt(key);
    if (fileId !== undefined) await removeWrappedKey(this.bytes, fileId);
    await this.bytes.remove(contentPlace(key));
  }

  async writtenBefore(moment: Date): Promise<string[]> {
    const keys = await this.bytes.writtenBefore(CONTENT, moment);
    return keys.map((key) => key.slice(CONTENT.length + 1));
  }

  private async sealFor(key: string, content: ByteSource): Promise<Seal> {
    const fileId = fileIdOf(await content.read(0, HEADER_BYTES));
    if (fileId === undefined) throw damaged('a stored file is not an encrypted one');
    const wrapped = await readWrappedKey(this.bytes, fileId);
    if (wrapped === undefined) throw damaged('the key of a stored file is missing');
    return sealOf(await this.wrapper.unwrap(wrapped), fileId, key);
  }

  private async fileIdAt(key: string): Promise<string | undefined> {
    const source = await this.bytes.open(contentPlace(key));
    if (source === undefined) return undefined;
    try {
      return fileIdOf(await source.read(0, HEADER_BYTES));
    } finally {
      await source.close();
    }
  }
}
