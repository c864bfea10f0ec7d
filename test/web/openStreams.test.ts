import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { linkUrl } from '../../bot/links/token.js';
import { type LinkPage, type LinkPageView, linkPage } from '../helpers/linkPage.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, DIRECTORY, PEOPLE, type World } from '../helpers/world.js';

let world: World;
let page: LinkPage;
let view: LinkPageView;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  await world.as('manager').say('こんにちは');
  page = linkPage(world, await handOver(world));
  view = await page.enter('chief');
});
afterEach(() => void jest.restoreAllMocks());

/** A recording that is still on its way: its first bytes are there, the rest never comes. */
function slowly(): void {
  const slow = new Readable({ read: () => {} });
  slow.push(Buffer.alloc(1000, 1));
  jest.spyOn(world.app.ctx.files, 'open').mockResolvedValueOnce(slow);
}

/** Begins something that hands over bytes, and tells how it ends. */
async function begin(what: string): Promise<{ ended: Promise<unknown> }> {
  const [file] = view.files;
  if (file === undefined) throw new Error('nothing is handed over');
  let href = file.audioHref;
  if (what === 'a download') href = ((await (await page.post(file.downloadsHref)).json()) as { href: string }).href;
  if (what === 'a set')
    href = ((await (await page.post(view.registrationSet?.grantHref ?? '')).json()) as { href: string }).href;
  slowly();
  const answer = await fetch(world.url(href), { headers: { cookie: page.cookie() } });
  expect(answer.status).toBe(200);
  const reader = answer.body?.getReader();
  await reader?.read();
  const rest = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return 'whole';
  };
  return { ended: rest().catch(() => 'cut off') };
}

const stop = () =>
  world.app.ctx.db.client.link.updateMany({ data: { revokedAt: world.app.ctx.clock.now(), revokedReason: 'stopped' } });
const WITHOUT_CHIEF = DIRECTORY.split('\n')
  .filter((row) => !row.includes(PEOPLE.chief.id))
  .join('\n');
async function leave(): Promise<void> {
  await writeFile(join(world.folder, 'directory.csv'), WITHOUT_CHIEF);
  await world.app.refreshDirectory();
}
afterEach(async () => {
  await writeFile(join(world.folder, 'directory.csv'), DIRECTORY);
  await world.app.refreshDirectory();
});

