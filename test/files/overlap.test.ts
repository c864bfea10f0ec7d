import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ByteStore } from '../../bot/files/byteStore.js';
import { EncryptedStore } from '../../bot/files/encryptedStore.js';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { contentOf, masterKey, openShelf, type Shelf } from './shelf.js';

const WRAPPER = new LocalMasterKeys([masterKey('present')]);

/** Lets processes take their steps one at a time, in an order that is drawn: each waits at its next step until it is chosen. */
class Turns {
  private readonly waiting: (() => void)[] = [];
  private working = 0;

  /** @param choose draws a number below the given one */
  constructor(private readonly choose: (below: number) => number) {}

  /** One step of a process. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    this.working -= 1;
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      this.next();
    });
    return work();
  }

  /** Runs processes side by side. */
  async run<T>(processes: (() => Promise<T>)[]): Promise<T[]> {
    this.working = processes.length;
    return Promise.all(
      processes.map((process) =>
        process().finally(() => {
          this.working -= 1;
          this.next();
        }),
      ),
    );
  }

  private next(): void {
    if (this.working > 0 || this.waiting.length === 0) return;
    this.working = 1;
    this.waiting.splice(this.choose(this.waiting.length), 1)[0]?.();
  }
}

/** The store of one process. */
function storeOf(bytes: ByteStore, turns: Turns): EncryptedStore {
  const store: ByteStore = {
    write: (key, content) => turns.step(() => bytes.write(key, content)),
    open: (key) => turns.step(() => bytes.open(key)),
    remove: (key) => turns.step(() => bytes.remove(key)),
    list: (folder) => turns.step(() => bytes.list(folder)),
    writtenBefore: (folder, moment) => turns.step(() => bytes.writtenBefore(folder, moment)),
  };
  return new EncryptedStore(store, WRAPPER);
}

/** Numbers for the draws of one history. */
const DRAWS = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });

function turnsBy(draws: number[]): Turns {
  let at = 0;
  return new Turns((below) => (draws[at++ % draws.length] ?? 0) % below);
}

const KEY = 'copies/a/1';
const COPY = contentOf(1000);
const put = (store: EncryptedStore, content = COPY) => store.put(KEY, Readable.from([content]));

/** Makes files look as old as if so many days had passed. */
async function age(shelf: Shelf, days: number, fits: (path: string) => boolean = () => true): Promise<void> {
  const then = new Date(Date.now() - days * 86_400_000);
  for (const path of (await shelf.files()).filter(fits)) await utimes(join(shelf.folder, path), then, then);
}

describe('jobs that overlap, because one was believed dead', () => {
  it('cannot remove each other’s keys: what one of them wrote last can be read, whatever the order of their steps', async () => {
    await fc.assert(
      fc.asyncProperty(DRAWS, async (draws) => {
        const shelf = await openShelf(WRAPPER);
        const turns = turnsBy(draws);
        await turns.run([1, 2, 3].map(() => () => put(storeOf(shelf.bytes, turns))));
        expect(await shelf.read(KEY)).toEqual(COPY);
        await shelf.clear();
      }),
    );
  });

  it('leave a file readable for whoever opens it meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(DRAWS, async (draws) => {
        const shelf = await openShelf(WRAPPER);
        await shelf.put(KEY, COPY);
        const turns = turnsBy(draws);
        const store = () => storeOf(shelf.bytes, turns);
        const read = async () => buffer(await store().open(KEY));
        const [content] = await turns.run<unknown>([read, () => put(store()), () => put(store())]);
        expect(content).toEqual(COPY);
        await shelf.clear();
      }),
    );
  });
});

describe('what processes leave that were killed', () => {
  it('is swept: files that were never finished after an hour, keys of no file after two days', async () => {
    const shelf = await openShelf(WRAPPER);
    await shelf.put(KEY, COPY);
    await shelf.put('copies/a/2', COPY);
    const kept = await shelf.files();
    // Killed between the key and the content, and while a content was written.
    await shelf.overwrite('keys/0123456789abcdef0123456789abcdef', Buffer.from('{}'));
    await shelf.overwrite('content/copies/a/3.0.part', Buffer.from('half'));
    await shelf.overwrite('keys/f.0.part', Buffer.from('half'));
    const now = new Date();

    expect(await shelf.store.sweep(now)).toBe(0);
    expect(await shelf.files()).toHaveLength(kept.length + 3);
    await age(shelf, 0.1);
    expect(await shelf.store.sweep(now)).toBe(0);
    expect(await shelf.files()).toHaveLength(kept.length + 1);
    await age(shelf, 3);
    expect(await shelf.store.sweep(now)).toBe(1);
    expect(await shelf.files()).toEqual(kept);
    expect(await shelf.read(KEY)).toEqual(COPY);
    await shelf.clear();
  });

  it('is no key of a file that was being written then: it may be younger than its key', async () => {
    const shelf = await openShelf(WRAPPER);
    await shelf.put(KEY, COPY);
    await shelf.overwrite('keys/0123456789abcdef0123456789abcdef', Buffer.from('{}'));
    await age(shelf, 3, (path) => path.startsWith('keys/'));
    await age(shelf, 1.5, (path) => path.startsWith('content/'));
    expect(await shelf.store.sweep(new Date())).toBe(1);
    expect(await shelf.read(KEY)).toEqual(COPY);
    await shelf.clear();
  });

  it('is a few keys: where many belong to no file none is removed', async () => {
    const shelf = await openShelf(WRAPPER);
    await shelf.put(KEY, COPY);
    for (let at = 0; at < 22; at++) await shelf.overwrite(`keys/${String(at).padStart(32, '0')}`, Buffer.from('{}'));
    await age(shelf, 3);
    await expect(shelf.store.sweep(new Date())).rejects.toMatchObject({ code: 'integrity' });
    expect(await shelf.files()).toHaveLength(24);
    await shelf.clear();
  });
});
