import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { containerAt, PATIENCE } from '../../bot/azure/storage.js';
import { AzureStore, BLOCK_BYTES } from '../../bot/files/azureStore.js';
import type { ByteStore } from '../../bot/files/byteStore.js';
import { DiskStore } from '../../bot/files/diskStore.js';
import { type Azurite, startAzurite } from '../helpers/azurite.js';
import { contentOf } from './shelf.js';

/** A store of one kind, and how it ends. */
interface Kept {
  store: ByteStore;
  clear(): Promise<void>;
}

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

async function onDisk(): Promise<Kept> {
  const folder = await mkdtemp(join(tmpdir(), 'bytes-'));
  return { store: new DiskStore(folder), clear: () => rm(folder, { recursive: true, force: true }) };
}

let containers = 0;
async function inContainer(): Promise<Kept> {
  const container = containerAt(await azurite.newContainer(`bytes-${++containers}`), azurite.credential);
  return {
    store: new AzureStore(container, { ...PATIENCE, pauseMs: 5 }),
    clear: async () => void (await container.delete()),
  };
}

const OLD = contentOf(BLOCK_BYTES + 1000);
const NEW = Buffer.from(OLD).reverse();

async function* inPieces(content: Buffer, bytes = 100_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes);
}

/** A source that ends by a fault after so many bytes. */
async function* breakingOff(bytes: number): AsyncGenerator<Buffer> {
  yield* inPieces(NEW.subarray(0, bytes));
  throw new Error('connection lost');
}

async function readAll(store: ByteStore, key: string): Promise<Buffer | undefined> {
  const source = await store.open(key);
  if (source === undefined) return undefined;
  const pieces: Buffer[] = [];
  for (let at = 0; at < source.size; at += 65_536) pieces.push(await source.read(at, 65_536));
  await source.close();
  return Buffer.concat(pieces);
}

