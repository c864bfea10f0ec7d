import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkBackup } from '../../bot/backup/check.js';
import { toldOfDisk } from '../../bot/backup/faults.js';
import { makeBackup } from '../../bot/backup/make.js';
import { AppError } from '../../bot/errors.js';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';
import {
  AUDIT_KEY,
  backUp,
  clearPlaces,
  copyOf,
  emptyPlace,
  everything,
  KEYS,
  newFolder,
  partsOf,
  preparedPlace,
  restoreInto,
  WRAPPER,
  within,
} from './places.js';

let world: World;
let backup: string;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { AUDIT_KEYS: AUDIT_KEY } });
  for (const name of ['manager', 'chief'] as const) await world.as(name).say('こんにちは');
  await handOver(world);
  backup = (await backUp(world)).folder;
});
afterAll(async () => {
  await world.close();
  await clearPlaces();
});

/** The error code and the sentence for the operator with which something ends. */
async function refusalOf(work: Promise<unknown>): Promise<[code: string, sentence: string]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return [error.code, error.forPerson];
    throw error;
  }
  throw new Error('it was not refused');
}

const look = (folder: string) => checkBackup(folder, { keys: KEYS, wrapper: WRAPPER });

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name).slice(folder.length + 1));
}

describe('a backup in which one byte is another', () => {
  it('is found out, whichever part the byte is in', async () => {
    const folder = await copyOf(backup);
    for (const path of await filesOf(folder)) {
      const bytes = await readFile(join(folder, path));
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 2]) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        await writeFile(join(folder, path), changed);
        expect([path, at, ...(await refusalOf(look(folder)))]).toEqual([
          path,
          at,
          'integrity',
          expect.stringMatching(/壊れているか、書き換えられています|署名鍵で作られたものではない/),
        ]);
      }
      await writeFile(join(folder, path), bytes);
    }
    await look(folder);
  });

  it('is put back nowhere', async () => {
    const folder = await copyOf(backup);
    const path = join(folder, 'tables', 'Person.jsonl.gz');
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 1));
    const target = await emptyPlace();
    expect(await refusalOf(restoreInto(folder, target))).toMatchObject(['integrity', expect.any(String)]);
    expect(await readdir(target.config.dataDir)).toEqual([]);
  });

  it('is found out also when whoever changed a row made its hash fit, for they have no key to sign with', async () => {
    const folder = await copyOf(backup);
    const path = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    const part = manifest.tables.find((one: { name: string }) => one.name === 'Post').part;
    const { gzipSync, gunzipSync } = await import('node:zlib');
    const rows = gunzipSync(await readFile(join(folder, part.file)))
      .toString()
      .replace('"staff"', '"manager"');
    const bytes = gzipSync(rows);
    await writeFile(join(folder, part.file), bytes);
    Object.assign(part, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    await writeFile(path, JSON.stringify(manifest));
    expect(await refusalOf(look(folder))).toEqual([
      'integrity',
      expect.stringContaining('署名鍵で作られたものではない'),
    ]);
    const { keyId: _keyId, signature: _signature, ...unsigned } = manifest;
    await writeFile(path, JSON.stringify(unsigned));
    expect(await refusalOf(look(folder))).toEqual([
      'integrity',
      expect.stringContaining('署名鍵で作られたものではない'),
    ]);
  });
});

describe('a backup that was interrupted', () => {
  it('leaves nothing behind when it is told to stop, neither among the rows nor among the files', async () => {
    const ended = new AbortController();
    ended.abort();
    const into = await newFolder();
    const making = makeBackup(partsOf(world), into, { channel: 'command', signal: ended.signal });
    expect(await refusalOf(making)).toEqual(['unavailable', expect.stringContaining('途中で止めました')]);
    expect(await readdir(into)).toEqual([]);
  });

  it('is never taken for a whole one: without its manifest there is none', async () => {
    const folder = `${await copyOf(backup)}.part`;
    await rename(folder.replace('.part', ''), folder);
    await rm(join(folder, 'manifest.json'));
    for (const refused of [look(folder), restoreInto(folder, await preparedPlace()), look(await newFolder())]) {
      expect(await refusalOf(refused)).toEqual([
        'not_found',
        expect.stringContaining('完成したバックアップがありません'),
      ]);
    }
  });
});

