import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHUNK_BYTES } from '../../bot/files/sealing.js';
import { ROOT } from '../../bot/paths.js';
import { runs } from '../helpers/chance.js';
import { contentOf, openShelf, type Shelf } from './shelf.js';

const RECORDING = join(ROOT, 'test', 'fixtures', 'recorder-export', '20260915_093012_12345.wav');

describe('A copy in the store', () => {
  let shelf: Shelf;
  beforeEach(async () => {
    shelf = await openShelf();
  });
  afterEach(() => shelf.clear());

  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 17])(
    'of %d bytes comes back as it was put, with the size and SHA-256 of the plain content',
    async (size) => {
      const content = contentOf(size);
      const stored = await shelf.put('copies/one', content);
      expect(stored).toEqual({ size, sha256: createHash('sha256').update(content).digest('hex') });
      expect((await shelf.read('copies/one')).equals(content)).toBe(true);
    },
  );

  it('comes back the same however it arrived in pieces', async () => {
    const content = contentOf(2 * CHUNK_BYTES + 5);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(content.length), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), content.length];
        const pieces = at.slice(1).map((end, index) => content.subarray(at[index], end));
        await shelf.store.put('copies/one', Readable.from(pieces));
        expect((await shelf.read('copies/one')).equals(content)).toBe(true);
      }),
      { numRuns: runs(25) },
    );
  });

  it('leaves nothing of its plain content on the disk, nor its key', async () => {
    const recording = await readFile(RECORDING);
    await shelf.put('copies/one', recording);
    const onDisk = Buffer.concat(await Promise.all((await shelf.files()).map(shelf.bytesOf)));
    expect(recording.includes('RIFF')).toBe(true);
    expect(onDisk.includes('RIFF')).toBe(false);
    for (let at = 0; at + 16 <= recording.length; at += 997) {
      expect(onDisk.includes(recording.subarray(at, at + 16))).toBe(false);
    }
  });

  it('is encrypted by a key of its own: the same recording twice gives two different files', async () => {
    await shelf.put('copies/one', contentOf(1000));
    await shelf.put('copies/two', contentOf(1000));
    const [one, two] = await Promise.all(['content/copies/one', 'content/copies/two'].map(shelf.bytesOf));
    expect(one?.subarray(24).equals(two?.subarray(24) ?? Buffer.alloc(0))).toBe(false);
  });

  it('can be replaced, and the key of what was there before goes with it', async () => {
    await shelf.put('copies/one', contentOf(1000));
    await shelf.put('copies/one', contentOf(70_000));
    expect((await shelf.read('copies/one')).equals(contentOf(70_000))).toBe(true);
    expect(await shelf.files()).toHaveLength(2);
  });

  it('is given to the end to whoever is reading it while it is replaced or removed', async () => {
    await shelf.put('copies/one', contentOf(5 * CHUNK_BYTES));
    const [first, second] = [await shelf.store.open('copies/one'), await shelf.store.open('copies/one')];
    await shelf.put('copies/one', Buffer.from('new'));
    expect(Buffer.concat(await first.toArray()).equals(contentOf(5 * CHUNK_BYTES))).toBe(true);
    await shelf.store.remove('copies/one');
    expect(Buffer.concat(await second.toArray()).equals(contentOf(5 * CHUNK_BYTES))).toBe(true);
  });

  it('is removed together with its key, and removing it again is no fault', async () => {
    await shelf.put('copies/one', contentOf(1000));
    await shelf.store.remove('copies/one');
    expect(await shelf.files()).toEqual([]);
    await shelf.store.remove('copies/one');
    await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is refused when it lies there unencrypted', async () => {
    await shelf.bytes.write('content/copies/one', [await readFile(RECORDING)]);
    await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'integrity' });
  });

  it('leaves nothing behind when its source breaks off, at whatever moment', async () => {
    const atOnce = new PassThrough();
    const refused = shelf.store.put('copies/one', atOnce);
    atOnce.destroy(new Error('connection lost'));
    await expect(refused).rejects.toThrow('connection lost');

    for (let turns = 1; turns <= 100; turns++) {
      const later = new PassThrough();
      later.write(contentOf(2 * CHUNK_BYTES));
      const broken = shelf.store.put('copies/one', later);
      const breakIn = (left: number): unknown =>
        left === 0 ? later.destroy(new Error('connection lost later')) : setImmediate(() => breakIn(left - 1));
      breakIn(1 + (turns % 30));
      await expect(broken).rejects.toThrow('connection lost later');
      expect(await shelf.files()).toEqual([]);
    }
  });

  it('can be let go of without having been read', async () => {
    await shelf.put('copies/one', contentOf(3 * CHUNK_BYTES));
    const stream = await shelf.store.open('copies/one', { start: 0, end: 0 });
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.destroy();
    await closed;
    expect(stream.errored).toBeNull();
  });
});

describe('A part of a copy', () => {
  const content = contentOf(3 * CHUNK_BYTES + 1234);
  let shelf: Shelf;
  beforeAll(async () => {
    shelf = await openShelf();
    await shelf.put('copies/one', content);
    await shelf.put('copies/empty', Buffer.alloc(0));
  });
  afterAll(() => shelf.clear());

  it('is the same part of the plain content, whichever is asked for', async () => {
    const anywhere = fc.nat(content.length - 1);
    const aroundABorder = fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: -2, max: 2 }))
      .map(([chunk, off]) => chunk * CHUNK_BYTES + off);
    const place = fc.oneof(anywhere, aroundABorder);
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        expect((await shelf.read('copies/one', { start, end })).equals(content.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: runs(200) },
    );
  });

  it('ends where the file ends', async () => {
    const { length } = content;
    expect(await shelf.read('copies/one', { start: length - 3, end: length + 100 })).toEqual(content.subarray(-3));
    expect(await shelf.read('copies/one', { start: length, end: length + 100 })).toHaveLength(0);
    expect(await shelf.read('copies/empty', { start: 0, end: 0 })).toHaveLength(0);
  });

  it('is read without reading the rest', async () => {
    let read = 0;
    const open = shelf.bytes.open.bind(shelf.bytes);
    shelf.bytes.open = async (key) => {
      const source = await open(key);
      if (source === undefined || !key.startsWith('content/')) return source;
      return {
        ...source,
        read: async (position, length) => {
          const bytes = await source.read(position, length);
          read += bytes.length;
          return bytes;
        },
      };
    };
    await shelf.read('copies/one', { start: 0, end: 0 });
    shelf.bytes.open = open;
    // The header, the last chunk and the one wanted.
    expect(read).toBe(24 + (1234 + 16) + (CHUNK_BYTES + 16));
  });
});
