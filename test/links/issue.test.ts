import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context } from '../../bot/context.js';
import type { Link } from '../../bot/db/generated/client.js';
import { addressOf, issuedLink, issueLink } from '../../bot/links/issue.js';
import { readToken } from '../../bot/links/token.js';
import { stateOf } from '../../bot/links/usable.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';
import { type HandedOver, handOver, tokenOf } from './handedOver.js';

let world: World;
let ctx: Context;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { LINK_DAYS: '3', LINK_DOWNLOADS: '2' } });
  ctx = world.app.ctx;
});
afterAll(() => world.close());

const issue = ({ requestId, copyId }: HandedOver, recipientId: string = PEOPLE.chief.id): Promise<Link> =>
  ctx.db.transaction((tx) => issueLink(tx, ctx, { requestId, kind: 'answer', recipientId, copyIds: [copyId] }));

describe('the link of one person for one request', () => {
  it('lasts as many days, and allows as many downloads, as are set', async () => {
    const { link } = await handOver(ctx);
    expect(link.expiresAt).toEqual(new Date('2026-09-19T10:00:00+09:00'));
    expect(await ctx.db.client.linkFile.findMany({ where: { linkId: link.id } })).toMatchObject([
      { downloads: 0, allowed: 2 },
    ]);
  });

  it('is the same however often it is issued', async () => {
    const handed = await handOver(ctx);
    expect((await issue(handed)).id).toBe(handed.link.id);
    expect(await ctx.db.client.link.count({ where: { requestId: handed.requestId } })).toBe(1);
  });

  it('is another one for another person', async () => {
    const handed = await handOver(ctx);
    const theirs = await issue(handed, PEOPLE.staff.id);
    expect(theirs).toMatchObject({ recipientId: PEOPLE.staff.id, edition: 1 });
    expect(theirs.id).not.toBe(handed.link.id);
  });

  it('is a new one after it was revoked', async () => {
    const handed = await handOver(ctx);
    await ctx.db.client.link.update({ where: { id: handed.link.id }, data: { revokedAt: ctx.clock.now() } });
    const wanted = { requestId: handed.requestId, kind: 'answer' as const, recipientId: PEOPLE.chief.id };
    expect(await issuedLink(ctx.db.client, wanted)).toBeNull();
    const next = await issue(handed);
    expect(next.edition).toBe(2);
    expect(tokenOf(ctx, next)).not.toBe(handed.token);
    expect(await issuedLink(ctx.db.client, wanted)).toMatchObject({ id: next.id });
  });

  it('has an address under the public one that only this house can make', async () => {
    const { link, token } = await handOver(ctx);
    expect(addressOf(ctx.config, link)).toBe(`${ctx.config.publicUrl}/files#${token}`);
    expect(readToken(ctx.config.linkSecrets, token)).toBe(link.id);
    expect(readToken(['a guess'], token)).toBeUndefined();
  });
});

describe('whether a link is open', () => {
  const expiresAt = new Date('2026-09-19T10:00:00+09:00');
  const at = (iso: string) => new Date(`2026-09-19T${iso}+09:00`);

  it.each([
    ['a millisecond before it expires', '09:59:59.999', null, 'open'],
    ['at the moment it expires', '10:00:00.000', null, 'expired'],
    ['once it was revoked', '09:00:00.000', at('08:00:00'), 'revoked'],
    ['once it was revoked and expired', '11:00:00.000', at('08:00:00'), 'revoked'],
  ] as const)('%s, at %s', (_when, time, revokedAt, state) => {
    expect(stateOf({ expiresAt, revokedAt }, at(time))).toBe(state);
  });
});
