import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { CHUNK_BYTES } from '../../bot/files/sealing.js';
import { contentOf, masterKey, openShelf, type Shelf } from './shelf.js';

const HEADER = 24;
const SEALED = CHUNK_BYTES + 16;

/** Reads to the end or to the fault, and says what was given out until then. */
async function readUntilFault(shelf: Shelf, key = 'copies/one'): Promise<{ given: Buffer; code: unknown }> {
  const given: Buffer[] = [];
  try {
    for await (const slice of await shelf.store.open(key)) given.push(slice);
  } catch (error) {
    return { given: Buffer.concat(given), code: (error as { code?: unknown }).code };
  }
  return { given: Buffer.concat(given), code: undefined };
}

const changed = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

describe('Somebody who can write to the disk', () => {
  let shelf: Shelf;
  beforeEach(async () => {
    shelf = await openShelf();
  });
  afterEach(() => shelf.clear());

  it.each(['content', 'keys'] as const)('changes any single byte in %s, and nothing is given out', async (part) => {
    await shelf.put('copies/one', contentOf(100));
    const path = await shelf.only(part);
    const original = await shelf.bytesOf(path);
    for (let at = 0; at < original.length; at++) {
      await shelf.overwrite(path, changed(original, at));
      await expect(shelf.store.open('copies/one')).rejects.toMatchObject({
        code: expect.stringMatching(/^(integrity|unavailable)$/),
      });
    }
    await shelf.overwrite(path, original);
    expect(await shelf.read('copies/one')).toEqual(contentOf(100));
  });

  it('changes any letter of a stored key to its other case, and nothing is given out', async () => {
    await shelf.put('copies/one', contentOf(100));
    const path = await shelf.only('keys');
    const original = await shelf.bytesOf(path);
    for (const [at, byte] of original.entries()) {
      if (!/[a-z]/i.test(String.fromCharCode(byte))) continue;
      const other = Buffer.from(original);
      other[at] = byte ^ 0x20;
      await shelf.overwrite(path, other);
      await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ name: 'AppError' });
    }
  });

  it('changes a byte of a later chunk or its tag, and reading ends before that chunk', async () => {
    const content = contentOf(3 * CHUNK_BYTES + 50);
    await shelf.put('copies/one', content);
    const path = 'content/copies/one';
    const original = await shelf.bytesOf(path);
    for (const chunk of [0, 1, 2, 3]) {
      const begin = HEADER + chunk * SEALED;
      const end = Math.min(begin + SEALED, original.length);
      for (const at of [begin, Math.floor((begin + end) / 2), end - 17, end - 16, end - 1]) {
        await shelf.overwrite(path, changed(original, at));
        const { given, code } = await readUntilFault(shelf);
        expect(code).toBe('integrity');
        // The last chunk is looked at first, so a fault in it lets nothing out at all.
        expect(given.length).toBeLessThanOrEqual(chunk === 3 ? 0 : chunk * CHUNK_BYTES);
        expect(given.equals(content.subarray(0, given.length))).toBe(true);
      }
    }
  });

  it('refuses before the first byte when the chunk that is asked for was changed', async () => {
    await shelf.put('copies/one', contentOf(3 * CHUNK_BYTES));
    const original = await shelf.bytesOf('content/copies/one');
    await shelf.overwrite('content/copies/one', changed(original, HEADER + SEALED + 5));
    const start = CHUNK_BYTES + 100;
    await expect(shelf.store.open('copies/one', { start, end: start })).rejects.toMatchObject({ code: 'integrity' });
    expect(await shelf.read('copies/one', { start: 0, end: 9 })).toEqual(contentOf(10));
  });

  it.each([3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 50])(
    'cuts %d bytes off at every chunk and around it, and not even an untouched part is given out',
    async (size) => {
      await shelf.put('copies/one', contentOf(size));
      const path = 'content/copies/one';
      const original = await shelf.bytesOf(path);
      const borders = [0, 1, 2, 3].map((chunk) => HEADER + chunk * SEALED);
      const lengths = borders.flatMap((at) => [at - 1, at, at + 1, at + 16, at + 17]).concat(0, original.length - 1);
      for (const length of lengths.filter((one) => one < original.length)) {
        await shelf.overwrite(path, original.subarray(0, length));
        await expect(shelf.store.open('copies/one', { start: 0, end: 0 })).rejects.toMatchObject({ code: 'integrity' });
      }
    },
  );

  it('lengthens it, by rubbish or by its own chunks, and nothing is given out', async () => {
    await shelf.put('copies/one', contentOf(2 * CHUNK_BYTES));
    const path = 'content/copies/one';
    const original = await shelf.bytesOf(path);
    for (const more of [Buffer.alloc(1), Buffer.alloc(16), original.subarray(-SEALED), original.subarray(HEADER)]) {
      await shelf.overwrite(path, Buffer.concat([original, more]));
      await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'integrity' });
    }
  });

  it('swaps, repeats or drops chunks, and reading ends before the first that is out of place', async () => {
    const content = contentOf(4 * CHUNK_BYTES);
    await shelf.put('copies/one', content);
    const path = 'content/copies/one';
    const original = await shelf.bytesOf(path);
    const part = (chunk: number) => original.subarray(HEADER + chunk * SEALED, HEADER + (chunk + 1) * SEALED);
    for (const order of [
      [1, 0, 2, 3],
      [0, 2, 1, 3],
      [0, 1, 3, 2],
      [0, 0, 2, 3],
      [0, 1, 3],
      [0, 1, 2, 2, 3],
    ]) {
      await shelf.overwrite(path, Buffer.concat([original.subarray(0, HEADER), ...order.map(part)]));
      const { given, code } = await readUntilFault(shelf);
      expect(code).toBe('integrity');
      const inPlace = order.findIndex((chunk, index) => chunk !== index);
      expect(given.length).toBeLessThanOrEqual((inPlace === -1 ? order.length : inPlace) * CHUNK_BYTES);
      expect(given.equals(content.subarray(0, given.length))).toBe(true);
    }
  });

  it('puts one copy in the place of another, with or without its key, and nothing is given out', async () => {
    await shelf.put('copies/one', contentOf(100));
    const [keyOfOne] = await shelf.files().then((all) => all.filter((path) => path.startsWith('keys/')));
    await shelf.put('copies/two', contentOf(200));
    const keyOfTwo = (await shelf.files()).find((path) => path.startsWith('keys/') && path !== keyOfOne);
    const [one, two] = [await shelf.bytesOf('content/copies/one'), await shelf.bytesOf('content/copies/two')];

    await shelf.overwrite('content/copies/one', two);
    await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'integrity' });

    await shelf.overwrite('content/copies/one', Buffer.concat([one.subarray(0, HEADER), two.subarray(HEADER)]));
    await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'integrity' });

    await shelf.overwrite('content/copies/one', one);
    await shelf.overwrite(String(keyOfOne), await shelf.bytesOf(String(keyOfTwo)));
    await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'integrity' });
  });

  it('takes the key away, and nothing is given out', async () => {
    await shelf.put('copies/one', contentOf(100));
    await rename(join(shelf.folder, await shelf.only('keys')), join(shelf.folder, 'elsewhere'));
    await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'integrity' });
  });

  it('takes everything home without the master key, and cannot read it', async () => {
    await shelf.put('copies/one', contentOf(100));
    const stolen = await shelf.asFoundLater(new LocalMasterKeys([masterKey('another')]));
    await expect(stolen.store.open('copies/one')).rejects.toMatchObject({ code: 'unavailable' });

    // Even when they relabel the stored key as one of their own.
    const path = await stolen.only('keys');
    const ownId = await new LocalMasterKeys([masterKey('another')]).currentKeyId();
    const text = (await stolen.bytesOf(path)).toString().replace(/master-[0-9a-f]+/, ownId);
    await stolen.overwrite(path, Buffer.from(text));
    await expect(stolen.store.open('copies/one')).rejects.toMatchObject({ code: 'integrity' });
    await stolen.clear();
  });
});
