import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LinkBrowser } from '../helpers/linkBrowser.js';
import { lastCode, linkPage } from '../helpers/linkPage.js';
import { handOver } from '../helpers/submitting.js';
import { auditedActions } from '../helpers/tables.js';
import { createWorld, type World } from '../helpers/world.js';

const NOW = '2026-09-16T10:00:00+09:00';

let world: World;
let token: string;
let other: string;
beforeAll(async () => {
  world = await createWorld({ now: NOW, config: { publicUrl: 'https://recordings.example.jp' } });
  await world.as('manager').say('こんにちは');
  token = await handOver(world);
  other = await handOver(world, { documentNumber: '124' });
});
afterAll(() => world.close());

const linkId = (of: string) => of.split('.')[0] ?? '';

/** Signs in with the code and returns the answer that sets the cookie; eleven minutes later, since codes are few. */
async function signIn(browser: LinkBrowser, to = token): Promise<Response> {
  world.clock.advance(11 * 60_000);
  await browser.post('/files/api/code', { token: to });
  await world.app.runPending();
  const code = lastCode(world.as('chief'));
  return browser.post('/files/api/session', { token: to, code });
}

describe('the session of a link', () => {
  it('is a cookie bound to this host, out of reach of scripts and other sites, for fifteen minutes', async () => {
    const browser = new LinkBrowser(world);
    const sent = (await signIn(browser)).headers.getSetCookie();
    const set = sent.find((one) => one.startsWith(`__Host-recording-${linkId(token)}`)) ?? '';
    // Besides, the browser is marked as one in which its person has opened a link: a name and a value that say nothing.
    expect(sent.filter((one) => one !== set)).toEqual([
      expect.stringMatching(
        /^__Host-recording-known-[0-9a-f]{16}=[0-9a-f]{64}; Max-Age=15552000; .*HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
    expect(set.split('; ').slice(1).sort()).toEqual([
      `Expires=${new Date(world.clock.now().getTime() + 15 * 60_000).toUTCString()}`,
      'HttpOnly',
      'Path=/',
      'SameSite=Strict',
      'Secure',
    ]);
    world.clock.advance(15 * 60_000 - 1);
    expect((await browser.view(token)).status).toBe(200);
    world.clock.advance(1);
    expect((await browser.view(token)).status).toBe(401);
    expect([...browser.cookies.keys()]).not.toContain(`__Host-recording-${linkId(token)}`);
  });

  it('is known to the database by a keyed hash only', async () => {
    const browser = new LinkBrowser(world);
    await signIn(browser);
    const value = browser.cookies.get(`__Host-recording-${linkId(token)}`) ?? '';
    expect(value).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await world.app.ctx.db.client.linkSession.findMany())).not.toContain(value);
  });

  it('opens one link and no other, even of the same person', async () => {
    const browser = new LinkBrowser(world);
    await signIn(browser);
    const [value = ''] = browser.cookies.values();
    browser.cookies.set(`__Host-recording-${linkId(other)}`, value);
    expect((await browser.view(other)).status).toBe(401);
    expect((await browser.view(token)).status).toBe(200);
    const [file] = ((await (await browser.view(token)).json()) as { files: { id: string }[] }).files;
    browser.cookies.set(`__Host-recording-${linkId(other)}`, value);
    expect((await browser.post(`/files/api/${linkId(other)}/files/${file?.id}/downloads`)).status).toBe(401);
  });

  it('ends when its browser signs in anew: the earlier cookie opens nothing more', async () => {
    const browser = new LinkBrowser(world);
    await signIn(browser, other);
    const name = `__Host-recording-${linkId(other)}`;
    const earlier = browser.cookies.get(name) ?? '';
    const copied = new LinkBrowser(world);
    copied.cookies.set(name, earlier);
    // Within the fifteen minutes of the first.
    await signIn(browser, other);
    expect(browser.cookies.get(name)).not.toBe(earlier);
    expect((await browser.view(other)).status).toBe(200);
    expect((await copied.view(other)).status).toBe(401);
  });

  it('of two links lives side by side in one browser', async () => {
    const browser = new LinkBrowser(world);
    await signIn(browser, token);
    await signIn(browser, other);
    expect((await browser.view(token)).status).toBe(200);
    expect((await browser.view(other)).status).toBe(200);
  });

  it('gives other sites no button to press, nor this site’s neighbours', async () => {
    const browser = new LinkBrowser(world);
    const view = (await (await signIn(browser)).json()) as {
      files: { downloadsHref: string; downloadsLeft: number }[];
    };
    const [file] = view.files;
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { 'x-kumamoto-page': '' },
      { 'content-type': 'text/plain', 'x-kumamoto-page': '' },
    ];
    const before = (await auditedActions(world)).length;
    for (const headers of foreign) {
      expect((await browser.post(file?.downloadsHref ?? '', {}, headers)).status).toBe(403);
    }
    expect((await auditedActions(world)).slice(before)).toEqual(foreign.map(() => 'link.foreign_post'));
    expect(await (await browser.view(token)).json()).toMatchObject({ files: view.files });
    const own = { 'sec-fetch-site': 'same-origin' };
    expect((await browser.post(file?.downloadsHref ?? '', {}, own)).status).toBe(200);
  });
});

describe('the demo, which has no HTTPS', () => {
  it('sets the same cookie without what only HTTPS can keep', async () => {
    const demo = await createWorld({ now: NOW });
    try {
      await demo.as('manager').say('こんにちは');
      const page = linkPage(demo, await handOver(demo));
      await page.askCode();
      const code = lastCode(demo.as('chief'));
      const [set = ''] = (await page.signIn(code)).headers.getSetCookie();
      expect(set).toMatch(/^recording-/);
      expect(set.split('; ').slice(2)).toEqual([expect.stringMatching(/^Expires=/), 'HttpOnly', 'SameSite=Strict']);
    } finally {
      await demo.close();
    }
  });
});
