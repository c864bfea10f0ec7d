import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { containerAt } from '../../bot/azure/storage.js';
import { AzureStore } from '../../bot/files/azureStore.js';
import { EncryptedStore } from '../../bot/files/encryptedStore.js';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { rotateKeys } from '../../bot/files/rotateKeys.js';
import { CHUNK_BYTES } from '../../bot/files/sealing.js';
import { type Azurite, startAzurite } from '../helpers/azurite.js';
import { contentOf, masterKey } from './shelf.js';

const CONTENT = contentOf(20 * CHUNK_BYTES + 1234);

describe('A copy in a container of Azure', () => {
  let azurite: Azurite;
  let container: ContainerClient;
  let bytes: AzureStore;
  let store: EncryptedStore;
  let containers = 0;
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  beforeEach(async () => {
    container = containerAt(await azurite.newContainer(`sealed-${++containers}`), azurite.credential);
    bytes = new AzureStore(container);
    store = new EncryptedStore(bytes, new LocalMasterKeys([masterKey('present')]));
  });
  afterAll(() => azurite.close());

  const put = (content: Buffer) => store.put('copies/one', Readable.from([content]));
  const read = async (from = store, range?: { start: number; end: number }) =>
    buffer(await from.open('copies/one', range));
  const names = async () => {
    const found: string[] = [];
    for await (const { name } of container.listBlobsFlat()) found.push(name);
    return found;
  };
  const stored = (name: string) => container.getBlockBlobClient(name).downloadToBuffer();
  const overwrite = (name: string, content: Buffer) =>
    container.getBlockBlobClient(name).upload(content, content.length);

  it('comes back whole and in parts, and lies there encrypted', async () => {
    expect(await put(CONTENT)).toMatchObject({ size: CONTENT.length });
    expect((await read()).equals(CONTENT)).toBe(true);
    for (const start of [0, CHUNK_BYTES - 2, 7 * CHUNK_BYTES, CONTENT.length - 5]) {
      const end = Math.min(start + 100_000, CONTENT.length - 1);
      expect((await read(store, { start, end })).equals(CONTENT.subarray(start, end + 1))).toBe(true);
    }
    expect((await stored('content/copies/one')).includes(CONTENT.subarray(0, 32))).toBe(false);
  });

  it('is replaced together with its key, and removed together with it', async () => {
    await put(CONTENT);
    await put(contentOf(10));
    expect(await read()).toEqual(contentOf(10));
    expect(await names()).toHaveLength(2);
    await store.remove('copies/one');
    expect(await names()).toEqual([]);
    await expect(store.open('copies/one')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('leaves nothing that is there when its source breaks off', async () => {
    const broken = Readable.from(
      (async function* () {
        yield CONTENT;
        throw new Error('connection lost');
      })(),
    );
    await expect(store.put('copies/one', broken)).rejects.toThrow('connection lost');
    expect(await names()).toEqual([]);
  });

  it.each([
    ['at its end', CONTENT.length],
    ['where it is read', 3 * CHUNK_BYTES + 500],
    ['in its header', 10],
  ])('is refused when somebody changed a byte of the blob %s', async (_where, at) => {
    await put(CONTENT);
    const bytesThere = await stored('content/copies/one');
    bytesThere[at] = (bytesThere[at] ?? 0) ^ 1;
    await overwrite('content/copies/one', bytesThere);
    const refused = read(store, { start: 3 * CHUNK_BYTES, end: 3 * CHUNK_BYTES });
    await expect(refused).rejects.toMatchObject({ code: 'integrity' });
  });

  it('is refused when somebody exchanged it for another or took its key', async () => {
    await put(CONTENT);
    await store.put('copies/two', Readable.from([contentOf(100)]));
    const [one, two] = [await stored('content/copies/one'), await stored('content/copies/two')];
    await overwrite('content/copies/one', two);
    await expect(read()).rejects.toMatchObject({ code: 'integrity' });
    await overwrite('content/copies/one', one);
    expect((await read()).equals(CONTENT)).toBe(true);
    for (const name of (await names()).filter((key) => key.startsWith('keys/'))) await container.deleteBlob(name);
    await expect(read()).rejects.toMatchObject({ code: 'integrity' });
  });

  it('keeps its content when master keys are rotated, and needs the new one only', async () => {
    await put(CONTENT);
    await store.put('copies/two', Readable.from([contentOf(100)]));
    const both = new LocalMasterKeys([masterKey('next'), masterKey('present')]);
    expect(await rotateKeys(bytes, both)).toMatchObject({ rewrapped: 2, current: 0, failed: [] });
    const afterwards = new EncryptedStore(bytes, new LocalMasterKeys([masterKey('next')]));
    expect((await read(afterwards)).equals(CONTENT)).toBe(true);
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await rotateKeys(bytes, both)).toMatchObject({ rewrapped: 0, current: 2, failed: [] });
  });

  it('is the one that lay on a disk, once the folder was copied into the container', async () => {
    await put(CONTENT);
    const moved = containerAt(await azurite.newContainer(`moved-${containers}`), azurite.credential);
    for (const name of await names()) {
      const content = await stored(name);
      await moved.getBlockBlobClient(name).upload(content, content.length);
    }
    const other = new EncryptedStore(new AzureStore(moved), new LocalMasterKeys([masterKey('present')]));
    expect((await read(other)).equals(CONTENT)).toBe(true);
  });
});
