import { describe, expect, it } from '@jest/globals';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { openKeyWrapper } from '../../bot/files/store.js';
import { masterKey } from './shelf.js';

const FILE_KEY = Buffer.alloc(32, 'a key of one file');
const bytesOfHex = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('Master keys of the configuration', () => {
  it('wrap as RFC 3394 says (its example 4.6)', async () => {
    const key = bytesOfHex('000102030405060708090A0B0C0D0E0F 101112131415161718191A1B1C1D1E1F').toString('base64');
    const fileKey = bytesOfHex('00112233445566778899AABBCCDDEEFF 000102030405060708090A0B0C0D0E0F');
    const { bytes } = await new LocalMasterKeys([key]).wrap(fileKey);
    expect(bytes).toEqual(
      bytesOfHex('28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21'),
    );
  });

  it('wrap with the first and unwrap with every one', async () => {
    const before = new LocalMasterKeys([masterKey('old')]);
    const now = new LocalMasterKeys([masterKey('new'), masterKey('old')]);
    expect(await now.unwrap(await before.wrap(FILE_KEY))).toEqual(FILE_KEY);
    expect((await now.wrap(FILE_KEY)).keyId).toBe(await now.currentKeyId());
    await expect(before.unwrap(await now.wrap(FILE_KEY))).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('are named by an id that tells nothing of the key and stays the same while others join it', async () => {
    const ids = await Promise.all(
      [['old'], ['old', 'new'], ['new']].map((seeds) => new LocalMasterKeys(seeds.map(masterKey)).currentKeyId()),
    );
    expect(ids[0]).toMatch(/^master-[0-9a-f]{16}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('find every changed byte of a wrapped key', async () => {
    const keys = new LocalMasterKeys([masterKey('present')]);
    const { keyId, bytes } = await keys.wrap(FILE_KEY);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x80;
      await expect(keys.unwrap({ keyId, bytes: changed })).rejects.toMatchObject({ code: 'integrity' });
    }
  });

  it('must be there before the bot starts', async () => {
    const bot = { id: '', tenantId: '', password: '', type: 'SingleTenant' as const };
    await expect(openKeyWrapper({ masterKeys: [], keyVaultKey: '', bot })).rejects.toMatchObject({ code: 'config' });
  });
});
