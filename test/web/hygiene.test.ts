import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Config } from '../../bot/config.js';
import { createLogger } from '../../bot/logger.js';
import { fileNameOf, letterNameOf } from '../../bot/rule/fileNames.js';
import { createWatch } from '../../bot/web/metrics.js';
import { onError } from '../../bot/web/onError.js';
import { OpenStreams } from '../../bot/web/openStreams.js';
import { contentDisposition } from '../../bot/web/sending.js';
import { createWeb, type Listening, listen, type Patience } from '../../bot/web/server.js';
import { runs } from '../helpers/chance.js';
import { type LinkPage, type LinkPageView, linkPage } from '../helpers/linkPage.js';
import { rawRequest } from '../helpers/rawRequest.js';
import { handOver } from '../helpers/submitting.js';
import { auditedActions, everyTable } from '../helpers/tables.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
let token: string;
let page: LinkPage;
let view: LinkPageView;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  await world.as('manager').say('こんにちは');
  token = await handOver(world);
  page = linkPage(world, token);
  view = await page.enter('chief');
});
afterAll(() => world.close());

/** The same product at one more door, with other settings or less patience. */
function serve(settings: Partial<Config>, patience?: Patience): Promise<Listening> {
  const ctx = { ...world.app.ctx, config: { ...world.app.ctx.config, ...settings } };
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
  return listen(web, { ...ctx.config, port: 0 }, patience);
}

const message = async (response: Response) => ((await response.json()) as { message: string }).message;
const japanese = /[ぁ-ん].*。$/;

describe('every answer', () => {
  it.each([
    '/files',
    '/notice',
    '/rule',
    '/guides/chief',
    '/guides/manager',
    '/assets/main.js',
    '/files/api/view',
    '/healthz',
    '/metrics',
    '/nothing',
    '/assets/..%2fx',
  ])('carries what protects its reader: %s', async (path) => {
    const { headers } = await rawRequest(world, { path });
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none';script-src 'self';style-src 'self';connect-src 'self';media-src 'self' blob:;img-src 'self' data:;form-action 'none';base-uri 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('microphone=()'),
      'cache-control': path === '/assets/main.js' ? 'public, max-age=3600' : 'no-store',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('is kept by nobody when it says something of somebody: view, letter, sound, grant and refusal', async () => {
    const [file] = view.files;
    const answers = [
      await page.view(),
      await page.get(view.letters[0]?.href ?? ''),
      await page.get(file?.audioHref ?? ''),
      await page.post(file?.downloadsHref ?? ''),
      await page.signIn('000000'),
    ];
    for (const answer of answers) expect(answer.headers.get('cache-control')).toBe('no-store');
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  });

  it('asks browsers for https, on pages and for the time to come, once the bot has a public address', async () => {
    const secure = await serve({ publicUrl: 'https://recordings.city.example.jp' });
    const { headers } = await fetch(`http://127.0.0.1:${secure.port}/files`);
    expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    await secure.close();
  });

  it('gives nothing back of what it was sent by TRACE', async () => {
    for (const path of ['/files', '/files/api/view', '/api/messages']) {
      const { status, body } = await rawRequest(world, {
        path,
        method: 'TRACE',
        headers: { 'x-mine': 'secret-of-mine' },
      });
      expect([path, status]).toEqual([path, path === '/files/api/view' ? 405 : 404]);
      expect(body).not.toContain('secret-of-mine');
    }
  });

  it('has no script or style inside a page', async () => {
    for (const path of ['/files', '/notice']) {
      const html = await (await fetch(world.url(path))).text();
      expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=|javascript:/i);
    }
  });
});

describe('a body that is not what our page sends', () => {
  const headers = { 'content-type': 'application/json', 'x-kumamoto-page': '1' };
  const UNREADABLE = ['[]', '["token"]', 'null', '7', '"token"', 'true', '{', '{"token":"\ud800'];
  const EMPTY = ['', '{}', '{"token":["a"]}', '{"token":null,"code":7}', '{"__proto__":{"token":"a"}}'];

  it.each([...UNREADABLE, ...EMPTY].map((body, place) => [body, place] as const))(
    'is refused with a sentence and one row, whatever it is: %s',
    async (body, place) => {
      const before = await auditedActions(world);
      const paths = ['/files/api/code', '/files/api/session'];
      if (place < UNREADABLE.length) paths.push('/files/api/a/files/b/downloads');
      for (const path of paths) {
        const from = `127.0.1.${place}`;
        const answer = await rawRequest(world, { path, method: 'POST', headers, body, from });
        expect(answer.status).toBe(place < UNREADABLE.length ? 400 : path.endsWith('code') ? 200 : 401);
        expect((JSON.parse(answer.body) as { message: string }).message).toMatch(japanese);
      }
      const written = (await auditedActions(world)).slice(before.length);
      const refusals = ['link.unknown_token', 'link.sign_in_refused'];
      expect(written).toEqual(place < UNREADABLE.length ? paths.map(() => 'link.unreadable') : refusals);
      expect(world.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
    },
  );

  it('is refused as too large, at the links and at the door of Teams', async () => {
    const answer = await page.post('/files/api/session', { token: 'x'.repeat(20_000) });
    expect(answer.status).toBe(413);
    expect(await message(answer)).toContain('大きすぎる');
    const activity = await fetch(world.url('/api/messages'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'x'.repeat(300_000) }),
    });
    expect(activity.status).toBe(413);
  });

  it('is no upload when it is JSON', async () => {
    const answer = await page.post(`/files/api/${token.split('.')[0]}/recordings`);
    expect(answer.status).toBe(400);
    expect(await message(answer)).toMatch(japanese);
  });
});

