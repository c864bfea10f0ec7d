import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { containerAt, type Patience } from '../../bot/azure/storage.js';
import { AppError } from '../../bot/errors.js';
import { AzureStore, BLOCK_BYTES } from '../../bot/files/azureStore.js';
import { type Azurite, addressOf, startAzurite } from '../helpers/azurite.js';
import {
  addsHeaders,
  answers,
  cutsAfter,
  type Fault,
  type FaultyWay,
  garblesAnswer,
  garblesRequest,
  hangs,
  losesAnswer,
  passOn,
  stallsAfter,
  startFaultyWay,
} from '../helpers/faultyWay.js';
import { contentOf } from './shelf.js';

/** Long enough for an emulator on a busy machine, and the pauses of a test. */
const PATIENCE: Patience = { tryMs: 2000, tries: 4, pauseMs: 5 };
/** For what never comes. */
const SHORT: Patience = { tryMs: 150, tries: 3, pauseMs: 5 };

const CONTENT = contentOf(2 * BLOCK_BYTES + 1000);
const ANOTHER = Buffer.from(CONTENT).reverse();

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

let way: FaultyWay;
let name: string;
/** The store by the way on which things go wrong, and the same one by a straight way. */
let store: AzureStore;
let straight: AzureStore;
let containers = 0;
beforeEach(async () => {
  name = `faults-${++containers}`;
  const address = await azurite.newContainer(name);
  straight = new AzureStore(containerAt(address, azurite.credential));
  way = await startFaultyWay(azurite.url);
  store = patient(PATIENCE);
});
afterEach(() => way.close());

function patient(patience: Patience, at = way.url, credential: Parameters<typeof containerAt>[1] = azurite.credential) {
  return new AzureStore(containerAt(addressOf(at, name), credential), patience);
}

async function readAll(from: AzureStore): Promise<Buffer | undefined> {
  const source = await from.open('content/one');
  if (source === undefined) return undefined;
  const pieces: Buffer[] = [];
  for (let at = 0; at < source.size; at += 65_536) pieces.push(await source.read(at, 65_536));
  return Buffer.concat(pieces);
}

const isWhole = (content: Buffer | undefined) => content?.equals(CONTENT);
const asked = () => way.asked.map(({ what }) => what.split(' ')[0]).join(' ');
/** Sends a number of requests on before something goes wrong with the next. */
const later = (requests: number, ...faults: Fault[]): Fault[] => [
  ...Array.from({ length: requests }, () => passOn),
  ...faults,
];

/** Everything that is asked of a store. */
const WORK: [string, (one: AzureStore) => Promise<unknown>][] = [
  ['writing', (one) => one.write('content/one', [ANOTHER])],
  ['opening', (one) => one.open('content/one')],
  ['reading on', async (one) => (await one.open('content/one'))?.read(BLOCK_BYTES, 1000)],
  ['removing', (one) => one.remove('content/one')],
  ['listing', (one) => one.list('content')],
  ['looking for old files', (one) => one.writtenBefore('content', new Date())],
];

