import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { linkUrl, newLinkId } from '../../bot/links/token.js';
import { type LinkPage, type LinkPageView, lastCode, linkPage } from '../helpers/linkPage.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver } from '../helpers/submitting.js';
import { auditedActions, everyTable } from '../helpers/tables.js';
import { createWorld, type World } from '../helpers/world.js';
import { wrong } from '../links/handedOver.js';

let world: World;
let token: string;
let page: LinkPage;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { LINK_DOWNLOADS: '2' } });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  await world.as('manager').say('こんにちは');
  token = await handOver(world);
  page = linkPage(world, token);
});

/** A token that this bot could have made, of a link that does not exist. */
const unknownToken = () => linkUrl('', world.app.ctx.config.linkSecrets, newLinkId()).split('#')[1] ?? '';

const message = async (response: Response) => ((await response.json()) as { message: string }).message;

describe('whoever opens the link', () => {
  it('has to prove by a code from the own chat who they are', async () => {
    expect((await page.view()).status).toBe(401);
    const view = await page.enter('chief');
    expect(view.heading).toBe('回答書と録音をお受け取りください');
    expect(view.files).toHaveLength(2);
    expect((await page.view()).status).toBe(200);
  });

  it('is told the same for a wrong code, a forged token and an unknown link', async () => {
    const sentences = new Set<string>();
    await page.askCode();
    const code = lastCode(world.as('chief')).replace(' ', '');
    sentences.add(await message(await page.signIn(wrong(code))));
    const forged = linkPage(world, `${token.slice(0, -2)}xx`);
    const sent = await forged.askCode();
    expect(await message(sent)).toBe(await message(await page.askCode()));
    sentences.add(await message(await forged.signIn('000000')));
    sentences.add(await message(await linkPage(world, unknownToken()).signIn('123456')));
    expect([...sentences]).toHaveLength(1);
  });

  it('may type the code in full-width digits', async () => {
    await page.askCode();
    const code = lastCode(world.as('chief'));
    const wide = code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    expect((await page.signIn(wide)).status).toBe(200);
  });

  it('has to sign in again after 15 minutes', async () => {
    await page.enter('chief');
    world.clock.advance(15 * 60_000);
    expect((await page.view()).status).toBe(401);
  });
});

