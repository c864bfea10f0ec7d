import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose';
import { entraProvider } from '../../bot/links/entraProvider.js';
import { linkUrl, newLinkId } from '../../bot/links/token.js';
import { chooseAccount, type IdentityProvider, startIdentityProvider } from '../helpers/identityProvider.js';
import { LinkBrowser } from '../helpers/linkBrowser.js';
import type { LinkPageView } from '../helpers/linkPage.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

const PUBLIC_URL = 'https://recordings.example.jp';
const TENANT = 'aaaaaaaa-0000-4000-8000-00000000000a';
const ELSEWHERE = 'bbbbbbbb-0000-4000-8000-00000000000b';
const NOT_YOURS = 'このリンクは、宛先の方だけが開けます。宛先の方のアカウントでサインインしてください。';

let provider: IdentityProvider;
let world: World;
let token: string;
let browser: LinkBrowser;
/** The audit log's length when the test began. */
let before: number;

beforeAll(async () => {
  provider = await startIdentityProvider(
    {
      // Entra does not promise how it writes its ids.
      chief: { name: 'the chief', oid: PEOPLE.chief.id, tid: TENANT.toUpperCase() },
      staff: { name: 'a colleague', oid: PEOPLE.staff.id, tid: TENANT },
      guest: { name: 'somebody not in the directory', oid: PEOPLE.stranger.id, tid: TENANT },
      twin: { name: 'the same object id in another tenant', oid: PEOPLE.chief.id, tid: ELSEWHERE },
      nobody: { name: 'an account without ids', oid: '', tid: '' },
    },
    `${PUBLIC_URL}/files/signin`,
  );
  world = await createWorld({
    now: '2026-09-16T10:00:00+09:00',
    config: { publicUrl: PUBLIC_URL },
    env: {
      LINK_SIGNIN: 'entra',
      BOT_TENANT_ID: TENANT,
      ENTRA_ISSUER: provider.issuer,
      ENTRA_CLIENT_ID: provider.clientId,
      ENTRA_CLIENT_SECRET: provider.clientSecret,
    },
  });
  await world.as('manager').say('こんにちは');
  await handOver(world);
});
afterAll(async () => {
  await world?.close();
  await provider.close();
});
beforeEach(async () => {
  provider.tamper = undefined;
  provider.cut = undefined;
  world.clock.set('2026-09-16T10:00:00+09:00');
  token = await anotherLink();
  browser = new LinkBrowser(world);
  before = await world.app.ctx.db.client.auditEntry.count();
});

/** A new link of the chief to the same files, since tries are counted a link. */
async function anotherLink(): Promise<string> {
  const { client } = world.app.ctx.db;
  const { files, ...newest } = await client.link.findFirstOrThrow({
    where: { kind: 'answer' },
    orderBy: { edition: 'desc' },
    include: { files: { select: { copyId: true, allowed: true } } },
  });
  const link = { ...newest, id: newLinkId(), edition: newest.edition + 1, revokedAt: null, revokedReason: null };
  await client.link.create({ data: { ...link, files: { create: files } } });
  return tokenOf(link.id);
}

const tokenOf = (linkId: string) => linkUrl('', world.app.ctx.config.linkSecrets, linkId).split('#')[1] ?? '';

/** A token that this bot could have made, of a link that does not exist. */
const unknownToken = () => tokenOf(newLinkId());

/** Begins at our page and returns with the provider's answer, as the path on which it comes back. */
async function answerFor(account: string, to = token): Promise<string> {
  const { pathname, search } = await chooseAccount(await browser.begin(to), account);
  return pathname + search;
}

/** The rows of the audit log about sign-ins that ended. */
const ends = () =>
  world.app.ctx.db.client.auditEntry.findMany({
    where: { seq: { gt: before }, action: { in: ['link.opened', 'link.sign_in_refused'] } },
    orderBy: { seq: 'asc' },
  });

const sessions = () => world.app.ctx.db.client.linkSession.count({ where: { linkId: token.split('.')[0] ?? '' } });