describe('A storage account that is in trouble for a moment', () => {
  it.each([429, 500, 502, 503, 504])('and answers %d twice does what it is asked at the third try', async (status) => {
    way.next = later(0, answers(status), answers(status));
    await store.write('content/one', [CONTENT]);
    expect(isWhole(await readAll(straight))).toBe(true);

    way.next = later(0, answers(status), answers(status));
    expect(isWhole(await readAll(store))).toBe(true);
    way.next = later(0, answers(status), answers(status));
    expect(await store.list('content')).toEqual(['one']);
    way.next = later(0, answers(status), answers(status));
    await store.remove('content/one');
    expect(await straight.open('content/one')).toBeUndefined();
  });

  it('is asked again no sooner than it says', async () => {
    await straight.write('content/one', [CONTENT]);
    way.next = [answers(503, { 'retry-after': '1' })];
    const from = performance.now();
    await store.open('content/one');
    expect(performance.now() - from).toBeGreaterThan(990);
  });

  it('and says nothing is asked again when its time is over', async () => {
    await straight.write('content/one', [CONTENT]);
    way.next = [hangs, hangs];
    expect((await patient(SHORT).open('content/one'))?.size).toBe(CONTENT.length);
    expect(asked()).toBe('GET GET GET');
  });

  it.each<[string, Fault]>([
    ['cut off', cutsAfter(70_000)],
    ['stalled', stallsAfter(70_000)],
    ['cut off before its first byte', cutsAfter(0)],
    ['changed on its way', garblesAnswer],
  ])('gives the right bytes after a download was %s, at its beginning or later', async (_what, fault) => {
    await straight.write('content/one', [CONTENT]);
    for (const before of [0, 1, 2]) {
      way.next = later(before, fault);
      expect(isWhole(await readAll(patient({ ...PATIENCE, tryMs: 500 })))).toBe(true);
      expect(way.next).toEqual([]);
    }
  });

  it('loses the answer to any one request of a writing, and the file is there, whole', async () => {
    for (const before of [0, 1, 2, 3, 4]) {
      way.next = later(before, losesAnswer);
      await store.write('content/one', [before % 2 === 0 ? CONTENT : ANOTHER]);
      expect(way.next).toEqual([]);
      expect((await readAll(straight))?.equals(before % 2 === 0 ? CONTENT : ANOTHER)).toBe(true);
    }
  });

  it('does not take what was changed on its way there', async () => {
    await straight.write('content/one', [ANOTHER]);
    way.next = later(2, garblesRequest);
    await expect(store.write('content/one', [CONTENT])).rejects.toMatchObject({ code: 'unavailable' });
    expect((await readAll(straight))?.equals(ANOTHER)).toBe(true);
  });

  it('loses the answer to a removal, and the file is gone', async () => {
    await straight.write('content/one', [CONTENT]);
    way.next = [losesAnswer];
    await store.remove('content/one');
    expect(await straight.open('content/one')).toBeUndefined();
  });
});

describe('A storage account that stays in trouble', () => {
  it.each(WORK)('is given up after four tries: %s', async (_what, work) => {
    await straight.write('content/one', [CONTENT]);
    way.always = answers(503);
    await expect(work(store)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the container of stored files: status 503',
      forPerson: expect.stringContaining('もう一度お試しください'),
    });
    expect(way.asked).toHaveLength(4);
    expect(isWhole(await readAll(straight))).toBe(true);
  });

  it.each(WORK)('and says nothing is given up when the time of three tries is over: %s', async (_what, work) => {
    way.always = hangs;
    await expect(work(patient(SHORT))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the container of stored files: no answer in time',
    });
    expect(way.asked).toHaveLength(3);
  });

  it('in the middle of a writing leaves what was there before', async () => {
    await straight.write('content/one', [CONTENT]);
    for (const before of [1, 2, 4]) {
      way.next = later(before, ...Array.from({ length: 4 }, () => answers(503)));
      await expect(store.write('content/one', [ANOTHER])).rejects.toMatchObject({ code: 'unavailable' });
      expect(isWhole(await readAll(straight))).toBe(true);
    }
  });

  it('is not there at all: nobody listens', async () => {
    const { url } = way;
    await way.close();
    await expect(patient(PATIENCE, url).open('content/one')).rejects.toMatchObject({
      message: 'the container of stored files: no answer',
    });
    way = await startFaultyWay(azurite.url);
  });
});

describe('A container that cannot be entered', () => {
  it.each(WORK)('is told of at once, with the role that may be missing: %s', async (_what, work) => {
    way.always = answers(403, { 'x-ms-error-code': 'AuthorizationPermissionMismatch' });
    await expect(work(store)).rejects.toMatchObject({
      code: 'unavailable',
      message:
        'the container of stored files: status 403 (AuthorizationPermissionMismatch): has the bot’s identity the role Storage Blob Data Contributor there?',
    });
    expect(way.asked).toHaveLength(1);
  });

  it.each(WORK)('because there is none is not one without files: %s', async (_what, work) => {
    name = 'never-made';
    await expect(work(patient(PATIENCE))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the container of stored files: status 404 (ContainerNotFound): there is no such container',
    });
  });

  it('sends the bot to no other address, of its own or of another server', async () => {
    const elsewhere = await startFaultyWay(azurite.url);
    for (const status of [301, 302, 307, 308]) {
      for (const location of [`${elsewhere.url}/devstoreaccount1/other/one`, '/devstoreaccount1/other/one']) {
        way.asked.length = 0;
        way.next = [answers(status, { location })];
        await expect(store.open('content/one')).rejects.toMatchObject({ code: 'unavailable' });
        expect(way.asked).toHaveLength(1);
      }
    }
    expect(elsewhere.asked).toEqual([]);
    await elsewhere.close();
  });

  it('gives neither the sign-in’s words nor a key into log or message', async () => {
    const secretive = {
      getToken: async () => {
        throw new Error('AADSTS7000215: invalid secret of app 11111111-1111-4111-8111-000000000001');
      },
    };
    const error = await patient(PATIENCE, 'https://127.0.0.1:1', secretive)
      .open('content/one')
      .catch((one) => one);
    expect(error).toBeInstanceOf(AppError);
    expect(error.message).toBe('the container of stored files: it could not be asked (Error)');
    expect(error.cause).toBeUndefined();
  });
});

