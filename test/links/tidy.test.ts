import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Context } from '../../bot/context.js';
import { tidyLinks } from '../../bot/housekeeping/tidy.js';
import { grantDownload } from '../../bot/links/download.js';
import { createWorld, type World } from '../helpers/world.js';
import { handOver, sessionFor } from './handedOver.js';

const DAY = 86_400_000;
let world: World;
let ctx: Context;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  ctx = world.app.ctx;
});
afterAll(() => world.close());

const counts = async () => {
  const { linkCode, linkSession, linkDownload, linkFile } = ctx.db.client;
  return Promise.all([linkCode.count(), linkSession.count(), linkDownload.count(), linkFile.count()]);
};

it('codes go after a day, sessions a day after their link was closed; what was counted and the log stay', async () => {
  const handed = await handOver(ctx);
  await grantDownload(ctx, await sessionFor(ctx, handed.token), handed.copyId);
  expect(await tidyLinks(ctx)).toBe(0);
  expect(await counts()).toEqual([1, 1, 1, 1]);
  world.clock.advance(DAY + 11 * 60_000);
  expect(await tidyLinks(ctx)).toBe(1);
  expect(await counts()).toEqual([0, 1, 1, 1]);
  // The link is open for a week, then it is closed for a day.
  world.clock.advance(7 * DAY);
  expect(await tidyLinks(ctx)).toBe(1);
  expect(await counts()).toEqual([0, 0, 0, 1]);
  expect(await ctx.db.client.linkFile.findFirstOrThrow()).toMatchObject({ downloads: 1 });
  expect(await ctx.db.client.auditEntry.count({ where: { action: 'link.download' } })).toBe(1);
});