describe('the files of the link', () => {
  it('are counted down, and a third download is refused with what to do', async () => {
    const [file] = (await page.enter('chief')).files;
    const href = file?.downloadsHref ?? '';
    expect(await (await page.post(href)).json()).toMatchObject({ downloadsLeft: 1 });
    expect(await (await page.post(href)).json()).toMatchObject({ downloadsLeft: 0 });
    const third = await page.post(href);
    expect(third.status).toBe(409);
    expect(await message(third)).toContain('「リンクを再発行」');
  });

  it('of fifty downloads at once hand out only those permitted', async () => {
    const [file] = (await page.enter('chief')).files;
    const answers = await Promise.all(Array.from({ length: 50 }, () => page.post(file?.downloadsHref ?? '')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  });

  it('come in parts when a Range is asked for, without being counted again', async () => {
    const [file] = (await page.enter('chief')).files;
    const grant = (await (await page.post(file?.downloadsHref ?? '')).json()) as { href: string };
    const size = file?.bytes ?? 0;
    const first = await page.get(grant.href, { range: 'bytes=0-99' });
    expect(first.status).toBe(206);
    expect(first.headers.get('content-range')).toBe(`bytes 0-99/${size}`);
    const head = Buffer.from(await first.arrayBuffer());
    const rest = Buffer.from(await (await page.get(grant.href, { range: 'bytes=100-' })).arrayBuffer());
    expect(head.length + rest.length).toBe(size);
    expect((await page.get(grant.href, { range: `bytes=${size}-` })).status).not.toBe(206);
  });

  it('may be begun again after a broken connection, but one download does not become many copies', async () => {
    const [file] = (await page.enter('chief')).files;
    const grant = (await (await page.post(file?.downloadsHref ?? '')).json()) as { href: string };
    const statuses: number[] = [];
    for (let time = 0; time < 10; time++) {
      const answer = await page.get(grant.href);
      await answer.arrayBuffer();
      statuses.push(answer.status);
    }
    // Two downloads are permitted: of these bytes no more than twice the file's length is given.
    expect(statuses).toEqual([200, 200, ...Array(8).fill(409)]);
    expect((await page.get(grant.href, { range: 'bytes=100-' })).status).toBe(409);
  });

  it('can be played after signing in only, which is written down', async () => {
    const [file] = (await page.enter('chief')).files;
    expect((await fetch(world.url(file?.audioHref ?? ''))).status).toBe(401);
    for (let time = 0; time < 3; time++)
      expect((await page.get(file?.audioHref ?? '', { range: 'bytes=0-10' })).status).toBe(206);
    expect(await world.app.ctx.db.client.auditEntry.count({ where: { action: 'link.play' } })).toBe(1);
  });

  it('include the letter as PDF', async () => {
    const view = await page.enter('chief');
    const letter = await page.get(view.letters[0]?.href ?? '');
    expect(letter.headers.get('content-type')).toBe('application/pdf');
    expect(
      Buffer.from(await letter.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });
});

describe('the expiry', () => {
  it('is exact to the second', async () => {
    world.clock.set('2026-09-23T09:59:59+09:00');
    const view = await page.enter('chief');
    expect(view.state).toBe('open');
    world.clock.set('2026-09-23T09:59:59.999+09:00');
    expect((await page.post(view.files[0]?.downloadsHref ?? '')).status).toBe(200);
    world.clock.set('2026-09-23T10:00:00+09:00');
    expect(await (await page.view()).json()).toMatchObject({ state: 'expired', files: [], letters: [] });
    const refused = await page.post(view.files[0]?.downloadsHref ?? '');
    expect(refused.status).toBe(410);
    expect(await message(refused)).toContain('有効期限が切れました');
  });
});

describe('looking without asking', () => {
  const AHEAD = { 'sec-purpose': 'prefetch;prerender', purpose: 'prefetch' };

  /** Everything that can be looked at behind the link, with the cookie if there is one. */
  async function look(view: LinkPageView | undefined, init: RequestInit): Promise<number[]> {
    const link = token.split('.')[0] ?? '';
    const [file] = view?.files ?? [];
    const paths = ['/files', '/notice', '/files/api/code', '/files/api/session', '/files/api/view', '/assets/main.js'];
    for (const path of [view?.letters[0]?.href, file?.audioHref, file?.downloadsHref]) paths.push(path ?? `/${link}`);
    const statuses: number[] = [];
    for (const path of paths) {
      const headers = { cookie: page.cookie(), 'x-kumamoto-link': link, ...init.headers };
      const response = await fetch(world.url(path), { ...init, headers });
      // To the last byte: what was heard is written down when it has been sent.
      await response.arrayBuffer();
      statuses.push(response.status);
    }
    return statuses;
  }

  it.each(['GET', 'HEAD', 'OPTIONS'])('%s of a stranger changes nothing', async (method) => {
    const before = await everyTable(world);
    await look(undefined, { method });
    await look(undefined, { method, headers: AHEAD });
    expect(await everyTable(world)).toEqual(before);
  });

  it.each([
    ['HEAD', {}],
    ['OPTIONS', {}],
    ['GET', AHEAD],
  ])('%s of a browser that is signed in changes nothing (%j)', async (method, headers) => {
    const view = await page.enter('chief');
    const grant = (await (await page.post(view.files[0]?.downloadsHref ?? '')).json()) as { href: string };
    await world.app.runPending();
    const before = await everyTable(world);
    await look(view, { method, headers });
    await fetch(world.url(grant.href), { method, headers: { cookie: page.cookie(), ...headers } });
    expect(await everyTable(world)).toEqual(before);
  });

  it('GET of a browser that is signed in writes down what was opened, and nothing else', async () => {
    const view = await page.enter('chief');
    await world.app.runPending();
    const [before, told] = [await everyTable(world), await auditedActions(world)];
    expect(await look(view, { method: 'GET' })).toEqual([200, 200, 404, 404, 200, 200, 200, 200, 404]);
    await world.app.runPending();
    const after = await everyTable(world);
    expect((await auditedActions(world)).slice(told.length)).toEqual(['link.letter', 'link.play', 'link.played']);
    const record = ['AuditEntry', 'AuditHead', 'LinkFile', 'LinkPlay'];
    expect(Object.keys(after).filter((table) => after[table] !== before[table])).toEqual(record);
  });

  it('a POST that is not from the own page is refused', async () => {
    const response = await page.post('/files/api/code', { token }, { 'x-kumamoto-page': '0' });
    expect(response.status).toBe(403);
    const cross = await page.post('/files/api/code', { token }, { 'sec-fetch-site': 'cross-site' });
    expect(cross.status).toBe(403);
  });
});

describe('the public pages', () => {
  it('tell that calls are recorded and why (第3条第1項)', async () => {
    const html = await (await fetch(world.url('/notice'))).text();
    expect(html).toContain('90日間');
    expect(html).toContain('総務局管財課');
  });

  it('say whether the bot is well', async () => {
    expect((await fetch(world.url('/healthz'))).status).toBe(200);
    expect((await fetch(world.url('/readyz'))).status).toBe(200);
  });

  it('give numbers for the watch, and nothing of anybody', async () => {
    const text = await (await fetch(world.url('/metrics'))).text();
    expect(text).toContain('recording_requests{status="answered"} 1');
    expect(text).not.toContain('試験');
  });

  it('answer an unknown address with a sentence', async () => {
    const response = await fetch(world.url('/nothing-here'));
    expect(response.status).toBe(404);
    expect(await message(response)).toContain('ページが見つかりませんでした');
  });
});
