import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyVaultKey } from '../../bot/files/keyVaultKey.js';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { rotateKeys } from '../../bot/files/rotateKeys.js';
import { contentOf, masterKey, openShelf, type Shelf } from './shelf.js';
import { startVault, type Vault } from './vault.js';

const NONE = new LocalMasterKeys([]);

describe('With a key in a key vault', () => {
  let vault: Vault;
  let wrapper: KeyVaultKey;
  let shelf: Shelf;
  beforeEach(async () => {
    vault = await startVault();
    wrapper = new KeyVaultKey(vault.key, vault.credential, NONE, vault.options);
    shelf = await openShelf(wrapper);
  });
  afterEach(async () => {
    await vault.close();
    await shelf.clear();
  });

  it('a copy is read after the vault unwrapped its key, each time anew', async () => {
    await shelf.put('copies/one', contentOf(1000));
    expect(await shelf.read('copies/one')).toEqual(contentOf(1000));
    expect(await shelf.read('copies/one')).toEqual(contentOf(1000));
    const version = (await wrapper.currentKeyId()).split('/').at(-1);
    expect(vault.asked).toEqual([
      'GET /keys/recordings/',
      `POST /keys/recordings/${version}/wrapkey`,
      `POST /keys/recordings/${version}/unwrapkey`,
      `POST /keys/recordings/${version}/unwrapkey`,
      'GET /keys/recordings/',
    ]);
  });

  it('the newest version wraps, older ones unwrap, also after they expired, and a rotation moves on to the newest', async () => {
    await shelf.put('copies/one', contentOf(1000));
    const first = (await wrapper.currentKeyId()).split('/').at(-1) ?? '';
    const second = vault.renew();
    vault.expire(first);
    await shelf.put('copies/two', contentOf(2000));
    expect(await shelf.read('copies/one')).toEqual(contentOf(1000));

    expect(await rotateKeys(shelf.bytes, wrapper)).toEqual({
      keyId: `${vault.key}/${second}`,
      rewrapped: 1,
      current: 1,
      failed: [],
    });
    expect(await shelf.read('copies/one')).toEqual(contentOf(1000));
    expect(vault.asked.at(-1)).toBe(`POST /keys/recordings/${second}/unwrapkey`);
  });

  it('an identifier with a version stays with that version', async () => {
    const first = (await wrapper.currentKeyId()).split('/').at(-1);
    vault.renew();
    const pinned = new KeyVaultKey(`${vault.key}/${first}`, vault.credential, NONE, vault.options);
    expect((await pinned.wrap(Buffer.alloc(32))).keyId).toBe(`${vault.key}/${first}`);
  });

  it('files from before the vault open with MASTER_KEYS until they are rotated', async () => {
    const local = new LocalMasterKeys([masterKey('old')]);
    await (await openShelf(local, shelf.folder)).put('copies/one', contentOf(1000));
    const moving = new KeyVaultKey(vault.key, vault.credential, local, vault.options);
    const during = await openShelf(moving, shelf.folder);
    expect(await during.read('copies/one')).toEqual(contentOf(1000));
    await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await rotateKeys(shelf.bytes, moving)).toMatchObject({ rewrapped: 1, failed: [] });
    expect(await shelf.read('copies/one')).toEqual(contentOf(1000));
  });

  it.each([403, 429, 500, 503])(
    'nothing is opened or stored while the vault answers %d, and all is well afterwards',
    async (status) => {
      await shelf.put('copies/one', contentOf(1000));
      vault.fail(status);
      await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'unavailable' });
      await expect(shelf.put('copies/two', contentOf(10))).rejects.toMatchObject({ code: 'unavailable' });
      vault.fail(0);
      expect(await shelf.read('copies/one')).toEqual(contentOf(1000));
      expect((await shelf.files()).filter((path) => path.startsWith('content/'))).toEqual(['content/copies/one']);
    },
  );

  it('nothing is opened when the vault cannot be reached', async () => {
    await shelf.put('copies/one', contentOf(1000));
    await vault.close();
    await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('a wrapped key that was changed opens nothing', async () => {
    const { keyId, bytes } = await wrapper.wrap(Buffer.alloc(32, 1));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await expect(wrapper.unwrap({ keyId, bytes })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it.each([
    ['another vault', (id: string) => id.replace('127.0.0.1', 'localhost')],
    ['another key', (id: string) => id.replace('/recordings/', '/others/')],
    ['another path', (id: string) => `${id}/../x`],
    ['no version', (id: string) => id.replace(/\w+$/, '')],
  ])('a stored key that names %s sends the bot nowhere', async (_what, forge) => {
    const wrapped = await wrapper.wrap(Buffer.alloc(32, 1));
    const before = vault.asked.length;
    const forged = { ...wrapped, keyId: forge(wrapped.keyId) };
    await expect(wrapper.unwrap(forged)).rejects.toMatchObject({ code: 'unavailable' });
    expect(vault.asked).toHaveLength(before);
  });
});
