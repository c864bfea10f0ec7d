import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { ByteStore } from '../../bot/files/byteStore.js';
import { EncryptedStore } from '../../bot/files/encryptedStore.js';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { rotateKeys } from '../../bot/files/rotateKeys.js';
import { CHUNK_BYTES } from '../../bot/files/sealing.js';
import { contentOf, masterKey, openShelf, type Shelf } from './shelf.js';

const WRAPPER = new LocalMasterKeys([masterKey('present')]);
const OLD = contentOf(1000);
const NEW = contentOf(2 * CHUNK_BYTES + 7);

/** A byte store whose process is killed just before the n-th thing it is asked; nothing is tidied up after that. */
function killedAt(step: number, bytes: ByteStore): ByteStore {
  let asked = 0;
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    asked += 1;
    if (asked >= step) throw new Error('killed');
    return work();
  };
  return {
    write: (key, content) => alive(() => bytes.write(key, content)),
    open: (key) => alive(() => bytes.open(key)),
    remove: (key) => alive(() => bytes.remove(key)),
    list: (folder) => alive(() => bytes.list(folder)),
    writtenBefore: (folder, moment) => alive(() => bytes.writtenBefore(folder, moment)),
  };
}

/** Does something again and again on a fresh shelf, killed at its first step, its second and so on, until it gets through. */
async function killedAtEveryStep(
  prepare: (shelf: Shelf) => Promise<unknown>,
  work: (bytes: ByteStore) => Promise<unknown>,
  judge: (shelf: Shelf) => Promise<void>,
): Promise<number> {
  for (let step = 1; ; step++) {
    const shelf = await openShelf(WRAPPER);
    try {
      await prepare(shelf);
      const through = await work(killedAt(step, shelf.bytes)).then(
        () => true,
        (error: Error) => {
          expect(error.message).toBe('killed');
          return false;
        },
      );
      await judge(shelf);
      if (through) return step - 1;
    } finally {
      await shelf.clear();
    }
  }
}

const putNew = (bytes: ByteStore) => new EncryptedStore(bytes, WRAPPER).put('copies/one', Readable.from([NEW]));
const readable = (shelf: Shelf) => shelf.read('copies/one').catch((error: { code?: unknown }) => error.code);

describe('A bot that is killed', () => {
  it('at any step of a first copy leaves the whole copy or none, and can make it again', async () => {
    const steps = await killedAtEveryStep(
      async () => {},
      putNew,
      async (shelf) => {
        const found = await readable(shelf);
        expect(found === 'unavailable' || NEW.equals(found as Buffer)).toBe(true);
        await putNew(shelf.bytes);
        expect(NEW.equals(await shelf.read('copies/one'))).toBe(true);
      },
    );
    expect(steps).toBeGreaterThanOrEqual(3);
  });

  it('at any step of replacing a file leaves the old one or the new one, whole', async () => {
    const steps = await killedAtEveryStep(
      (shelf) => shelf.put('copies/one', OLD),
      putNew,
      async (shelf) => {
        const found = (await shelf.read('copies/one')) as Buffer;
        expect(found.equals(OLD) || found.equals(NEW)).toBe(true);
      },
    );
    expect(steps).toBeGreaterThanOrEqual(4);
  });

  it('at any step of a removal leaves the whole file or nothing that can be read, and removing again takes the rest', async () => {
    const steps = await killedAtEveryStep(
      (shelf) => shelf.put('copies/one', OLD),
      (bytes) => new EncryptedStore(bytes, WRAPPER).remove('copies/one'),
      async (shelf) => {
        const found = await readable(shelf);
        expect(found === 'unavailable' || found === 'integrity' || OLD.equals(found as Buffer)).toBe(true);
        await shelf.store.remove('copies/one');
        expect(await shelf.files()).toEqual([]);
      },
    );
    expect(steps).toBeGreaterThanOrEqual(3);
  });

  it('at any step of a rotation leaves every file readable, and the next rotation finishes it', async () => {
    const both = new LocalMasterKeys([masterKey('next'), masterKey('present')]);
    const steps = await killedAtEveryStep(
      async (shelf) => {
        await shelf.put('copies/one', OLD);
        await shelf.put('copies/two', NEW);
      },
      (bytes) => rotateKeys(bytes, both),
      async (shelf) => {
        const meanwhile = await shelf.asFoundLater(both);
        expect(OLD.equals(await meanwhile.read('copies/one'))).toBe(true);
        expect(NEW.equals(await meanwhile.read('copies/two'))).toBe(true);
        expect(await rotateKeys(meanwhile.bytes, both)).toMatchObject({ failed: [] });
        const afterwards = await meanwhile.asFoundLater(new LocalMasterKeys([masterKey('next')]));
        expect(OLD.equals(await afterwards.read('copies/one'))).toBe(true);
        expect(NEW.equals(await afterwards.read('copies/two'))).toBe(true);
        await Promise.all([meanwhile.clear(), afterwards.clear()]);
      },
    );
    expect(steps).toBeGreaterThanOrEqual(5);
  });

  it.each([
    ['a first copy', undefined],
    ['a replacement', OLD],
  ])('in the middle of writing %s leaves a part that nobody can read', async (_what, before) => {
    const shelf = await openShelf(WRAPPER);
    if (before) await shelf.put('copies/one', before);
    const found: Shelf[] = [];
    async function* halfWritten(): AsyncGenerator<Buffer> {
      for (let at = 0; at < 4; at++) yield contentOf(CHUNK_BYTES);
      found.push(await shelf.asFoundLater());
    }
    await shelf.store.put('copies/one', Readable.from(halfWritten()));

    for (const later of found) {
      const part = (await later.files()).find((path) => path.startsWith('content/') && path.endsWith('.part'));
      expect((await later.bytesOf(String(part))).length).toBeGreaterThan(CHUNK_BYTES);
      expect(await readable(later)).toEqual(before ?? 'unavailable');
      // Not even when somebody takes it for the file.
      await rename(join(later.folder, String(part)), join(later.folder, 'content/copies/one'));
      expect(await readable(later)).toBe('integrity');
      await later.clear();
    }
    expect(found).toHaveLength(1);
    await shelf.clear();
  });
});