describe('the folder for the backup', () => {
  const into = (folder: string) => refusalOf(makeBackup(partsOf(world), folder, { channel: 'command' }));

  it('that is a file, or is in one, is told of in a sentence', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, '');
    expect(await into(file)).toEqual(['unavailable', expect.stringContaining('すでにあります')]);
    expect(await into(join(file, 'folder'))).toEqual([
      'unavailable',
      expect.stringContaining('フォルダーではありません'),
    ]);
  });

  it('that has this backup already is left as it is', async () => {
    const folder = await newFolder();
    await makeBackup(partsOf(world), folder, { channel: 'command' });
    const before = await filesOf(folder);
    expect(await into(folder)).toEqual(['unavailable', expect.stringContaining('すでにあります')]);
    expect(await filesOf(folder)).toEqual(before);
  });

  it.each([
    ['ENOSPC', '空き容量が足りません'],
    ['EACCES', '権限がありません'],
    ['EROFS', '読取り専用です'],
    ['EIO', '異常があります'],
  ])('that refuses with %s is told of in a sentence', (code, sentence) => {
    const told = toldOfDisk(Object.assign(new Error(`${code}: write`), { code }));
    expect(told).toMatchObject({ code: 'unavailable', forPerson: expect.stringContaining(sentence) });
  });

  const unlessRoot = process.getuid?.() === 0 ? it.skip : it;
  unlessRoot('that may not be written into is told of in a sentence', async () => {
    const folder = await newFolder();
    await chmod(folder, 0o500);
    expect(await into(folder)).toEqual(['unavailable', expect.stringContaining('権限がありません')]);
    await chmod(folder, 0o700);
  });
});

describe('putting back', () => {
  it('needs the master key of then: with another one nothing is begun', async () => {
    const target = await emptyPlace();
    const wrapper = new LocalMasterKeys([Buffer.alloc(32, 'another').toString('base64')]);
    expect(await refusalOf(restoreInto(backup, { ...target, wrapper }))).toEqual([
      'unavailable',
      expect.stringContaining('作成した時の鍵'),
    ]);
    expect(await readdir(target.config.dataDir)).toEqual([]);
  });

  it('is refused where there are rows, and these stay', async () => {
    const target = await preparedPlace();
    await restoreInto(backup, target);
    const before = await within(target, everything);
    for (const keepFiles of [false, true]) {
      expect(await refusalOf(restoreInto(backup, { ...target, keepFiles }))).toEqual([
        'wrong_state',
        expect.stringContaining('データベースが空ではない'),
      ]);
    }
    expect(await within(target, everything)).toEqual(before);
  });

  it('is refused where there are files, unless these are meant to stay: then what is missing is added', async () => {
    const target = await preparedPlace();
    const store = join(target.config.dataDir, 'files');
    const [path = ''] = (await filesOf(join(backup, 'files'))).filter((one) => one.startsWith('keys/'));
    await mkdir(join(store, 'keys'), { recursive: true });
    await writeFile(join(store, path), await readFile(join(backup, 'files', path)));
    const { mtimeMs } = await stat(join(store, path));
    expect(await refusalOf(restoreInto(backup, target))).toEqual([
      'wrong_state',
      expect.stringContaining('保管先が空ではない'),
    ]);
    expect(await restoreInto(backup, { ...target, keepFiles: true })).toMatchObject({ proved: 4 });
    expect((await stat(join(store, path))).mtimeMs).toBe(mtimeMs);
  });

  it('is refused to a bot of another kind: a demo, which verifies nobody, gets no real data', async () => {
    expect(await refusalOf(restoreInto(backup, { ...(await preparedPlace()), kind: 'demo' }))).toEqual([
      'wrong_state',
      expect.stringContaining('別の用途のボット'),
    ]);
  });

  it('is refused to an older version than made the backup', async () => {
    const folder = await copyOf(backup);
    const path = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    const { keyId: _keyId, signature: _signature, ...content } = manifest;
    await writeFile(path, JSON.stringify({ ...content, migrations: [...content.migrations, '9999_of_the_future'] }));
    const target = { ...(await preparedPlace()), keys: new Map() };
    expect(await refusalOf(restoreInto(folder, target))).toEqual([
      'invalid_input',
      expect.stringContaining('より新しい版'),
    ]);
    await writeFile(path, JSON.stringify({ ...content, format: 2 }));
    expect(await refusalOf(restoreInto(folder, target))).toEqual([
      'invalid_input',
      expect.stringContaining('より新しい版'),
    ]);
  });
});
