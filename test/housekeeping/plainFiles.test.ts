import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DiskStore } from '../../bot/files/diskStore.js';
import { sealPlainFiles } from '../../bot/housekeeping/plainFiles.js';
import { createWorld, type World } from '../helpers/world.js';
import { type HandedOver, handOver, SOUND } from '../links/handedOver.js';

let world: World;
let handed: HandedOver;
let files: string;
beforeEach(async () => {
  world = await createWorld();
  handed = await handOver(world.app.ctx);
  files = join(world.folder, 'data', 'files');
});
afterEach(() => world.close());

/** Puts a file where it lay before there was encryption. */
async function lay(key: string, content: string): Promise<void> {
  await mkdir(dirname(join(files, key)), { recursive: true });
  await writeFile(join(files, key), content);
}

const seal = () => sealPlainFiles(world.app.ctx, new DiskStore(files));

async function given(): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of await world.app.ctx.files.open(handed.storeKey)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

it('a copy that lay unencrypted is encrypted, and given out as before', async () => {
  await world.app.ctx.files.remove(handed.storeKey);
  await lay(handed.storeKey, SOUND);
  expect(await seal()).toEqual({ sealed: 1, removed: 0, left: 0 });
  expect(await given()).toBe(SOUND);
  await expect(readFile(join(files, handed.storeKey))).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await readFile(join(files, 'content', handed.storeKey))).includes(SOUND)).toBe(false);
  expect(await seal()).toEqual({ sealed: 0, removed: 0, left: 0 });
});

it('one that was encrypted before the process ended is not encrypted in vain: what it was made from goes', async () => {
  await lay(handed.storeKey, SOUND);
  expect(await seal()).toEqual({ sealed: 1, removed: 0, left: 0 });
  expect(await given()).toBe(SOUND);
});

it('a copy whose kept period is long over does not come back: it goes, and the log says so', async () => {
  await world.app.ctx.files.remove(handed.storeKey);
  await lay(handed.storeKey, SOUND);
  const { client } = world.app.ctx.db;
  await client.copy.update({ where: { id: handed.copyId }, data: { removedAt: world.app.ctx.clock.now() } });
  expect(await seal()).toEqual({ sealed: 0, removed: 1, left: 0 });
  await expect(readFile(join(files, handed.storeKey))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(given()).rejects.toMatchObject({ code: 'unavailable' });
  const strays = await client.auditEntry.findMany({ where: { action: 'file.stray' } });
  expect(strays.map(({ data }) => data)).toEqual([{ file: handed.storeKey }]);
  expect(await seal()).toEqual({ sealed: 0, removed: 0, left: 0 });
});

it('what somebody laid there is taken for nothing: not in the place of a copy, nor as a new one', async () => {
  await lay(handed.storeKey, 'another sound');
  await lay('copies/unknown', SOUND);
  expect(await seal()).toEqual({ sealed: 0, removed: 0, left: 2 });
  expect(await given()).toBe(SOUND);
  await rm(join(files, 'content'), { recursive: true });
  expect(await seal()).toEqual({ sealed: 0, removed: 0, left: 2 });
  await expect(given()).rejects.toMatchObject({ code: 'unavailable' });
});
