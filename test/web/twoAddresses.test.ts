import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Config } from '../../bot/config.js';
import { createLogger } from '../../bot/logger.js';
import { createWatch } from '../../bot/web/metrics.js';
import { onError } from '../../bot/web/onError.js';
import { OpenStreams } from '../../bot/web/openStreams.js';
import { createWeb, type Listening, listen } from '../../bot/web/server.js';
import { REAL_ENV } from '../helpers/botFramework.js';
import { urlOf } from '../helpers/card.js';
import { chooseAccount, type IdentityProvider, startIdentityProvider } from '../helpers/identityProvider.js';
import { LinkBrowser } from '../helpers/linkBrowser.js';
import { type LinkPageView, linkPage } from '../helpers/linkPage.js';
import { type RawAnswer, rawRequest } from '../helpers/rawRequest.js';
import { handOver } from '../helpers/submitting.js';
import { auditedActions } from '../helpers/tables.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

const NOW = '2026-09-16T10:00:00+09:00';
const PUBLIC_URL = 'https://recordings.city.example.jp';
const FILES_URL = 'https://recordings.lan.example.jp';
const [PUBLIC_HOST, FILES_HOST] = [PUBLIC_URL, FILES_URL].map((address) => new URL(address).host);
const NOT_FOUND = 'ページが見つかりませんでした。アドレスをご確認ください。';

/** What is for people; all of it answers with 200 where they are served. */
const PAGES = [
  '/files',
  '/notice',
  '/rule',
  '/guides/chief',
  '/guides/manager',
  '/guides/pictures/guide-files.png',
  '/assets/main.js',
  '/assets/base.css',
  '/assets/pages.css',
  '/assets/files.css',
  '/assets/tokens.css',
];
const FOR_PEOPLE = [
  ...PAGES,
  '/',
  '/files/',
  '/files/signin?code=1&state=1',
  '/files/api/view',
  '/files/api/a/letters/2',
];

/** The product as people reach it: the same world, by the other port. */
const inside = (world: World): World => ({
  ...world,
  url: (path) => `http://127.0.0.1:${world.app.filesPort}${path}`,
});

const sentence = (answer: RawAnswer) => (JSON.parse(answer.body) as { message: string }).message;

function expectNotFound(what: unknown, answer: RawAnswer): void {
  expect([what, answer.status]).toEqual([what, 404]);
  expect(sentence(answer)).toBe(NOT_FOUND);
  expect(answer.headers).not.toHaveProperty('set-cookie');
}