describe('what is on its way to somebody', () => {
  it.each([
    ['a recording that is played', '失効', stop],
    ['a recording that is played', 'the link’s expiry', async () => world.clock.advance(8 * 86_400_000)],
    ['a recording that is played', 'their leaving the directory', leave],
    ['a download', '失効', stop],
    ['a download', 'the link’s expiry', async () => world.clock.advance(8 * 86_400_000)],
    ['a download', 'their leaving the directory', leave],
    ['a set', '失効', stop],
  ])('ends within a second: %s, at %s', async (what, _why, end) => {
    const { ended } = await begin(what);
    await end();
    const began = performance.now();
    expect(await ended).toBe('cut off');
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('of a broken download ends when it is taken up again; of it counts what was sent, and the last one can be had whole', async () => {
    const [file] = view.files;
    for (let time = 0; time < 4; time++) {
      const { href } = (await (await page.post(file?.downloadsHref ?? '')).json()) as { href: string };
      await (await page.get(href)).arrayBuffer();
    }
    const { href } = (await (await page.post(file?.downloadsHref ?? '')).json()) as { href: string };
    slowly();
    const first = await fetch(world.url(href), { headers: { cookie: page.cookie() } });
    await first.body?.getReader().read();
    const rest = await page.get(href, { range: 'bytes=1000-' });
    expect(rest.status).toBe(206);
    expect((await rest.arrayBuffer()).byteLength).toBe((file?.bytes ?? 0) - 1000);
    const { given } = await world.app.ctx.db.client.linkFile.findFirstOrThrow({ where: { copyId: file?.id ?? '' } });
    expect(Number(given)).toBe(5 * (file?.bytes ?? 0));
    expect((await page.post(file?.downloadsHref ?? '')).status).toBe(409);
  });
});

describe('what is on its way while the database does not answer', () => {
  /** The database takes questions and answers none, as when the network drops what goes there. */
  const silent = () =>
    jest.spyOn(world.app.ctx.db.client.linkSession, 'findMany').mockReturnValue(new Promise(() => {}) as never);

  it('ends at the expiry of its link all the same, which the clock tells', async () => {
    const { ended } = await begin('a recording');
    const silence = silent();
    world.clock.advance(8 * 24 * 60 * 60_000);
    expect(await ended).toBe('cut off');
    silence.mockRestore();
    world.clock.set('2026-09-16T10:00:00+09:00');
  });

  it('ends within seconds, for nobody can tell any more whether its reader has a right to it', async () => {
    const { ended } = await begin('a recording');
    const silence = silent();
    expect(await ended).toBe('cut off');
    silence.mockRestore();
  });

  it('is not ended by somebody else who names it', async () => {
    const { href } = (await (await page.post(view.registrationSet?.grantHref ?? '')).json()) as { href: string };
    const [request] = await world.app.ctx.db.client.request.findMany();
    await world.as('staff').say('こんにちは');
    const share = await world.as('chief').press(await world.as('chief').say('R8-1は？'), '課内の職員に渡す…');
    await world.as('chief').press(share, 'この方に渡す', { choice: PEOPLE.staff.id });
    await world.app.runPending();
    const shared = await world.app.ctx.db.client.link.findFirstOrThrow({
      where: { requestId: request?.id ?? '', recipientId: PEOPLE.staff.id },
    });
    const token = linkUrl('', world.app.ctx.config.linkSecrets, shared.id).split('#')[1] ?? '';
    const colleague = linkPage(world, token);
    await colleague.enter('staff');
    slowly();
    const answer = await fetch(world.url(href), { headers: { cookie: page.cookie() } });
    const reader = answer.body?.getReader();
    await reader?.read();
    let ended = false;
    void reader?.closed.catch(() => (ended = true));
    const foreign = `/files/api/${shared.id}/packages/${href.split('/').at(-1)}`;
    expect((await colleague.get(foreign)).status).toBe(404);
    // Had it been cut off, its reader would know before they are answered this.
    for (let time = 0; time < 3; time++) expect((await page.view()).status).toBe(200);
    expect(ended).toBe(false);
    await reader?.cancel();
  });
});

describe('whoever plays a recording', () => {
  it('sees how often they still can, and the log tells from where to where they listened', async () => {
    const [file] = view.files;
    await (await page.get(file?.audioHref ?? '')).arrayBuffer();
    await world.app.runPending();
    const again = (await (await page.view()).json()) as { files: { listensLeft: number; downloadsLeft: number }[] };
    expect(again.files[0]).toMatchObject({ listensLeft: 9, downloadsLeft: 5 });
    const rows = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: { startsWith: 'link.play' } } });
    expect(rows.map(({ action, data }) => [action, data])).toEqual([
      ['link.play', expect.objectContaining({ copy: file?.id })],
      [
        'link.played',
        expect.objectContaining({ copy: file?.id, from: 0, to: expect.any(Number), of: expect.any(Number) }),
      ],
    ]);
  });

  it('cannot take as many copies as they like by playing: the eleventh is refused in words', async () => {
    const [file] = view.files;
    const statuses: number[] = [];
    for (let time = 0; time < 30; time++) {
      const answer = await page.get(file?.audioHref ?? '');
      statuses.push(answer.status);
      await answer.arrayBuffer();
    }
    expect(statuses).toEqual([...Array(10).fill(200), ...Array(20).fill(409)]);
  });

  it('cannot take near-complete copies from one grant: what goes out is missing from what is left', async () => {
    const [file] = view.files;
    const { href } = (await (await page.post(file?.downloadsHref ?? '')).json()) as { href: string };
    const statuses: number[] = [];
    for (let time = 0; time < 40; time++) {
      const answer = await page.get(href, { range: 'bytes=1-' });
      statuses.push(answer.status);
      await answer.arrayBuffer();
    }
    expect(statuses.filter((status) => status === 206)).toHaveLength(5);
    expect((await page.post(file?.downloadsHref ?? '')).status).toBe(409);
  });
});
