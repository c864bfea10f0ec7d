import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context } from '../../bot/context.js';
import { AppError } from '../../bot/errors.js';
import { grantDownload, grantedCopy, openGranted } from '../../bot/links/download.js';
import { openForPlaying } from '../../bot/links/open.js';
import type { LinkSessionFacts } from '../../bot/links/session.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';
import { audited, type HandedOver, handOver, SOUND, sessionFor } from './handedOver.js';

let world: World;
let ctx: Context;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  ctx = world.app.ctx;
});
afterAll(() => world.close());

async function signedIn(): Promise<HandedOver & { session: LinkSessionFacts }> {
  const handed = await handOver(ctx);
  return { ...handed, session: await sessionFor(ctx, handed.token) };
}

const counted = async ({ link, copyId }: HandedOver): Promise<number> =>
  (await ctx.db.client.linkFile.findUniqueOrThrow({ where: { linkId_copyId: { linkId: link.id, copyId } } })).downloads;

describe('a download', () => {
  it('is counted, audited with the recipient, and says how many are left', async () => {
    const handed = await signedIn();
    const left: number[] = [];
    for (let n = 0; n < 5; n++) left.push((await grantDownload(ctx, handed.session, handed.copyId)).downloadsLeft);
    expect(left).toEqual([4, 3, 2, 1, 0]);
    const row = await ctx.db.client.auditEntry.findFirst({
      where: { action: 'link.download', requestId: handed.requestId },
    });
    expect(row).toMatchObject({
      actorId: PEOPLE.chief.id,
      actorName: PEOPLE.chief.name,
      channel: 'web',
      data: { link: handed.link.id, copy: handed.copyId },
    });
  });

  it('is refused when they are used up, with what to do, and the refusal is audited', async () => {
    const handed = await signedIn();
    for (let n = 0; n < 5; n++) await grantDownload(ctx, handed.session, handed.copyId);
    await expect(grantDownload(ctx, handed.session, handed.copyId)).rejects.toMatchObject({
      code: 'used_up',
      forPerson: expect.stringContaining('「リンクを再発行」'),
    });
    expect(await counted(handed)).toBe(5);
    expect(await audited(ctx, 'link.download_refused', handed.requestId)).toBe(1);
  });

  it('is granted exactly once to fifty who ask at once for the last one', async () => {
    const handed = await signedIn();
    for (let n = 0; n < 4; n++) await grantDownload(ctx, handed.session, handed.copyId);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => grantDownload(ctx, handed.session, handed.copyId)),
    );
    const granted = results.filter(({ status }) => status === 'fulfilled');
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(granted).toHaveLength(1);
    expect(reasons.map((reason) => (reason instanceof AppError ? reason.code : reason))).toEqual(
      Array.from({ length: 49 }, () => 'used_up'),
    );
    expect(await counted(handed)).toBe(5);
    expect(await audited(ctx, 'link.download', handed.requestId)).toBe(5);
    expect(await audited(ctx, 'link.download_refused', handed.requestId)).toBe(49);
  });

  it('uses nothing up when the store fails before the first byte', async () => {
    const handed = await signedIn();
    await ctx.files.remove(handed.storeKey);
    await expect(grantDownload(ctx, handed.session, handed.copyId)).rejects.toThrow();
    expect(await counted(handed)).toBe(0);
    expect(await audited(ctx, 'link.download', handed.requestId)).toBe(0);
    await ctx.files.put(handed.storeKey, Readable.from([Buffer.from(SOUND)]));
    expect(await grantDownload(ctx, handed.session, handed.copyId)).toMatchObject({ downloadsLeft: 4 });
  });

  it('is not counted when what it means for the request cannot be recorded', async () => {
    const handed = await signedIn();
    const failing = grantDownload(ctx, handed.session, handed.copyId, async () => {
      throw new Error('the request is locked');
    });
    await expect(failing).rejects.toThrow('the request is locked');
    expect(await counted(handed)).toBe(0);
    expect(await audited(ctx, 'link.download', handed.requestId)).toBe(0);
  });

  it('is not of another link’s file, nor of anything that is no file', async () => {
    const [mine, other] = [await signedIn(), await signedIn()];
    for (const copyId of [other.copyId, '00000000-0000-4000-8000-000000000000']) {
      await expect(grantDownload(ctx, mine.session, copyId)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await counted(other)).toBe(0);
    expect(await audited(ctx, 'link.download_refused', mine.requestId)).toBe(2);
  });

  it('is not of a copy that was deleted', async () => {
    const handed = await signedIn();
    await ctx.db.client.copy.update({ where: { id: handed.copyId }, data: { deletedAt: ctx.clock.now() } });
    await expect(grantDownload(ctx, handed.session, handed.copyId)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a granted download', () => {
  it('may be begun again four times by its own session after a broken connection, without counting again', async () => {
    const handed = await signedIn();
    const { downloadId } = await grantDownload(ctx, handed.session, handed.copyId);
    for (let part = 0; part < 3; part++) {
      expect(await grantedCopy(ctx, handed.session, downloadId)).toMatchObject({ id: handed.copyId });
    }
    const copy = await grantedCopy(ctx, handed.session, downloadId);
    const begin = async () => text(await openGranted(ctx, downloadId, copy, { start: 0, end: SOUND.length - 1 }));
    for (let start = 0; start < 4; start++) expect(await begin()).toBe(SOUND);
    await expect(begin()).rejects.toMatchObject({ code: 'used_up' });
    expect(await counted(handed)).toBe(1);
  });

  it('is of no use to another session of the same link', async () => {
    const handed = await signedIn();
    const { downloadId } = await grantDownload(ctx, handed.session, handed.copyId);
    const another = await sessionFor(ctx, handed.token);
    await expect(grantedCopy(ctx, another, downloadId)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('playing on the page', () => {
  it('is audited once a session and file, and uses up no download', async () => {
    const handed = await signedIn();
    const copy = await ctx.db.client.copy.findUniqueOrThrow({ where: { id: handed.copyId } });
    for (const range of [
      { start: 0, end: 2 },
      { start: 4, end: 8 },
    ]) {
      const heard = await text(await openForPlaying(ctx, handed.session, copy, range));
      expect(heard).toBe(SOUND.slice(range.start, range.end + 1));
    }
    expect(await audited(ctx, 'link.play', handed.requestId)).toBe(1);
    expect(await counted(handed)).toBe(0);
  });
});

describe('the end of a link', () => {
  it('comes at once when it is revoked, for a browser that is signed in too', async () => {
    const handed = await signedIn();
    await ctx.db.client.link.update({ where: { id: handed.link.id }, data: { revokedAt: ctx.clock.now() } });
    await expect(grantDownload(ctx, handed.session, handed.copyId)).rejects.toMatchObject({
      code: 'link_unusable',
      forPerson: expect.stringContaining('失効しました'),
    });
    expect(await counted(handed)).toBe(0);
  });

  it('comes to the second when it expires', async () => {
    const handed = await handOver(ctx);
    world.clock.set(new Date(handed.link.expiresAt.getTime() - 1000).toISOString());
    const session = await sessionFor(ctx, handed.token);
    world.clock.advance(999);
    await grantDownload(ctx, session, handed.copyId);
    world.clock.advance(1);
    await expect(grantDownload(ctx, session, handed.copyId)).rejects.toMatchObject({
      code: 'link_unusable',
      forPerson: expect.stringContaining('有効期限が切れました'),
    });
    expect(await counted(handed)).toBe(1);
  });
});