/** What a refusal must be: a page with a sentence, one row that says why, and no session. */
async function expectRefused(response: Response, because: string): Promise<string> {
  expect(response.status).toBe(403);
  const html = await response.text();
  expect(await ends()).toMatchObject([
    { action: 'link.sign_in_refused', channel: 'web', data: { method: 'entra', because } },
  ]);
  expect(await sessions()).toBe(0);
  expect((await browser.view(token)).status).toBe(401);
  return html;
}

describe('the recipient', () => {
  it('signs in with their own account, comes back to the link and downloads the recording', async () => {
    const back = await browser.get(await answerFor('chief'));
    expect(back.status).toBe(303);
    expect(back.headers.get('location')).toBe(`/files#${token}`);
    const view = (await (await browser.view(token)).json()) as LinkPageView;
    expect(view.files).toHaveLength(2);
    const [file] = view.files;
    const grant = (await (await browser.post(file?.downloadsHref ?? '')).json()) as { href: string };
    const bytes = Buffer.from(await (await browser.get(grant.href)).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(file?.sha256);
    expect(await ends()).toMatchObject([
      { action: 'link.opened', actorId: PEOPLE.chief.id, actorName: PEOPLE.chief.name, data: { method: 'entra' } },
    ]);
  });

  it('is sent to the provider with PKCE, state and nonce, and with nothing of the link', async () => {
    const address = new URL(await browser.begin(token));
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: provider.clientId,
      redirect_uri: `${PUBLIC_URL}/files/signin`,
      response_type: 'code',
      scope: 'openid profile',
      prompt: 'select_account',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(address.href).not.toContain(token.split('.')[0]);
  });

  it('can sign in to two links side by side', async () => {
    const first = await answerFor('chief');
    const second = await answerFor('chief');
    expect((await browser.get(first)).status).toBe(303);
    expect((await browser.get(second)).status).toBe(303);
  });

  it('is told that the link was revoked while they signed in, and gets no file', async () => {
    const answer = await answerFor('chief');
    await world.app.ctx.db.client.link.updateMany({
      where: { id: token.split('.')[0] ?? '' },
      data: { revokedAt: world.app.ctx.clock.now(), revokedReason: 'stopped' },
    });
    await browser.get(answer);
    expect(await (await browser.view(token)).json()).toMatchObject({ state: 'revoked', files: [], letters: [] });
  });
});

describe('the cookies', () => {
  const flags = (set: string) => set.split('; ').slice(1).sort();

  it('hold the sign-in for ten minutes, out of reach of scripts and other hosts, sealed', async () => {
    const response = await browser.post('/files/api/signin', { token });
    const [set = ''] = response.headers.getSetCookie();
    expect(set).toMatch(/^__Host-signin-[\w-]{43}=/);
    expect(flags(set)).toEqual([
      'Expires=Wed, 16 Sep 2026 01:10:00 GMT',
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
    const words = set
      .slice(set.indexOf('=') + 1, set.indexOf(';'))
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(words.join()).not.toContain(token.split('.')[0]);
  });

  it('hold the session for fifteen minutes, for our own site only', async () => {
    const response = await browser.get(await answerFor('chief'));
    const sets = response.headers.getSetCookie();
    const session = sets.find((set) => set.startsWith('__Host-recording-')) ?? '';
    expect(flags(session)).toEqual([
      'Expires=Wed, 16 Sep 2026 01:15:00 GMT',
      'HttpOnly',
      'Path=/',
      'SameSite=Strict',
      'Secure',
    ]);
    expect([...browser.cookies.keys()]).toEqual([
      `__Host-recording-${token.split('.')[0]}`,
      expect.stringMatching(/^__Host-recording-known-[0-9a-f]{16}$/),
    ]);
    world.clock.advance(15 * 60_000 - 1);
    expect((await browser.view(token)).status).toBe(200);
    world.clock.advance(1);
    expect((await browser.view(token)).status).toBe(401);
  });

  it('of one link open no other', async () => {
    await browser.get(await answerFor('chief'));
    const [session = ''] = browser.cookies.values();
    const other = unknownToken();
    browser.cookies.set(`__Host-recording-${other.split('.')[0]}`, session);
    expect((await browser.view(other)).status).toBe(401);
  });
});

describe('whoever the link is not for', () => {
  it('is refused as a colleague, with a sentence that says what to do and a row that says who it was', async () => {
    const html = await expectRefused(await browser.get(await answerFor('staff')), 'person');
    expect(html).toContain(NOT_YOURS);
    expect(html).toContain(`href="/files#${token}"`);
    const [row] = await ends();
    expect(row).toMatchObject({ actorId: PEOPLE.staff.id, data: { link: token.split('.')[0] } });
    expect(row?.requestId).not.toBeNull();
  });

  it('is refused when not in the directory', async () => {
    expect(await expectRefused(await browser.get(await answerFor('guest')), 'person')).toContain(NOT_YOURS);
    expect((await ends())[0]?.actorId).toBeNull();
  });

  it('is refused with the same object id in another tenant', async () => {
    expect(await expectRefused(await browser.get(await answerFor('twin')), 'tenant')).toContain(NOT_YOURS);
    expect((await ends())[0]?.actorId).toBeNull();
  });

  it('is refused when the account has no such ids', async () => {
    await expectRefused(await browser.get(await answerFor('nobody')), 'response');
  });

  it('cannot tell a link that never was from one of somebody else, neither at the beginning nor at the end', async () => {
    const pages = new Set<string>();
    const beginnings = new Set<string>();
    for (const one of [token, unknownToken(), `${token.slice(0, -2)}xx`]) {
      const response = await browser.post('/files/api/signin', { token: one });
      const { address } = (await response.json()) as { address: string };
      const [cookie = ''] = response.headers.getSetCookie();
      beginnings.add(`${response.status} ${address.length} ${cookie.length}`);
      const { pathname, search } = await chooseAccount(address, 'staff');
      const refused = await browser.get(pathname + search);
      pages.add(`${refused.status} ${(await refused.text()).replace(one, 'TOKEN')}`);
    }
    expect([...beginnings]).toHaveLength(1);
    expect([...pages]).toHaveLength(1);
    expect((await ends()).map(({ data }) => data)).toMatchObject([
      { because: 'person' },
      { because: 'link' },
      { because: 'link' },
    ]);
  });

  it('cannot put anything of their own into an address or a page', async () => {
    const hostile = '"><script>alert(1)</script>.x';
    const html = await (await browser.get(await answerFor('staff', hostile))).text();
    expect(html).toContain('Teamsに届いたお知らせの取得リンクを、もう一度押してください。');
    expect(html).not.toContain('script');
  });
});

describe('an answer that does not stand the checks', () => {
  const forge = {
    'without a signature': (idToken: string) => {
      const header = Buffer.from('{"alg":"none"}').toString('base64url');
      return `${header}.${idToken.split('.')[1]}.`;
    },
    'signed with another key': async (idToken: string) => {
      const { privateKey } = await generateKeyPair('RS256');
      const { kid = '' } = decodeProtectedHeader(idToken);
      return new SignJWT(decodeJwt(idToken)).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    },
    'signed with the client secret': (idToken: string) =>
      new SignJWT(decodeJwt(idToken))
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(provider.clientSecret.padEnd(32))),
    'with another person written into it': (idToken: string) => {
      const [header, , signature] = idToken.split('.');
      const claims = { ...decodeJwt(idToken), oid: PEOPLE.chief.id };
      return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
    },
  };
  it.each(Object.entries(forge))('is refused: an ID token %s', async (name, tamper) => {
    const account = name.startsWith('with another person') ? 'staff' : 'chief';
    const answer = await answerFor(account);
    provider.tamper = tamper;
    await expectRefused(await browser.get(answer), 'response');
  });

  it('is refused: a genuine ID token of another sign-in (nonce)', async () => {
    let genuine = '';
    provider.tamper = (idToken) => {
      genuine = idToken;
      return 'kept back';
    };
    await browser.get(await answerFor('chief'));
    before = await world.app.ctx.db.client.auditEntry.count();
    provider.tamper = () => genuine;
    await expectRefused(await browser.get(await answerFor('staff')), 'response');
  });

  it('is refused: a code brought twice, with and without the cookie', async () => {
    const answer = await answerFor('staff');
    const kept = new Map(browser.cookies);
    await browser.get(answer);
    expect((await browser.get(answer)).status).toBe(403);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.get(answer)).status).toBe(403);
    expect((await ends()).map(({ data }) => data)).toMatchObject([
      { because: 'person' },
      { because: 'no_transaction' },
      { because: 'code' },
    ]);
    expect(await sessions()).toBe(0);
  });

  it('is refused: in another browser than the one that began (login CSRF)', async () => {
    const answer = await answerFor('chief');
    browser = new LinkBrowser(world);
    const html = await expectRefused(await browser.get(answer), 'no_transaction');
    expect(html).not.toContain('href="/files');
  });

  it('is refused: with the cookie of another sign-in under this one’s name (state)', async () => {
    await browser.begin(token);
    const [mine = ''] = browser.cookies.values();
    const answer = await answerFor('chief');
    const state = new URL(answer, PUBLIC_URL).searchParams.get('state');
    browser.cookies.set(`__Host-signin-${state}`, mine);
    await expectRefused(await browser.get(answer), 'response');
  });

  it('is refused: with a state of its own, with none, and with two', async () => {
    const answer = new URL(await answerFor('chief'), PUBLIC_URL);
    const state = answer.searchParams.get('state') ?? '';
    for (const states of [['x'.repeat(43)], [], ['a"b'], [state, state]]) {
      answer.searchParams.delete('state');
      for (const one of states) answer.searchParams.append('state', one);
      expect((await browser.get(answer.pathname + answer.search)).status).toBe(403);
    }
    expect(await ends()).toHaveLength(4);
    expect(await sessions()).toBe(0);
  });

  it('is refused: with a cookie that was changed', async () => {
    const answer = await answerFor('chief');
    const [[name, value] = ['', '']] = browser.cookies;
    const middle = Math.floor(value.length / 2);
    const other = value[middle] === 'A' ? 'B' : 'A';
    browser.cookies.set(name, `${value.slice(0, middle)}${other}${value.slice(middle + 1)}`);
    await expectRefused(await browser.get(answer), 'no_transaction');
  });

  it('is refused after ten minutes, to the second', async () => {
    const [early, late] = [await answerFor('staff'), await answerFor('staff')];
    world.clock.advance(10 * 60_000 - 1000);
    await browser.get(early);
    world.clock.advance(1000);
    await browser.get(late);
    expect((await ends()).map(({ data }) => data)).toMatchObject([{ because: 'person' }, { because: 'expired' }]);
  });

  it('is refused: the person cancelled', async () => {
    const html = await expectRefused(await browser.get(await answerFor('cancel')), 'access_denied');
    expect(html).toContain('もう一度サインインする');
  });

  it('is refused: the provider reports an error of its own', async () => {
    const state = new URL(await browser.begin(token)).searchParams.get('state');
    const iss = encodeURIComponent(provider.issuer);
    const answer = `/files/signin?error=server_error&state=${state}&iss=${iss}`;
    await expectRefused(await browser.get(answer), 'provider_error');
  });

  it('is refused: it names another provider (mix-up)', async () => {
    const answer = (await answerFor('chief')).replace(/iss=[^&]+/, 'iss=https%3A%2F%2Felsewhere.example');
    await expectRefused(await browser.get(answer), 'response');
  });
});

