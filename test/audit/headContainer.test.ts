import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { headContainer } from '../../bot/audit/headContainer.js';
import type { HeadPlace, RecordedHead } from '../../bot/audit/heads.js';
import { warnOfWeakPlaces } from '../../bot/audit/places.js';
import { containerAt } from '../../bot/azure/storage.js';
import { createLogger } from '../../bot/logger.js';
import { type Azurite, addressOf, startAzurite } from '../helpers/azurite.js';
import { addsHeaders, answers, type FaultyWay, hangs, losesAnswer, startFaultyWay } from '../helpers/faultyWay.js';
import { fixedClock } from '../helpers/fixedClock.js';

const head = (day: string, seq: number): RecordedHead => ({
  ...{ day, seq, hash: 'ab'.repeat(32), at: `${day}T01:00:00.000Z` },
  ...{ keyId: 'audit-0123456789abcdef', signature: 'c2ln' },
});

describe('heads in a container of Azure', () => {
  let azurite: Azurite;
  let way: FaultyWay;
  let container: ContainerClient;
  let place: HeadPlace;
  let containers = 0;
  const opened = (url: string, tryMs = 5000) => {
    const address = addressOf(url, `audit-heads-${containers}`);
    const clock = fixedClock('2027-01-02T10:00:00+09:00');
    return headContainer(containerAt(address, azurite.credential), clock, { tryMs, tries: 3, pauseMs: 5 });
  };
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.close());
  beforeEach(async () => {
    container = containerAt(await azurite.newContainer(`audit-heads-${++containers}`), azurite.credential);
    way = await startFaultyWay(azurite.url);
    place = opened(way.url);
  });
  afterEach(() => way.close());

  it('are lines of one append blob a year, made with the first of them', async () => {
    for (const one of [head('2026-12-30', 1), head('2026-12-31', 2), head('2027-01-01', 3)]) await place.append(one);
    const blobs: (string | undefined)[][] = [];
    for await (const { name, properties } of container.listBlobsFlat()) blobs.push([name, properties.blobType]);
    expect(blobs).toEqual([
      ['heads-2026.jsonl', 'AppendBlob'],
      ['heads-2027.jsonl', 'AppendBlob'],
    ]);
    const asked = way.asked
      .slice(0, 4)
      .map(({ what, bytes }) => `${what.split('/').at(-1)} ${bytes > 0 ? 'line' : 'made'}`);
    expect(asked).toEqual([
      'heads-2026.jsonl line',
      'heads-2026.jsonl made',
      'heads-2026.jsonl line',
      'heads-2026.jsonl line',
    ]);
    expect(await place.read()).toEqual([head('2026-12-30', 1), head('2026-12-31', 2), head('2027-01-01', 3)]);
  });

  it('are added to what another process has just made, never in its place', async () => {
    const other = opened(azurite.url);
    way.next = [
      // Between the bot's first try and its making the year's blob.
      async (res, pass) => {
        const { status, headers, body } = await pass();
        await other.append(head('2026-12-31', 1));
        res.writeHead(status, headers).end(body);
      },
    ];
    await place.append(head('2026-12-31', 2));
    expect(await place.read()).toEqual([head('2026-12-31', 1), head('2026-12-31', 2)]);
  });

  it('are read from the end of the year for what is newest', async () => {
    expect(await place.last(head('2026-12-31', 1))).toEqual([]);
    const blob = container.getAppendBlobClient('heads-2026.jsonl');
    await blob.create();
    expect(await place.last(head('2026-12-31', 1))).toEqual([]);
    const lines = Array.from({ length: 500 }, (_, at) => `${JSON.stringify(head('2026-12-31', at + 1))}\n`).join('');
    await blob.appendBlock(lines, lines.length);
    const last = await place.last(head('2026-12-31', 1));
    expect(last.at(-1)).toEqual(head('2026-12-31', 500));
    expect(last.length).toBeLessThan(500);
    expect(await place.read()).toHaveLength(500);
  });

  it('are read although the storage is in trouble for a moment', async () => {
    await place.append(head('2026-12-31', 1));
    way.next = [answers(503), answers(429)];
    expect(await place.last(head('2026-12-31', 1))).toEqual([head('2026-12-31', 1)]);
    way.next = [answers(500), hangs];
    expect(await opened(way.url, 300).read()).toEqual([head('2026-12-31', 1)]);
  });

  it('are not added twice: whoever got no answer says so, and looks again later', async () => {
    await place.append(head('2026-12-31', 1));
    way.next = [losesAnswer];
    await expect(place.append(head('2026-12-31', 2))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await place.read()).toEqual([head('2026-12-31', 1), head('2026-12-31', 2)]);
  });

  it.each([403, 500])('are told as not kept when the storage answers %d', async (status) => {
    way.always = answers(status);
    const one = head('2026-12-31', 1);
    for (const ask of [() => place.append(one), () => place.read(), () => place.last(one)]) {
      await expect(ask()).rejects.toMatchObject({ code: 'unavailable' });
    }
  });

  it('are told as not kept when there is no such container', async () => {
    await container.delete();
    const one = head('2026-12-31', 1);
    for (const ask of [() => place.append(one), () => place.read(), () => place.last(one)]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('no such container'),
      });
    }
  });

  it('are told as not kept when nobody answers', async () => {
    await way.close();
    await expect(place.append(head('2026-12-31', 1))).rejects.toMatchObject({ code: 'unavailable' });
    way = await startFaultyWay(azurite.url);
  });

  it.each([
    ['true', []],
    ['false', ['it has no immutability policy: its owner can change what stands there']],
  ])('are warned of at the start where no policy protects them: %s', async (policy, expected) => {
    const warned: unknown[] = [];
    const log = createLogger({ logLevel: 'warn' }, { write: (line) => void warned.push(JSON.parse(line).weakness) });
    way.always = addsHeaders({ 'x-ms-has-immutability-policy': policy });
    await warnOfWeakPlaces([place], log);
    expect(warned).toEqual(expected);
  });
});