describe('where people are served at a port of their own', () => {
  let world: World;
  let token: string;
  beforeAll(async () => {
    world = await createWorld({
      now: NOW,
      config: { publicUrl: PUBLIC_URL, filesUrl: FILES_URL, filesPort: 0, filesHost: '127.0.0.1' },
    });
    await world.as('manager').say('こんにちは');
    token = await handOver(world);
  });
  afterAll(() => world.close());

  it('every address on a card leads there: the link, the guides, the rule, the notice', async () => {
    const chief = world.as('chief');
    const answered = chief.cards().findLast(({ words }) => words.includes('録音データが交付されました'));
    expect(urlOf(answered?.json, '回答書と録音を開く')).toBe(`${FILES_URL}/files#${token}`);
    const help = await chief.say('ヘルプ');
    expect(urlOf(help.json, '手引を読む')).toBe(`${FILES_URL}/guides/chief`);
    const answer = await chief.say('録音していることは市民に公表していますか');
    // On a card an address in words has soft breaks, so that no client makes it a link.
    expect(answer.words.replaceAll('\u200b', '')).toContain(`${FILES_URL}/notice`);
    expect(urlOf(answer.json, '要綱の第3条を開く')).toBe(`${FILES_URL}/rule#article-3`);
    expect(JSON.stringify(world.connector.shown)).not.toContain(PUBLIC_URL);
  });

  it('Teams’ side has the messages endpoint and says that it lives, and knows nothing else', async () => {
    const before = await auditedActions(world);
    for (const path of [...FOR_PEOPLE, '/readyz', '/metrics', '/api', '/api/messages', '/api/messages/'])
      expectNotFound(path, await rawRequest(world, { path }));
    for (const path of ['/files/api/code', '/files/api/session', '/files/api/a/files/b/downloads']) {
      const headers = { 'content-type': 'application/json', 'x-kumamoto-page': '1' };
      expectNotFound(path, await rawRequest(world, { path, method: 'POST', headers, body: JSON.stringify({ token }) }));
    }
    expect(await auditedActions(world)).toEqual(before);
    expect(await rawRequest(world, { path: '/healthz' })).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  });

  it('their side has every page, and no messages endpoint', async () => {
    const port = world.app.filesPort;
    for (const path of PAGES) {
      const { status } = await rawRequest(world, { path, port });
      expect([path, status]).toEqual([path, 200]);
    }
    for (const path of ['/healthz', '/readyz', '/metrics'])
      expect((await rawRequest(world, { path, port })).status).toBe(200);
    const before = world.connector.shown.length;
    const activity = { type: 'message', text: '申請', conversation: { id: 'a:chief' }, channelId: 'msteams' };
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(activity);
    expectNotFound('messages', await rawRequest(world, { path: '/api/messages', method: 'POST', headers, body, port }));
    expect(world.connector.shown).toHaveLength(before);
  });

  it('the recipient signs in there by a code and reads a letter; their cookies are that host’s and open nothing outside', async () => {
    const page = linkPage(inside(world), token);
    const asked = await page.askCode();
    expect(asked.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-recording-asker=.*HttpOnly; Secure; SameSite=Strict$/),
    ]);
    const view = await page.enter('chief');
    expect(view.files).toHaveLength(2);
    const path = view.letters[0]?.href ?? '';
    const letter = await page.get(path);
    expect([letter.status, letter.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    await letter.arrayBuffer();
    for (const cookie of page.cookie().split('; ')) expect(cookie).toMatch(/^__Host-/);
    expect(page.cookie()).not.toContain('Domain');
    expectNotFound('letter', await rawRequest(world, { path, headers: { cookie: page.cookie() } }));
  });

  it('what asks for a code has to be a page of theirs: one of Teams’ side is another site', async () => {
    const browser = new LinkBrowser(inside(world));
    const ask = (site: string, origin: string) =>
      browser.post('/files/api/code', { token }, { origin, 'sec-fetch-site': site });
    const before = (await auditedActions(world)).length;
    // Both names may belong to one domain, so a browser calls them the same site.
    expect((await ask('same-site', PUBLIC_URL)).status).toBe(403);
    expect((await auditedActions(world)).slice(before)).toEqual(['link.foreign_post']);
    expect((await ask('same-origin', FILES_URL)).status).toBe(200);
    const preflight = await rawRequest(world, {
      path: '/files/api/code',
      method: 'OPTIONS',
      headers: { origin: PUBLIC_URL, 'access-control-request-method': 'POST' },
      port: world.app.filesPort,
    });
    expect(preflight.status).toBe(405);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('both sides ask browsers for https and keep every protection of a page', async () => {
    for (const port of [world.app.port, world.app.filesPort]) {
      const { headers } = await rawRequest(world, { path: '/healthz', port });
      expect(headers).toMatchObject({
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'content-security-policy': expect.stringMatching(/^default-src 'none';.*;upgrade-insecure-requests$/),
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
    }
  });
});

describe('a sign-in with Entra where people are apart', () => {
  const TENANT = 'aaaaaaaa-0000-4000-8000-00000000000a';
  let provider: IdentityProvider;
  let world: World;
  beforeAll(async () => {
    const chief = { name: 'the chief', oid: PEOPLE.chief.id, tid: TENANT };
    provider = await startIdentityProvider({ chief }, `${FILES_URL}/files/signin`);
    world = await createWorld({
      now: NOW,
      config: { publicUrl: PUBLIC_URL, filesUrl: FILES_URL, filesPort: 0, filesHost: '127.0.0.1' },
      env: {
        LINK_SIGNIN: 'entra',
        BOT_TENANT_ID: TENANT,
        ENTRA_ISSUER: provider.issuer,
        ENTRA_CLIENT_ID: provider.clientId,
        ENTRA_CLIENT_SECRET: provider.clientSecret,
      },
    });
    await world.as('manager').say('こんにちは');
  });
  afterAll(async () => {
    await world?.close();
    await provider.close();
  });

  it('goes out from their side and comes back to it; Teams’ side does not know the way back', async () => {
    const token = await handOver(world);
    const browser = new LinkBrowser(inside(world));
    const begun = await browser.begin(token);
    expect(new URL(begun).searchParams.get('redirect_uri')).toBe(`${FILES_URL}/files/signin`);
    const back = await chooseAccount(begun, 'chief');
    const path = back.pathname + back.search;
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
    expect(cookie).toMatch(/^__Host-signin-/);
    expectNotFound('outside', await rawRequest(world, { path, headers: { cookie } }));
    const answer = await browser.get(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/files#${token}`]);
    expect(((await (await browser.view(token)).json()) as LinkPageView).files).toHaveLength(2);
  });
});

describe('an installation whose people are apart', () => {
  let real: World;
  beforeAll(async () => {
    real = await createWorld({ env: { ...REAL_ENV, PUBLIC_URL, FILES_URL, FILES_PORT: '0', TRUST_PROXY: '1' } });
  });
  afterAll(() => real.close());

  it.each<[string, Record<string, string>]>([
    ['gives itself the other name', { host: FILES_HOST ?? '' }],
    ['says that it was forwarded from there', { 'x-forwarded-host': FILES_HOST ?? '', 'x-forwarded-for': '10.0.0.1' }],
    ['says so in the newer way', { forwarded: `host=${FILES_HOST};proto=https` }],
    ['names it as its origin', { host: FILES_HOST ?? '', origin: FILES_URL, referer: `${FILES_URL}/files` }],
  ])('does not let a request at Teams’ port cross over that %s', async (_how, headers) => {
    for (const path of FOR_PEOPLE) expectNotFound(path, await rawRequest(real, { path, headers }));
  });

  it('does not let it cross over by its first line or by a second name either', async () => {
    const requests = [
      `GET ${FILES_URL}/files HTTP/1.1\r\nHost: ${PUBLIC_HOST}\r\nConnection: close\r\n\r\n`,
      `GET /files HTTP/1.0\r\n\r\n`,
      `GET //${FILES_HOST}/files HTTP/1.1\r\nHost: ${PUBLIC_HOST}\r\nConnection: close\r\n\r\n`,
    ];
    for (const request of requests) expect(await said(real.app.port, request)).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('asks who is calling at Teams’ port, and is not called at the other one, by whatever name', async () => {
    const call = { path: '/api/messages', method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    expect((await rawRequest(real, call)).status).toBe(400);
    expect(await auditedActions(real)).toContain('gate.refused');
    const headers = { ...call.headers, host: PUBLIC_HOST ?? '', 'x-forwarded-host': PUBLIC_HOST ?? '' };
    expectNotFound('messages', await rawRequest(real, { ...call, headers, port: real.app.filesPort }));
  });

  it('serves people at their port by whatever name its proxy calls it', async () => {
    const port = real.app.filesPort;
    for (const host of [FILES_HOST ?? '', `127.0.0.1:${port}`])
      expect((await rawRequest(real, { path: '/files', headers: { host }, port })).status).toBe(200);
    expect(real.log.filter(({ level, msg }) => level === 40 && String(msg).includes('FILES_PORT'))).toEqual([]);
  });

  it('believes as many proxies on their side as stand there, so that nobody chooses their own sender', async () => {
    const apart = await serve(real, { trustProxy: 2, filesTrustProxy: 1, filesPort: 0 });
    const ask = (own: number) =>
      rawRequest(real, {
        path: '/files/api/code',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-kumamoto-page': '1',
          'x-forwarded-for': `192.0.2.${own}, 10.0.0.9`,
        },
        body: '{}',
        port: apart.filesPort,
      });
    for (let own = 1; own <= 20; own++) expect((await ask(own)).status).toBe(200);
    expect((await ask(21)).status).toBe(429);
    await apart.close();
  });

  describe('and whose notice stands in the internet', () => {
    let open: Listening;
    beforeAll(async () => {
      open = await serve(real, { publicNotice: true });
    });
    afterAll(() => open.close());

    it('shows the public notice and the rule in their styles, and nothing else', async () => {
      const read = (path: string) => rawRequest(real, { path, port: open.port });
      const shown = new Set<string>();
      for (const path of ['/notice', '/rule']) {
        const { status, body } = await read(path);
        expect(status).toBe(200);
        for (const [, linked = ''] of body.matchAll(/(?:href|src)="(\/[^"#]*)/g)) shown.add(linked);
      }
      for (const path of shown) expect([path, (await read(path)).status]).toEqual([path, 200]);
      expect((await read('/')).headers.location).toBe('/notice');
      const others = FOR_PEOPLE.filter((path) => path !== '/' && !shown.has(path));
      expect(others).toHaveLength(FOR_PEOPLE.length - 6);
      for (const path of others) expectNotFound(path, await read(path));
    });
  });
});

describe('an installation whose people are apart by name only', () => {
  let real: World;
  beforeAll(async () => {
    real = await createWorld({ env: { ...REAL_ENV, PUBLIC_URL, FILES_URL, TRUST_PROXY: '1' } });
  });
  afterAll(() => real.close());
  const ask = (path: string, headers: Record<string, string>) => rawRequest(real, { path, headers });

  it('says at its start that a port would be better', () => {
    const warnings = real.log.filter(({ level }) => level === 40).map(({ msg }) => msg);
    expect(warnings).toContainEqual(expect.stringContaining('set FILES_PORT'));
  });

  it('serves people by their name, in every spelling of it, and no call of Teams', async () => {
    for (const host of [FILES_HOST ?? '', FILES_HOST?.toUpperCase() ?? '', `${FILES_HOST}:443`]) {
      for (const path of PAGES) expect([path, (await ask(path, { host })).status]).toEqual([path, 200]);
    }
    const call = { path: '/api/messages', method: 'POST', body: '{}' };
    const headers = { 'content-type': 'application/json', host: FILES_HOST ?? '' };
    expectNotFound('messages', await rawRequest(real, { ...call, headers }));
    expect((await rawRequest(real, { ...call, headers: { ...headers, host: PUBLIC_HOST ?? '' } })).status).toBe(400);
  });

  it.each<[string, Record<string, string>]>([
    ['the public name', { host: PUBLIC_HOST ?? '' }],
    ['an unknown name', { host: 'recordings.example.com' }],
    ['this machine’s', { host: '127.0.0.1:3978' }],
    ['no name', { host: '' }],
    ['the public name, forwarded from theirs', { host: PUBLIC_HOST ?? '', 'x-forwarded-host': FILES_HOST ?? '' }],
    ['the public name, forwarded in the newer way', { host: PUBLIC_HOST ?? '', forwarded: `host=${FILES_HOST}` }],
    ['their name at another port', { host: `${FILES_HOST}:8443` }],
    ['their name behind another', { host: `x@${FILES_HOST}` }],
    ['their name before a path', { host: `${FILES_HOST}/x` }],
    ['their name in disguise', { host: `%72${FILES_HOST?.slice(1)}` }],
    ['their name with a dot at its end', { host: `${FILES_HOST}.` }],
    ['a name that ends with theirs', { host: `x.${FILES_HOST}` }],
  ])('shows nothing of theirs under %s', async (_which, headers) => {
    for (const path of FOR_PEOPLE) expectNotFound(path, await ask(path, headers));
  });

  it('takes the first name where a request gives two, and not the one in its first line', async () => {
    const names = `Host: ${PUBLIC_HOST}\r\nHost: ${FILES_HOST}\r\n`;
    expect(await said(real.app.port, `GET /files HTTP/1.1\r\n${names}Connection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 40[04] /,
    );
    const whole = `GET ${FILES_URL}/files HTTP/1.1\r\nHost: ${PUBLIC_HOST}\r\nConnection: close\r\n\r\n`;
    expect(await said(real.app.port, whole)).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('tells the machine itself how it does, and nobody who comes by a proxy', async () => {
    const host = `127.0.0.1:${real.app.port}`;
    expect((await ask('/readyz', { host })).status).toBe(200);
    expect((await ask('/metrics', { host })).body).toContain('recording_requests');
    for (const path of ['/readyz', '/metrics'])
      expectNotFound(path, await ask(path, { host: PUBLIC_HOST ?? '', 'x-forwarded-for': '192.0.2.7' }));
  });

  describe('whose two addresses are one', () => {
    it('serves everything by every name, as it always did', async () => {
      const one = await serve(real, { filesUrl: PUBLIC_URL.replace('recordings', 'Recordings'), port: 0 });
      for (const host of [PUBLIC_HOST ?? '', `127.0.0.1:${one.port}`, FILES_HOST ?? '']) {
        for (const path of [...PAGES, '/healthz', '/readyz', '/metrics']) {
          const { status } = await rawRequest(real, { path, headers: { host }, port: one.port });
          expect([path, status]).toEqual([path, 200]);
        }
      }
      const call = { path: '/api/messages', method: 'POST', body: '{}', port: one.port };
      expect((await rawRequest(real, { ...call, headers: { 'content-type': 'application/json' } })).status).toBe(200);
      expect(one.filesPort).toBeUndefined();
      await one.close();
    });
  });

  it('does not begin to listen for Teams where it cannot listen for people', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: taken } = other.address() as AddressInfo;
    const free = await serve(real, { filesPort: 0 });
    await free.close();
    await expect(serve(real, { port: free.port, filesPort: taken })).rejects.toThrow('EADDRINUSE');
    const again = await serve(real, { port: free.port, filesPort: 0 });
    await again.close();
    other.close();
  });
});

/** The same product at one more door, with other settings. */
function serve(world: World, settings: Partial<Config>): Promise<Listening> {
  const config = { ...world.app.ctx.config, filesPort: undefined, port: 0, ...settings };
  const ctx = { ...world.app.ctx, config };
  const log = createLogger({ logLevel: 'silent' });
  const web = createWeb({
    ctx,
    log,
    readiness: world.app.readiness,
    messages: [(_req, res) => void res.end(), onError(log)],
    sendCode: () => {},
    streams: new OpenStreams(ctx, () => {}),
    watch: createWatch(ctx),
    isAtWork: () => true,
  });
  return listen(web, config);
}

/** What the server says to bytes that no client of ours would send. */
function said(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => void socket.write(request));
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });
}
