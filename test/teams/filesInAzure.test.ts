import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp } from '../../bot/app.js';
import { containerAt } from '../../bot/azure/storage.js';
import { createLogger } from '../../bot/logger.js';
import { type Azurite, addressOf, startAzurite } from '../helpers/azurite.js';
import { addsHeaders, answers, type FaultyWay, startFaultyWay } from '../helpers/faultyWay.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { linkPage } from '../helpers/linkPage.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';

describe('with the files in a container of Azure', () => {
  let azurite: Azurite;
  let way: FaultyWay;
  let world: World;
  let fileContainer: string;
  const start = () =>
    createWorld({
      now: '2026-09-16T10:00:00+09:00',
      config: { fileStore: 'azure', fileContainer },
      storage: azurite.credential,
    });
  const blobs = async () => {
    const names: string[] = [];
    for await (const { name } of containerAt(fileContainer, azurite.credential).listBlobsFlat()) names.push(name);
    return names;
  };
  beforeAll(async () => {
    azurite = await startAzurite();
    await azurite.newContainer('files');
    way = await startFaultyWay(azurite.url);
    fileContainer = addressOf(way.url, 'files');
    world = await start();
  });
  afterAll(async () => {
    await world.close();
    await way.close();
    await azurite.close();
  });

  it('a request leads to the downloaded recording, a part of it too, and the disk has none of it', async () => {
    await world.as('manager').say('こんにちは');
    const token = await handOver(world);
    const page = linkPage(world, token);
    const { files, letters } = await page.enter('chief');
    const original = await readFile(join(world.recorder, '20260915_101540_12345.wav'));
    const { href } = (await (await page.post(files[0]?.downloadsHref ?? '')).json()) as { href: string };

    const part = await page.get(href, { range: 'bytes=1000-70999' });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(original.subarray(1000, 71_000))).toBe(true);
    const whole = await page.get(href);
    expect(Buffer.from(await whole.arrayBuffer()).equals(original)).toBe(true);
    const letter = await page.get(letters[0]?.href ?? '');
    expect(String(Buffer.from(await letter.arrayBuffer()).subarray(0, 5))).toBe('%PDF-');

    expect((await blobs()).filter((name) => name.startsWith('content/'))).not.toEqual([]);
    expect(existsSync(join(world.folder, 'data', 'files'))).toBe(false);
  });

  it('the copy is gone from the container, with its key, when its days are over', async () => {
    const copies = async () => (await blobs()).filter((name) => name.startsWith('content/copies/'));
    const before = await blobs();
    const kept = await copies();
    expect(kept).not.toEqual([]);
    world.clock.set('2026-12-01T10:00:00+09:00');
    await world.app.housekeeping();
    expect(await copies()).toEqual([]);
    expect(await blobs()).toHaveLength(before.length - 2 * kept.length);
  });

  it('a bot whose container keeps what is deleted does not start', async () => {
    way.always = addsHeaders({ 'x-ms-delete-type-permanent': 'false' });
    const log = createLogger({ logLevel: 'silent' });
    const { config } = world.app.ctx;
    const started = startApp({ config, clock: fixedClock(), log, storage: azurite.credential });
    await expect(started).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('soft delete') });
    way.always = undefined;
  });

  it('a bot that cannot reach its container starts all the same and says so in the log', async () => {
    way.always = answers(403);
    const other = await start();
    way.always = undefined;
    expect(other.log).toContainEqual(
      expect.objectContaining({
        msg: 'the container of stored files was not tried out',
        fault: expect.stringContaining('403'),
      }),
    );
    await other.close();
  });
});
