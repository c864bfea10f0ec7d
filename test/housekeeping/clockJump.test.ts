import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { handOver } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';

const DAY = 86_400_000;
const START = '2026-09-16T10:00:00+09:00';

let world: World;
/** What the clock of the database's server says; undefined where it has none of its own. */
let databaseSays: Date | undefined;

beforeEach(async () => {
  databaseSays = undefined;
  world = await createWorld({ now: START, clocks: { database: async () => databaseSays } });
  for (const name of ['operator', 'manager'] as const) await world.as(name).say('こんにちは');
  await handOver(world);
  await housekeeping();
});
afterEach(() => world.close());

async function housekeeping(): Promise<void> {
  await world.app.housekeeping();
  await world.app.runPending();
}

const copiesLeft = () => world.app.ctx.db.client.copy.count({ where: { deletedAt: null } });
const asked = () =>
  world
    .as('operator')
    .cards()
    .filter(({ words }) => words.includes('サーバーの時計をご確認ください'));

describe('a clock that jumps a month ahead', () => {
  it('deletes nothing, and tells the 取扱者 once', async () => {
    world.clock.advance(31 * DAY);
    await housekeeping();
    await housekeeping();
    expect(await copiesLeft()).toBe(2);
    expect(asked()).toHaveLength(1);
    expect(asked()[0]?.words).toContain('前回動いていたのは');
  });

  it('and is set back leaves everything as it was, and deletes it in its time', async () => {
    world.clock.advance(31 * DAY);
    await housekeeping();
    world.clock.set(START);
    for (let day = 0; day < 30; day++) {
      await housekeeping();
      expect(await copiesLeft()).toBe(2);
      world.clock.advance(DAY);
    }
    await housekeeping();
    expect(await copiesLeft()).toBe(0);
    expect(asked()).toHaveLength(1);
  });

  it('was right all the same, once somebody of the office has said so: then what is over is deleted', async () => {
    world.clock.advance(31 * DAY);
    await housekeeping();
    const [card] = asked();
    if (card === undefined) throw new Error('nobody was asked');
    expect((await world.as('operator').press(card, '時計は正しい')).words).toContain('確認済み');
    await housekeeping();
    expect(await copiesLeft()).toBe(0);
    const rows = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'clock.confirmed' } });
    expect(rows).toMatchObject([{ actorName: '試験 五月' }]);
  });

  it('can be said to be right, too, and not by a question or a denial', async () => {
    world.clock.advance(31 * DAY);
    await housekeeping();
    for (const said of ['時計は正しいですか', '時計は正しくないです', '時計は正しいと言われました']) {
      await world.as('operator').say(said);
      expect(await copiesLeft()).toBe(2);
      await housekeeping();
    }
    expect((await world.as('manager').say('時計は正しいです')).words).toContain('確認済み');
    await housekeeping();
    expect(await copiesLeft()).toBe(0);
  });

  it('is not confirmed by a chief', async () => {
    world.clock.advance(31 * DAY);
    await housekeeping();
    expect((await world.as('chief').say('時計は正しい')).words).toContain('管財課');
    await housekeeping();
    expect(await copiesLeft()).toBe(2);
  });
});

it('a weekend without the bot is no jump', async () => {
  world.clock.advance(2.7 * DAY);
  await housekeeping();
  expect(asked()).toEqual([]);
});

it('a clock that differs from that of the database’s server deletes nothing until they agree', async () => {
  for (let day = 0; day < 31; day++) {
    world.clock.advance(DAY);
    databaseSays = new Date(world.clock.now().getTime() - (day < 29 ? 0 : 2 * 3_600_000));
    await housekeeping();
  }
  expect(await copiesLeft()).toBe(2);
  expect(asked().length).toBeGreaterThan(0);
  databaseSays = world.clock.now();
  await housekeeping();
  expect(await copiesLeft()).toBe(0);
});

it('a request whose copies are gone says so', async () => {
  for (let day = 0; day < 31; day++) {
    world.clock.advance(DAY);
    await housekeeping();
  }
  const status = await world.as('chief').say('R8-1');
  expect(status.words).toContain('保管期間が過ぎたため');
  expect(status.words).toContain('新しい申請');
});
