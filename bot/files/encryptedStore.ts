import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ByteSource, ByteStore } from './byteStore.js';
import { damaged, isKeyMissing, keyMissing, missing, unreachable } from './faults.js';
import type { ByteRange, FileStore, StoredFile } from './fileStore.js';
import type { KeyWrapper } from './keyWrapper.js';
import { CONTENTS, contentPlace, KEYS } from './places.js';
import { SealedFile } from './sealedFile.js';
import { fileIdOf, HEADER_BYTES, headerOf, type Seal, sealChunks, sealOf } from './sealing.js';
import { readWrappedKey, removeWrappedKey, writeWrappedKey } from './wrappedKeys.js';

/** Where small files lie for a moment that only try out the place, and how large they are. */
const PROBE = 'probe';
const PROBE_BYTES = 4096;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** So often a file is opened anew that was replaced while it was being opened. */
const MOST_TRIES = 3;

/** Processes that ended leave a few keys. Where there are more something else is wrong, and nothing is removed. */
const MOST_ORPHANS = 20;

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
    for (let tried = 1; ; tried++) {
      const source = await this.bytes.open(contentPlace(key));
      if (source === undefined) throw missing();
      try {
        return await new SealedFile(source, await this.sealFor(key, source)).stream(range);
      } catch (error) {
        await source.close();
        // Replaced by another process in this very moment: there is another content by now, with a key of its own.
        if (!isKeyMissing(error) || tried === MOST_TRIES) throw error;
      }
    }
  }

  async remove(key: string): Promise<void> {
    // The key first: from then on nobody can read the content, and doing it again still finds the content.
    const fileId = await this.fileIdAt(key);
    if (fileId !== undefined) await removeWrappedKey(this.bytes, fileId);
    await this.bytes.remove(contentPlace(key));
  }

  async writtenBefore(moment: Date): Promise<string[]> {
    const keys = await this.bytes.writtenBefore(CONTENTS, moment);
    return keys.map((key) => key.slice(CONTENTS.length + 1));
  }

  async sweep(now: Date): Promise<number> {
    const before = (ms: number) => new Date(now.getTime() - ms);
    for (const folder of [CONTENTS, KEYS, PROBE]) await this.bytes.writtenBefore(folder, before(HOUR_MS));
    // A key is written before its content: no content of a key that is two days old is younger than one.
    const keys = await this.bytes.writtenBefore(KEYS, before(2 * DAY_MS));
    const contents = await this.bytes.writtenBefore(CONTENTS, before(DAY_MS));
    // To read the beginning of every file takes long, and where each key has its content there is no need to.
    if (keys.length <= contents.length) return 0;
    const named = new Set<string | undefined>();
    for (const place of contents) named.add(await this.fileIdOf(place));
    const orphans = keys.map((key) => key.slice(KEYS.length + 1)).filter((fileId) => !named.has(fileId));
    if (orphans.length > MOST_ORPHANS) throw damaged(`${orphans.length} keys belong to no stored file`);
    for (const fileId of orphans) await removeWrappedKey(this.bytes, fileId);
    return orphans.length;
  }

  async tryOut(): Promise<void> {
    const place = `${PROBE}/${randomBytes(16).toString('hex')}`;
    const written = randomBytes(PROBE_BYTES);
    await this.bytes.write(place, [written]);
    try {
      const source = await this.bytes.open(place);
      const read = await source?.read(0, PROBE_BYTES);
      await source?.close();
      if (read === undefined || !read.equals(written)) throw unreachable('what was written cannot be read');
    } finally {
      await this.bytes.remove(place);
    }
  }

  private async sealFor(key: string, content: ByteSource): Promise<Seal> {
    const fileId = fileIdOf(await content.read(0, HEADER_BYTES));
    if (fileId === undefined) throw damaged('a stored file is not an encrypted one');
    const wrapped = await readWrappedKey(this.bytes, fileId);
    if (wrapped === undefined) throw keyMissing();
    return sealOf(await this.wrapper.unwrap(wrapped), fileId, key);
  }

  private fileIdAt(key: string): Promise<string | undefined> {
    return this.fileIdOf(contentPlace(key));
  }

  private async fileIdOf(place: string): Promise<string | undefined> {
    const source = await this.bytes.open(place);
    if (source === undefined) return undefined;
    try {
      return fileIdOf(await source.read(0, HEADER_BYTES));
    } finally {
      await source.close();
    }
  }
}
