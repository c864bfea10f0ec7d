import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '../../bot/context.js';
import type { Copy } from '../../bot/db/generated/client.js';
import { AppError } from '../../bot/errors.js';
import { grantDownload, grantedCopy, openGranted } from '../../bot/links/download.js';
import { openForPlaying } from '../../bot/links/open.js';
import type { LinkSessionFacts } from '../../bot/links/session.js';
import { runs } from '../helpers/chance.js';
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

/** Takes a part of a granted download and settles it, as the web edge does. */
async function give(
  session: LinkSessionFacts,
  downloadId: string,
  copy: Copy,
  range: { start: number; end: number },
): Promise<string> {
  const { stream, settle } = await openGranted(ctx, session, downloadId, copy, range);
  const got = await text(stream);
  await settle(got.length);
  return got;
}

/** A part of a file of so many bytes, asked for in a new grant or not, and whether the connection breaks in its middle. */
function partOf(length: number): fc.Arbitrary<{ start: number; end: number; grants: boolean; breaks: boolean }> {
  const byte = fc.integer({ min: 0, max: length - 1 });
  return fc
    .record({ one: byte, other: byte, grants: fc.boolean(), breaks: fc.boolean() })
    .map(({ one, other, ...more }) => ({ start: Math.min(one, other), end: Math.max(one, other), ...more }));
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
  it('may be begun again by its own session after a broken connection, each time with a row, until all is given out', async () => {
    const handed = await signedIn();
    const { downloadId } = await grantDownload(ctx, handed.session, handed.copyId);
    for (let part = 0; part < 3; part++) {
      expect(await grantedCopy(ctx, handed.session, downloadId)).toMatchObject({ id: handed.copyId });
    }
    const copy = await grantedCopy(ctx, handed.session, downloadId);
    const begin = (start = 0) => give(handed.session, downloadId, copy, { start, end: SOUND.length - 1 });
    for (let time = 0; time < 5; time++) expect(await begin()).toBe(SOUND);
    await expect(begin(SOUND.length - 1)).rejects.toMatchObject({ code: 'used_up' });
    expect(await counted(handed)).toBe(1);
    expect(await audited(ctx, 'link.resumed', handed.requestId)).toBe(4);
    // What was given out for the second time is missing from what is left: nothing is.
    await expect(grantDownload(ctx, handed.session, handed.copyId)).rejects.toMatchObject({ code: 'used_up' });
  });

  it('gives back what was set aside for it and not sent', async () => {
    const handed = await signedIn();
    const { downloadId } = await grantDownload(ctx, handed.session, handed.copyId);
    const copy = await grantedCopy(ctx, handed.session, downloadId);
    for (let time = 0; time < 10; time++) {
      const giving = await openGranted(ctx, handed.session, downloadId, copy, { start: 0, end: SOUND.length - 1 });
      giving.stream.destroy();
      await giving.settle(0);
    }
    expect(await give(handed.session, downloadId, copy, { start: 0, end: SOUND.length - 1 })).toBe(SOUND);
    expect(await grantDownload(ctx, handed.session, handed.copyId)).toMatchObject({ downloadsLeft: 3 });
  });

  it('together with all others gives no more than the length times the permitted downloads, by any mix of ranges', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(partOf(SOUND.length), { minLength: 10, maxLength: 40 }), async (parts) => {
        const handed = await signedIn();
        let given = 0;
        let downloadId = '';
        for (const { start, end, grants, breaks } of parts) {
          if (grants || downloadId === '') {
            downloadId = await grantDownload(ctx, handed.session, handed.copyId).then(
              ({ downloadId: granted }) => granted,
              () => downloadId,
            );
          }
          if (downloadId === '') continue;
          const copy = await grantedCopy(ctx, handed.session, downloadId);
          const sent = breaks ? Math.floor((end - start + 1) / 2) : end - start + 1;
          given += await openGranted(ctx, handed.session, downloadId, copy, { start, end }).then(
            async ({ stream, settle }) => {
              stream.destroy();
              await settle(sent);
              return sent;
            },
            () => 0,
          );
        }
        const file = await ctx.db.client.linkFile.findFirstOrThrow({ where: { linkId: handed.link.id } });
        expect(given).toBeLessThanOrEqual(SOUND.length * file.allowed);
        expect(Number(file.given)).toBe(given);
      }),
      { numRuns: runs(6) },
    );
  });

  it('is given out to fifty who ask at once only as often as is permitted', async () => {
    const handed = await signedIn();
    const { downloadId } = await grantDownload(ctx, handed.session, handed.copyId);
    const copy = await grantedCopy(ctx, handed.session, downloadId);
    const asked = Array.from({ length: 50 }, () =>
      give(handed.session, downloadId, copy, { start: 1, end: SOUND.length - 1 }),
    );
    const given = (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled');
    expect(given).toHaveLength(5);
    const file = await ctx.db.client.linkFile.findFirstOrThrow({ where: { linkId: handed.link.id } });
    expect(Number(file.given)).toBe(5 * (SOUND.length - 1));
  });

  it('is of no use to another session of the same link', async () => {
    const handed = await signedIn();
    const { downloadId } = await grantDownload(ctx, handed.session, handed.copyId);
    const another = await sessionFor(ctx, handed.token);
    await expect(grantedCopy(ctx, another, downloadId)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('playing on the page', () => {
  it('is audited when it begins and with what was listened to, and uses up no download', async () => {
    const handed = await signedIn();
    const copy = await ctx.db.client.copy.findUniqueOrThrow({ where: { id: handed.copyId } });
    for (const range of [
      { start: 0, end: 2 },
      { start: 4, end: 8 },
    ]) {
      const { stream, settle } = await openForPlaying(ctx, handed.session, copy, range);
      const heard = await text(stream);
      await settle(heard.length);
      expect(heard).toBe(SOUND.slice(range.start, range.end + 1));
    }
    expect(await audited(ctx, 'link.play', handed.requestId)).toBe(1);
    expect(await audited(ctx, 'link.played', handed.requestId)).toBe(2);
    expect(await counted(handed)).toBe(0);
  });

  it('is no way to as many copies as one likes: after so many lengths of the file it is refused', async () => {
    const handed = await signedIn();
    const copy = await ctx.db.client.copy.findUniqueOrThrow({ where: { id: handed.copyId } });
    const play = async () => {
      const { stream, settle } = await openForPlaying(ctx, handed.session, copy, { start: 0, end: SOUND.length - 1 });
      await settle((await text(stream)).length);
    };
    for (let time = 0; time < ctx.config.linkListens; time++) await play();
    await expect(play()).rejects.toMatchObject({
      code: 'used_up',
      forPerson: expect.stringContaining('画面で再生できる回数の上限'),
    });
    expect(await audited(ctx, 'link.play_refused', handed.requestId)).toBe(1);
    expect(await grantDownload(ctx, handed.session, handed.copyId)).toMatchObject({ downloadsLeft: 4 });
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
