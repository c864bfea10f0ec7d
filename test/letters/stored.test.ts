import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { handOver } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';
import { hear, readAloud } from './hearing.js';

let world: World;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { SEAL_OMITTED: 'on' } });
  await world.as('manager').say('こんにちは');
});
afterAll(() => world.close());

it('both letters of a request say 〔公印省略〕 under their sender where the city has set so', async () => {
  await handOver(world);
  const letters = await world.app.ctx.db.client.letter.findMany({ orderBy: { form: 'asc' } });
  expect(letters.map(({ form }) => form)).toEqual([1, 2]);
  for (const { storeKey } of letters) {
    const { letter } = hear(await buffer(await world.app.ctx.files.open(storeKey)));
    expect(readAloud(letter)).toContain('〔公印省略〕');
  }
});