describe('What is written by two at once', () => {
  it.each([
    ['before the first byte of it is there', 0],
    ['when half of it was sent', BLOCK_BYTES + 1],
    ['when all of it was sent', CONTENT.length],
  ])('is refused to whoever began earlier and is overtaken %s, and the other’s stays', async (_when, sent) => {
    for (const there of [[], [Buffer.from('what was there before')]]) {
      await straight.remove('content/one');
      if (there.length > 0) await straight.write('content/one', there);
      async function* overtakenHalfWay(): AsyncGenerator<Buffer> {
        yield CONTENT.subarray(0, sent);
        await straight.write('content/one', [ANOTHER]);
        yield CONTENT.subarray(sent);
      }
      await expect(store.write('content/one', overtakenHalfWay())).rejects.toMatchObject({
        code: 'unavailable',
        message: 'a stored file was written by two at once',
      });
      expect((await readAll(straight))?.equals(ANOTHER)).toBe(true);
    }
  });
});

describe('A large file', () => {
  it('of 20 MB is never in memory by more than a few blocks while it is written', async () => {
    const received = () => way.asked.reduce((sum, { bytes }) => sum + bytes, 0);
    const piece = contentOf(65_536);
    let given = 0;
    let most = 0;
    async function* source(): AsyncGenerator<Buffer> {
      for (; given < 20_000_000; given += piece.length) {
        most = Math.max(most, given - received());
        yield piece;
      }
    }
    await store.write('content/one', source());
    expect((await straight.open('content/one'))?.size).toBe(given);
    expect(most).toBeLessThanOrEqual(2 * BLOCK_BYTES);
  });

  it('is read on by a call for many chunks, a part of it without the rest', async () => {
    await straight.write('content/one', [CONTENT]);
    expect(isWhole(await readAll(store))).toBe(true);
    expect(way.asked.length).toBeLessThanOrEqual(1 + Math.ceil(CONTENT.length / BLOCK_BYTES));
    way.asked.length = 0;
    const source = await store.open('content/one');
    await source?.read(1_500_000, 10);
    expect(asked()).toBe('GET GET');
  });
});

describe('A container at the start of the bot', () => {
  const unfit = (words: string) => ({
    code: 'config',
    message: expect.stringMatching(new RegExp(`^FILE_CONTAINER: .*${words}`)),
  });

  it('is taken when it is private and forgets what is deleted, and nothing is left in it', async () => {
    await store.assertFit();
    expect(await straight.writtenBefore('trial', new Date('2100-01-01'))).toEqual([]);
  });

  it('is refused when anybody may read it', async () => {
    way.next = [addsHeaders({ 'x-ms-blob-public-access': 'blob' })];
    await expect(store.assertFit()).rejects.toMatchObject(unfit('anonymous access'));
  });

  it.each(['x-ms-has-immutability-policy', 'x-ms-has-legal-hold'])('is refused with %s', async (header) => {
    way.next = [addsHeaders({ [header]: 'true' })];
    await expect(store.assertFit()).rejects.toMatchObject(unfit('take another container'));
  });

  it('is refused when its account keeps what is deleted', async () => {
    way.next = later(2, addsHeaders({ 'x-ms-delete-type-permanent': 'false' }));
    await expect(store.assertFit()).rejects.toMatchObject(unfit('soft delete'));
  });

  it('is refused when its account keeps earlier versions', async () => {
    way.next = later(1, addsHeaders({ 'x-ms-version-id': '2026-11-26T00:00:00.0000000Z' }));
    await expect(store.assertFit()).rejects.toMatchObject(unfit('versioning off'));
  });
});
