import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
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
  if (what === 'a letter') href = view.letters[0]?.href ?? '';
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
    ['a letter', '失効', stop],
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