describe('a provider that cannot be reached', () => {
  const unreachable = 'Microsoft 365のサインインに接続できませんでした。';
  const SECRETS = { state: 's', nonce: 'n', verifier: 'v' };

  it('is said at the beginning, and found again when it is back', async () => {
    // After an hour its settings are asked for anew.
    world.clock.advance(3_600_000);
    provider.cut = /^/;
    const response = await browser.post('/files/api/signin', { token });
    expect(response.status).toBe(503);
    expect(((await response.json()) as { message: string }).message).toContain(unreachable);
    provider.cut = undefined;
    expect((await browser.get(await answerFor('chief'))).status).toBe(303);
  });

  it('loses nothing at the end: the same answer opens the link when it is back', async () => {
    const answer = await answerFor('chief');
    provider.cut = /^/;
    const response = await browser.get(answer);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain(unreachable);
    expect(await ends()).toEqual([]);
    expect(world.log).toContainEqual(expect.objectContaining({ msg: 'the sign-in provider cannot be used' }));
    provider.cut = undefined;
    expect((await browser.get(answer)).status).toBe(303);
  });

  it('is asked for its settings once an hour, not at every sign-in', async () => {
    const { addressFor } = entraProvider(world.app.ctx);
    provider.asked.length = 0;
    const settings = () => provider.asked.filter((path) => path.includes('well-known')).length;
    await Promise.all([addressFor(SECRETS), addressFor(SECRETS), addressFor(SECRETS)]);
    expect(settings()).toBe(1);
    world.clock.advance(3_599_999);
    await addressFor(SECRETS);
    expect(settings()).toBe(1);
    world.clock.advance(1);
    await addressFor(SECRETS);
    expect(settings()).toBe(2);
  });

  it('is never asked without encryption, but in the demo on this machine', async () => {
    const { ctx } = world.app;
    const addressWith = (config: Partial<typeof ctx.config>) =>
      entraProvider({ clock: ctx.clock, config: { ...ctx.config, ...config } }).addressFor(SECRETS);
    provider.asked.length = 0;
    await expect(addressWith({ demo: false })).rejects.toMatchObject({ code: 'unavailable' });
    const abroad = { ...ctx.config.entra, issuer: 'http://provider.example' };
    await expect(addressWith({ entra: abroad })).rejects.toMatchObject({ code: 'unavailable' });
    expect(provider.asked).toEqual([]);
  });
});

