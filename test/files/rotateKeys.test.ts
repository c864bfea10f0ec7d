import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runRotation } from '../../bot/commands/rotateKeys.js';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { rotateKeys } from '../../bot/files/rotateKeys.js';
import { contentOf, masterKey, openShelf, type Shelf } from './shelf.js';

const OLD = masterKey('old');
const NEW = masterKey('new');

describe('When a new master key is put first, the rotation', () => {
  let shelf: Shelf;
  const both = new LocalMasterKeys([NEW, OLD]);
  beforeEach(async () => {
    shelf = await openShelf(new LocalMasterKeys([OLD]));
    await shelf.put('copies/one', contentOf(1000));
    await shelf.put('letters/two', contentOf(2000));
  });
  afterEach(() => shelf.clear());

  it('wraps every key anew without touching a file, and the old master key is needed no more', async () => {
    const before = await shelf.bytesOf('content/copies/one');
    expect(await rotateKeys(shelf.bytes, both)).toMatchObject({ rewrapped: 2, current: 0, failed: [] });
    expect(await shelf.bytesOf('content/copies/one')).toEqual(before);

    const later = await shelf.asFoundLater(new LocalMasterKeys([NEW]));
    expect(await later.read('copies/one')).toEqual(contentOf(1000));
    expect(await later.read('letters/two')).toEqual(contentOf(2000));
    await later.clear();
    // Whoever stole the old master key opens nothing that lies on the disk now.
    await expect(shelf.store.open('copies/one')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('changes nothing when it is run again', async () => {
    await rotateKeys(shelf.bytes, both);
    const path = (await shelf.files()).find((one) => one.startsWith('keys/')) ?? '';
    const before = await shelf.bytesOf(path);
    expect(await rotateKeys(shelf.bytes, both)).toMatchObject({ rewrapped: 0, current: 2, failed: [] });
    expect(await shelf.bytesOf(path)).toEqual(before);
  });

  it('is told to the end, file by file', async () => {
    const told: string[] = [];
    await rotateKeys(shelf.bytes, both, (done, all) => told.push(`${done}/${all}`));
    expect(told).toEqual(['1/2', '2/2']);
  });

  it('leaves and names what it cannot unwrap, and goes on with the rest', async () => {
    const damaged = (await shelf.files()).find((path) => path.startsWith('keys/')) ?? '';
    await shelf.overwrite(damaged, Buffer.from('{'));
    const other = await openShelf(new LocalMasterKeys([masterKey('lost')]), shelf.folder);
    await other.put('copies/three', contentOf(3000));
    const { rewrapped, current, failed } = await rotateKeys(shelf.bytes, both);
    expect({ rewrapped, current, failed: failed.length }).toEqual({ rewrapped: 1, current: 0, failed: 2 });
    expect(failed.map((fileId) => `keys/${fileId}`)).toContain(damaged);
    expect(await other.read('copies/three')).toEqual(contentOf(3000));
  });

  it('tells the operator whether the old key may be taken out', async () => {
    const said = async () => {
      const out = new PassThrough();
      await runRotation({ bytes: shelf.bytes, wrapper: both, out });
      return text(out.end());
    };
    expect(await said()).toBe(
      [
        `保存ファイルの鍵の包み直しが終わりました（現在のマスターキー：${await both.currentKeyId()}）。`,
        '　包み直したもの　2件',
        '　すでに現在のマスターキーのもの　0件',
        '　開けなかったもの　0件',
        'ボットをこの設定で再起動したあとの包み直しであれば、古い鍵をMASTER_KEYSから外せます。',
        '',
      ].join('\n'),
    );
    await shelf.bytes.write('keys/abc', [Buffer.from('{')]);
    expect(await said()).toMatch(/開けなかったもの　1件\n　　・abc\n古い鍵はMASTER_KEYSから外さないでください。/);
  });
});