describe.each([
  ['on a disk', onDisk],
  ['in a container of Azure', inContainer],
])('Files kept %s', (_where, keep) => {
  let kept: Kept;
  let store: ByteStore;
  beforeEach(async () => {
    kept = await keep();
    store = kept.store;
  });
  afterEach(() => kept.clear());

  it.each([0, 1, 70_000, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES + 17])(
    'come back as they were written: %d bytes',
    async (size) => {
      await store.write('content/one', inPieces(contentOf(size)));
      expect((await store.open('content/one'))?.size).toBe(size);
      expect((await readAll(store, 'content/one'))?.equals(contentOf(size))).toBe(true);
    },
  );

  it('are streamed, 20 MB of them', async () => {
    const whole = contentOf(20_000_000);
    await store.write('content/one', inPieces(whole));
    expect((await readAll(store, 'content/one'))?.equals(whole)).toBe(true);
  });

  it('are none where nothing was written', async () => {
    expect(await store.open('content/one')).toBeUndefined();
    expect(await store.list('content')).toEqual([]);
    expect(await store.writtenBefore('content', new Date('2100-01-01'))).toEqual([]);
  });

  it('are read in parts, over every border, and end where they end', async () => {
    await store.write('content/one', [OLD]);
    const source = await store.open('content/one');
    for (const border of [0, 65_536, 131_072, BLOCK_BYTES, OLD.length]) {
      for (const [position, length] of [
        [border - 3, 7],
        [border, 65_552],
        [border - 70_000, 140_000],
      ] as const) {
        if (position < 0) continue;
        expect((await source?.read(position, length))?.equals(OLD.subarray(position, position + length))).toBe(true);
      }
    }
    expect(await source?.read(OLD.length, 10)).toHaveLength(0);
    expect(await source?.read(OLD.length + 5, 10)).toHaveLength(0);
    await source?.close();
  });

  it.each([0, 10, BLOCK_BYTES, BLOCK_BYTES + 500])(
    'are not there at all when their source breaks off after %d bytes',
    async (bytes) => {
      await expect(store.write('content/one', breakingOff(bytes))).rejects.toThrow('connection lost');
      expect(await store.open('content/one')).toBeUndefined();
      expect(await store.list('content')).toEqual([]);
    },
  );

  it('are replaced as a whole, or stay when the source of the new one breaks off', async () => {
    await store.write('content/one', [OLD]);
    await expect(store.write('content/one', breakingOff(BLOCK_BYTES + 500))).rejects.toThrow('connection lost');
    expect((await readAll(store, 'content/one'))?.equals(OLD)).toBe(true);
    await store.write('content/one', [NEW]);
    expect((await readAll(store, 'content/one'))?.equals(NEW)).toBe(true);
    await store.write('content/one', [Buffer.from('short')]);
    expect(String(await readAll(store, 'content/one'))).toBe('short');
  });

  it.each(['replaced', 'removed'] as const)('are never mixed for whoever reads one while it is %s', async (how) => {
    await store.write('content/one', [OLD]);
    const source = await store.open('content/one');
    const given: Buffer[] = [(await source?.read(0, 65_536)) ?? Buffer.alloc(0)];
    if (how === 'replaced') await store.write('content/one', [NEW]);
    else await store.remove('content/one');
    let code: unknown;
    try {
      for (let at = 65_536; at < OLD.length; at += 65_536)
        given.push((await source?.read(at, 65_536)) ?? Buffer.alloc(0));
    } catch (error) {
      ({ code } = error as { code?: unknown });
    }
    await source?.close();
    const read = Buffer.concat(given);
    expect(read.equals(OLD.subarray(0, read.length))).toBe(true);
    expect(code === 'unavailable' || read.length === OLD.length).toBe(true);
  });

  it('are one of the two, whole, when two write the same file at once', async () => {
    const done = await Promise.allSettled([store.write('content/one', [OLD]), store.write('content/one', [NEW])]);
    const refused = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    for (const error of refused) expect(error).toMatchObject({ code: 'unavailable' });
    expect(refused.length).toBeLessThan(2);
    const found = await readAll(store, 'content/one');
    expect(found?.equals(OLD) || found?.equals(NEW)).toBe(true);
  });

  it('are gone when they were removed, and removing them again is no fault', async () => {
    await store.write('content/one', [OLD]);
    await store.remove('content/one');
    expect(await store.open('content/one')).toBeUndefined();
    await store.remove('content/one');
    await store.remove('content/never/there');
  });

  it('are listed by their names in a folder, without those of other folders', async () => {
    for (const key of ['keys/b', 'keys/a', 'keys/deeper/c', 'keys-more/d', 'content/e'])
      await store.write(key, [Buffer.from(key)]);
    expect((await store.list('keys')).sort()).toEqual(['a', 'b']);
  });

  it('are found below a folder by when they were last written', async () => {
    await store.write('content/copies/one/two', [OLD]);
    await store.write('content/letters/one', [OLD]);
    await store.write('keys/one', [OLD]);
    const found = await store.writtenBefore('content', new Date(Date.now() + 60_000));
    expect(found.sort()).toEqual(['content/copies/one/two', 'content/letters/one']);
    expect(await store.writtenBefore('content', new Date(Date.now() - 60_000))).toEqual([]);
  });

  it.each(['', '/', 'a/', '/a', '../a', 'a/../b', 'a//b', 'A', 'a b', 'a.part', 'あ'])(
    'have no such name as 「%s」',
    async (key) => {
      await expect(store.write(key, [OLD])).rejects.toThrow('a storage key');
      await expect(store.open(key)).rejects.toThrow('a storage key');
      await expect(store.remove(key)).rejects.toThrow('a storage key');
    },
  );
});

describe('A container of Azure', () => {
  it('is listed to its end, over more than the 5,000 names that one answer holds', async () => {
    const address = await azurite.newContainer('many');
    const container = containerAt(address, azurite.credential);
    const wanted = Array.from({ length: 5001 }, (_, number) => `one-${number}`);
    const left = [...wanted];
    const write = async () => {
      for (let name = left.pop(); name !== undefined; name = left.pop()) {
        await container.getBlockBlobClient(`keys/${name}`).commitBlockList([]);
      }
    };
    await Promise.all(Array.from({ length: 16 }, write));
    const store = new AzureStore(container);
    expect((await store.list('keys')).sort()).toEqual(wanted.sort());
    expect(await store.writtenBefore('keys', new Date(Date.now() + 60_000))).toHaveLength(5001);
  });
});