describe('looking without asking', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'POST'])('%s of the return address alone changes nothing', async (method) => {
    expect((await fetch(world.url('/files/signin'), { method })).status).toBe(404);
    expect(await world.app.ctx.db.client.auditEntry.count()).toBe(before);
  });

  it('HEAD of an answer does not use it up', async () => {
    const answer = await answerFor('chief');
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    await fetch(world.url(answer), { method: 'HEAD', headers: { cookie } });
    expect(await ends()).toEqual([]);
    expect((await browser.get(answer)).status).toBe(303);
  });
});

describe('another site', () => {
  it.each([
    ['sec-fetch-site', 'cross-site'],
    ['x-kumamoto-page', ''],
  ])('cannot begin a sign-in (%s: %s)', async (header, value) => {
    expect((await browser.post('/files/api/signin', { token }, { [header]: value })).status).toBe(403);
    expect(browser.cookies.size).toBe(0);
  });
});

describe('the two ways in', () => {
  it('are never open together: with Entra there is no code', async () => {
    for (const path of ['/files/api/code', '/files/api/session']) {
      expect((await browser.post(path, { token, code: '123456' })).status).toBe(404);
    }
    expect(await world.app.ctx.db.client.linkCode.count()).toBe(0);
    expect(await (await browser.get('/files')).text()).toContain('data-sign-in="entra"');
  });

  it('are never open together: with codes there is no Entra', async () => {
    const other = await createWorld();
    try {
      const there = new LinkBrowser(other);
      expect((await there.post('/files/api/signin', { token })).status).toBe(404);
      expect((await there.get('/files/signin?code=a&state=b')).status).toBe(404);
      expect(await (await there.get('/files')).text()).toContain('data-sign-in="code"');
    } finally {
      await other.close();
    }
  });
});