describe('the name of a saved file', () => {
  const header = /^attachment; filename=[\w.-]+; filename\*=UTF-8''(?:[\w!#$&+.^`|~-]|%[0-9A-F]{2})*$/;

  it('is our own words and the receipt number', () => {
    expect(contentDisposition('attachment', fileNameOf('R8-12', 1))).toBe(
      `attachment; filename=recording-R8-12-1.wav; filename*=UTF-8''${encodeURIComponent('通話録音データ_R8-12_1.wav')}`,
    );
    expect(contentDisposition('inline', letterNameOf('R8-12', 2))).toContain('inline; filename=answer-R8-12.pdf;');
  });

  it('stays one harmless header, whatever the number is made of (RFC 6266, RFC 8187)', () => {
    const hostile = fc.constantFrom(
      '"',
      "'",
      '\r\n',
      '\0',
      '\u202e',
      '\\',
      '/',
      '../',
      '%0d%0a',
      '*',
      '(',
      ';',
      '\ud800',
      ' ',
    );
    const part = fc.array(fc.oneof(hostile, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(part, (receipt) => {
        const value = contentDisposition('attachment', fileNameOf(receipt, 1));
        expect(value).toMatch(header);
        const name = decodeURIComponent(value.split("UTF-8''")[1] ?? '');
        expect(name).not.toMatch(/[\p{C}\\/:*?"<>|]/u);
      }),
    );
  });
});

describe('hostile addresses', () => {
  const SEGMENTS = [
    '..',
    '%2e%2e',
    '..%2f..%2fetc%2fpasswd',
    '%00',
    '%0d%0aset-cookie:%20a=b',
    '%e2%80%ae',
    '%',
    '%ff',
    'a%20b',
  ];
  const WORDS = [
    'files',
    'api',
    'assets',
    'downloads',
    'letter',
    'audio',
    'signin',
    'notice',
    'constructor',
    '__proto__',
  ];

  it('lead nowhere: no file of the machine, no fault, no change', async () => {
    const link = token.split('.')[0] ?? '';
    const before = await everyTable(world);
    const segment = fc.constantFrom(...SEGMENTS, ...WORDS, link, view.files[0]?.id ?? '');
    const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => `/${parts.join('/')}`);
    await fc.assert(
      fc.asyncProperty(path, async (hostile) => {
        const answer = await rawRequest(world, { path: hostile });
        expect([301, 302, 400, 401, 403, 404, ...(/^\/(files|notice)$/.test(hostile) ? [200] : [])]).toContain(
          answer.status,
        );
        expect(answer.headers).not.toHaveProperty('set-cookie');
        expect(answer.body).not.toMatch(/root:|"dependencies"/);
      }),
      { numRuns: runs(150) },
    );
    expect(await everyTable(world)).toEqual(before);
    expect(world.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('cannot name a cookie', async () => {
    const cookie = `recording-a b=${'A'.repeat(43)}`;
    expect((await rawRequest(world, { path: '/files/api/a%20b/letters/2', headers: { cookie } })).status).toBe(401);
  });

  it('show the signed-in reader no file but those of the link, and each try is written down', async () => {
    const link = token.split('.')[0] ?? '';
    const ids = ['00000000-0000-4000-8000-000000000000', '..%2f..%2fetc', '%00', "'%3b--"];
    const before = (await auditedActions(world)).length;
    for (const id of ids) {
      expect((await page.get(`/files/api/${link}/files/${id}/audio`)).status).toBe(404);
      expect((await page.get(`/files/api/${link}/downloads/${id}`)).status).toBe(404);
      expect((await page.post(`/files/api/${link}/files/${id}/downloads`)).status).toBe(404);
    }
    const written = (await auditedActions(world)).slice(before);
    expect(written).toEqual(Array.from({ length: 3 * ids.length }, () => 'link.download_refused'));
  });
});

describe('what is told to everybody', () => {
  it('is not how busy the office is: the numbers are for the machine itself, not for who comes by a proxy', async () => {
    expect((await rawRequest(world, { path: '/metrics' })).status).toBe(200);
    for (const header of ['x-forwarded-for', 'forwarded']) {
      const proxied = await rawRequest(world, { path: '/metrics', headers: { [header]: 'for=192.0.2.7' } });
      expect(proxied.status).toBe(403);
      expect(proxied.body).not.toContain('recording_requests');
    }
  });

  it('names nobody: numbers and states only', async () => {
    const metrics = await (await fetch(world.url('/metrics'))).text();
    const own = metrics.split('\n').filter((line) => line.startsWith('recording_'));
    for (const line of own)
      expect(line).toMatch(/^recording_\w+(\{(?:,?(?:status|kind)="[a-z]+"|,?le="(?:[\d.]+|\+Inf)")+\})? [\d.]+$/);
    expect(own.length).toBeGreaterThan(1);
    expect(await (await fetch(world.url('/healthz'))).text()).toBe('{"status":"ok"}');
    expect(await (await fetch(world.url('/readyz'))).text()).toBe('{"status":"ready","auditLog":"unchecked"}');
  });
});

describe('somebody who asks for pages without end', () => {
  it('is asked to wait after 600 in a minute, while the reader of a link at the same address is served', async () => {
    const from = '127.0.2.1';
    const grant = (await (await page.post(view.files[0]?.downloadsHref ?? '')).json()) as { href: string };
    const ask = (path = '/notice') => rawRequest(world, { path, from });
    for (let time = 0; time < 600; time++) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d?$/);
    expect(refused.body).toContain('1分ほど待ってから');
    const headers = { cookie: page.cookie(), range: 'bytes=0-9' };
    expect((await rawRequest(world, { path: grant.href, headers, from })).status).toBe(206);
    // Whoever watches the bot from there is not left without an answer, either.
    expect((await ask('/healthz')).status).toBe(200);
  });
});

describe('a line that is very slow', () => {
  let impatient: Listening;
  beforeAll(async () => {
    impatient = await serve({}, { head: 200, request: 300, silence: 60_000, look: 20 });
  });
  afterAll(() => impatient.close());

  /** Sends the beginning of a request and no more; what the server says before it hangs up. */
  const dawdle = (beginning: string) =>
    new Promise<string>((resolve, reject) => {
      let heard = '';
      const socket = connect(impatient.port, '127.0.0.1', () => void socket.write(beginning));
      socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
      socket.on('error', reject);
      socket.on('close', () => resolve(heard));
    });

  it('does not hold the bot with half a request, and does not lose a download that takes its time', async () => {
    const [file] = view.files;
    const grant = (await (await page.post(file?.downloadsHref ?? '')).json()) as { href: string };
    const whole = Buffer.from(await (await page.get(file?.audioHref ?? '')).arrayBuffer());
    const slow = new Readable({ read: () => {} });
    slow.push(whole.subarray(0, 1000));
    jest.spyOn(world.app.ctx.files, 'open').mockResolvedValueOnce(slow);
    const download = await fetch(`http://127.0.0.1:${impatient.port}${grant.href}`, {
      headers: { cookie: page.cookie() },
    });

    const head = 'POST /files/api/code HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Kumamoto-Page: 1\r\n';
    const body = 'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"tok';
    const before = (await auditedActions(world)).length;
    const written = async () => (await auditedActions(world)).slice(before);
    expect(await dawdle('GET /files HT')).toContain('408');
    expect(await dawdle(head)).toContain('408');
    expect(await dawdle(head + body)).toMatch(/^HTTP\/1\.1 4\d\d/);
    // The half body is written down once its line is gone; it must not turn up among the rows of another test.
    while ((await written()).length === 0);
    expect(await written()).toEqual(['link.unreadable']);

    slow.push(whole.subarray(1000));
    slow.push(null);
    expect(Buffer.from(await download.arrayBuffer()).equals(whole)).toBe(true);
  });
});
