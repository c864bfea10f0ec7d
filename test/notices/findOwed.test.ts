import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { oweNotice } from '../../bot/notices/owe.js';
import { walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterEach(() => world.close());

it('a message that is owed is sent although its job was lost, once it is a minute old, and once only', async () => {
  const [chief, manager] = [world.as('chief'), world.as('manager')];
  await manager.say('こんにちは');
  await chief.press(await walkToConfirmation(chief), '申請する', { pledged: 'true' });
  // Lays it before the manager; the job that sends the card is lost.
  const { queue, db } = world.app.ctx;
  await world.app.runPending();
  await db.client.notice.updateMany({ where: { personId: manager.id }, data: { state: 'pending', activityId: null } });
  expect(await queue.due()).toEqual([]);

  expect(await world.app.findOwed()).toBe(0);
  world.clock.advance(120_000);
  const before = manager.cards().length;
  expect(await world.app.findOwed()).toBe(1);
  expect(await world.app.findOwed()).toBe(0);
  await world.app.runPending();
  expect(
    manager
      .cards()
      .slice(before)
      .map(({ words }) => words),
  ).toEqual([expect.stringContaining('承認をお願いします')]);
});

it('a message is given up an hour after its first job, though every job that was given up was followed by another', async () => {
  const chief = world.as('chief');
  await chief.say('こんにちは');
  const { ctx } = world.app;
  const { db } = ctx;
  const news = { kind: 'system', requestId: null, personId: chief.id, about: 'storage-away-1' } as const;
  await db.transaction((tx) => oweNotice(tx, ctx, news));
  await db.executeSql(`UPDATE "Job" SET "failedAt" = now(), "createdAt" = now() - interval '30 minutes'`, []);
  world.clock.advance(120_000);
  expect(await world.app.findOwed()).toBe(1);
  const state = async () => (await db.client.notice.findFirst({ where: { personId: chief.id } }))?.state;
  await world.app.housekeeping();
  expect(await state()).toBe('pending');

  await db.executeSql(`UPDATE "Job" SET "createdAt" = "createdAt" - interval '31 minutes'`, []);
  await world.app.housekeeping();
  expect(await state()).toBe('unreachable');
});
