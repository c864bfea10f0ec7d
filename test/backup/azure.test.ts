import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { containerAt } from '../../bot/azure/storage.js';
import { AzureStore } from '../../bot/files/azureStore.js';
import { type Azurite, startAzurite } from '../helpers/azurite.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';
import { AUDIT_KEY, backUp, clearPlaces, preparedPlace, restoreInto } from './places.js';

// Whole databases are written and read again, several times.
jest.setTimeout(300_000);

let azurite: Azurite;
let world: World;
let containers = 0;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterEach(async () => {
  await world.close();
  await clearPlaces();
});
afterAll(() => azurite.close());

const newContainer = () => azurite.newContainer(`files-${++containers}`);
const storeIn = (address: string) => new AzureStore(containerAt(address, azurite.credential));

async function atWork(files: Pick<Parameters<typeof createWorld>[0] & object, 'config' | 'storage'>): Promise<void> {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { AUDIT_KEYS: AUDIT_KEY }, ...files });
  for (const name of ['manager', 'chief'] as const) await world.as(name).say('こんにちは');
  await handOver(world);
}

describe('a backup of a bot whose files are in a container of Azure', () => {
  it('is put back into another container, or onto a disk', async () => {
    const fileContainer = await newContainer();
    await atWork({ config: { fileStore: 'azure', fileContainer }, storage: azurite.credential });
    const { folder, content } = await backUp(world, storeIn(fileContainer));
    expect(content.files).toMatchObject({ kept: 4, missing: 0 });
    const another = storeIn(await newContainer());
    expect(await restoreInto(folder, await preparedPlace(undefined, another))).toMatchObject({ proved: 4 });
    expect(await another.list('keys')).toHaveLength(4);
    expect(await restoreInto(folder, await preparedPlace())).toMatchObject({ proved: 4 });
  });
});

describe('a backup of a bot whose files are on a disk', () => {
  it('is put back into a container, which has to be empty', async () => {
    await atWork({});
    const { folder } = await backUp(world);
    const store = storeIn(await newContainer());
    expect(await restoreInto(folder, await preparedPlace(undefined, store))).toMatchObject({ proved: 4 });
    await expect(restoreInto(folder, await preparedPlace(undefined, store))).rejects.toThrow('the store holds files');
    const kept = { ...(await preparedPlace(undefined, store)), keepFiles: true };
    expect(await restoreInto(folder, kept)).toMatchObject({ proved: 4 });
  });
});
