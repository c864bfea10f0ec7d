import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context } from '../../bot/context.js';
import { copyOf } from '../../bot/links/open.js';
import { findSession, SESSION_MINUTES } from '../../bot/links/session.js';
import { viewLink } from '../../bot/links/view.js';
import { createWorld, type World } from '../helpers/world.js';
import { cookieFor, handOver, sessionFor } from './handedOver.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let world: World;
let ctx: Context;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  ctx = world.app.ctx;
});
afterAll(() => world.close());

describe('the session of a signed-in browser', () => {
  it('lasts fifteen minutes by the clock', async () => {
    const value = await cookieFor(ctx, (await handOver(ctx)).token);
    expect(SESSION_MINUTES).toBe(15);
    world.clock.advance(15 * MINUTE - 1);
    expect(await findSession(ctx, value)).toBeDefined();
    world.clock.advance(1);
    expect(await findSession(ctx, value)).toBeUndefined();
  });

  it('is for one link, and reaches no file of another', async () => {
    const [mine, other] = [await handOver(ctx), await handOver(ctx)];
    const session = await sessionFor(ctx, mine.token);
    expect(session.link.id).toBe(mine.link.id);
    expect(await copyOf(ctx, session, mine.copyId)).toMatchObject({ id: mine.copyId });
    await expect(copyOf(ctx, session, other.copyId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is not in the database: what stands there opens nothing', async () => {
    const { token, link } = await handOver(ctx);
    const value = await cookieFor(ctx, token);
    const [row] = await ctx.db.client.linkSession.findMany({ where: { linkId: link.id } });
    expect(row?.id).not.toContain(value);
    expect(await findSession(ctx, row?.id ?? '')).toBeUndefined();
  });

  it('is none for a cookie that this house did not set', async () => {
    for (const value of ['', 'x', 'A'.repeat(43)]) expect(await findSession(ctx, value)).toBeUndefined();
  });
});

describe('what the signed-in recipient is shown', () => {
  it('is every file with what may still be done with it', async () => {
    const { token, copyId } = await handOver(ctx);
    const view = await viewLink(ctx, await sessionFor(ctx, token), false);
    expect(view).toMatchObject({ state: 'open', kind: 'answer', refused: false });
    expect(view.files).toMatchObject([{ id: copyId, position: 1, downloadsLeft: 5, allowed: 5 }]);
    expect(view.expires).toMatch(/まで（残り7日）$/);
  });

  it('is nothing of the content once the link was revoked', async () => {
    const { token, link } = await handOver(ctx);
    await ctx.db.client.link.update({ where: { id: link.id }, data: { revokedAt: ctx.clock.now() } });
    expect(await viewLink(ctx, await sessionFor(ctx, token), false)).toMatchObject({
      state: 'revoked',
      files: [],
      letters: [],
    });
  });

  it('is nothing of the content once the link expired', async () => {
    const { token } = await handOver(ctx);
    world.clock.advance(7 * DAY);
    expect(await viewLink(ctx, await sessionFor(ctx, token), false)).toMatchObject({
      state: 'expired',
      files: [],
      letters: [],
    });
  });
});
