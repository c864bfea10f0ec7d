import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { many } from '../helpers/chance.js';
import { type LinkPage, lastCode, linkPage } from '../helpers/linkPage.js';
import { rawRequest } from '../helpers/rawRequest.js';
import { ENTRIES, handOver } from '../helpers/submitting.js';
import { auditedActions } from '../helpers/tables.js';
import { createWorld, type World } from '../helpers/world.js';

const FLOOD = many(10_000, 2_000);
const AT_ONCE = 50;
/** What one sender may try in a minute, before a single further row says that there was more. */
const ROWS_A_MINUTE = 21;

let world: World;
let token: string;
let page: LinkPage;
/** A new product for each test: tries are counted in its memory, by the minute. */
beforeEach(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  await world.as('manager').say('こんにちは');
  token = await handOver(world);
  page = linkPage(world, token);
});
afterEach(() => world.close());

const random = (bytes: number) => randomBytes(bytes).toString('base64url');
const message = async (response: Response) => ((await response.json()) as { message: string }).message;
const rows = async (action: string) => (await auditedActions(world)).filter((one) => one === action).length;

/** The bytes that are in use once everything unused was thrown away. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** One try with something invented: a token to be sent a code for, a token with a code, a session. */
async function invented(turn: number): Promise<Response> {
  const link = random(16);
  const stranger = linkPage(world, `${link}.${random(32)}`);
  if (turn % 3 === 0) return stranger.post('/files/api/code', { token: `${link}.${random(32)}` });
  if (turn % 3 === 1) return stranger.signIn('123456');
  return stranger.get('/files/api/view', { 'x-kumamoto-link': link, cookie: `recording-${link}=${random(32)}` });
}

describe('thousands of invented tokens, codes and sessions', () => {
  it('open nothing, leave a handful of rows, and slow down nobody who sits behind the same address', async () => {
    await (await invented(1)).text();
    const [memory, began] = [memoryInUse(), performance.now()];
    const statuses: Record<number, number> = {};
    const cookies: string[] = [];
    let sent = 0;
    let throttled = () => {};
    const underway = new Promise<void>((resolve) => (throttled = resolve));
    const stream = async () => {
      while (sent < FLOOD) {
        const answer = await invented(sent++);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        cookies.push(...answer.headers.getSetCookie());
        await answer.text();
        if (answer.status === 429) throttled();
      }
    };
    const flood = Promise.all(Array.from({ length: AT_ONCE }, stream));

    await underway;
    const [file] = (await page.enter('chief')).files;
    const grant = (await (await page.post(file?.downloadsHref ?? '')).json()) as { href: string };
    const bytes = Buffer.from(await (await page.get(grant.href)).arrayBuffer());
    const servedAfter = sent;
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(file?.sha256);
    expect(servedAfter).toBeLessThan(FLOOD);

    await flood;
    const minutes = Math.ceil((performance.now() - began) / 60_000) + 1;
    expect(statuses[429]).toBeGreaterThanOrEqual(FLOOD - ROWS_A_MINUTE * minutes);
    expect(Object.keys(statuses).sort()).toEqual(['200', '401', '429']);
    // What binds a code to the browser that asked for it opens nothing.
    const opening = cookies.filter((cookie) => !/Expires=Thu, 01 Jan 1970|^recording-asker=/.test(cookie));
    expect(opening).toEqual([]);
    const invention = /^link\.(unknown_token|sign_in_refused|session_refused|throttled)$/;
    const left = (await auditedActions(world)).filter((action) => invention.test(action));
    expect(left.length).toBeLessThanOrEqual(ROWS_A_MINUTE * minutes);
    expect(left).toContain('link.throttled');
    expect(await world.app.ctx.db.client.linkCode.count()).toBe(1);
    expect(await world.app.ctx.db.client.linkSession.count()).toBe(1);
    expect(memoryInUse() - memory).toBeLessThan(32 * 1024 * 1024);
  }, 300_000);

  it('are told in Japanese to wait a minute, with one row for all of them', async () => {
    const answers: Response[] = [];
    for (let turn = 0; turn < 30; turn++) answers.push(await invented(turn));
    const last = answers.at(-1);
    expect(answers.map(({ status }) => status).indexOf(429)).toBe(20);
    expect(last?.headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
    expect(last && (await message(last))).toBe(
      '短い時間に続けて操作が行われたため、受付を一時的に止めています。1分ほど待ってから、もう一度お試しください。',
    );
    expect(await rows('link.throttled')).toBe(1);
  });
});

describe('invented tokens from many addresses', () => {
  it('leave three hundred rows a minute and one more, while a reader is served', async () => {
    const headers = { 'content-type': 'application/json', 'x-kumamoto-page': '1' };
    const statuses: number[] = [];
    for (let sender = 1; sender <= 17; sender++) {
      const tries = Array.from({ length: 20 }, () =>
        rawRequest(world, {
          path: '/files/api/code',
          method: 'POST',
          headers,
          body: JSON.stringify({ token: `${random(16)}.${random(32)}` }),
          from: `127.0.4.${sender}`,
        }),
      );
      for (const { status } of await Promise.all(tries)) statuses.push(status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(300);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
    expect(await rows('link.unknown_token')).toBe(300);
    expect(await rows('link.throttled')).toBe(1);
    expect((await page.enter('chief')).files.length).toBeGreaterThan(0);
  });
});

describe('a link that was forwarded to a colleague', () => {
  it('opens nothing for them: the code goes to the recipient, and guessing ends soon', async () => {
    const colleague = linkPage(world, token);
    await world.as('staff').say('こんにちは');
    const seen = world.as('staff').cards().length;
    expect((await colleague.askCode()).status).toBe(200);
    expect(world.as('staff').cards()).toHaveLength(seen);

    const code = Number(lastCode(world.as('chief')).replace(' ', ''));
    const statuses: number[] = [];
    for (let guess = 1; guess <= 40; guess++) {
      const guessed = String((code + guess) % 1_000_000).padStart(6, '0');
      statuses.push((await colleague.signIn(guessed)).status);
    }
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(await rows('link.sign_in_refused')).toBe(19);
    expect(await rows('link.throttled')).toBe(1);
    expect(await world.app.ctx.db.client.linkSession.count()).toBe(0);
  });

  it('does not let them pester the recipient: three messages, however often they ask', async () => {
    const seen = world.as('chief').cards().length;
    const sentences = new Set<string>();
    for (let time = 0; time < 10; time++) sentences.add(await message(await page.askCode()));
    expect(world.as('chief').cards()).toHaveLength(seen + 3);
    expect(sentences.size).toBe(1);
    expect(await rows('link.code_throttled')).toBe(7);
  });

  it('goes on working for the recipient at another desk, and for other links at the same one', async () => {
    for (let time = 0; time < 25; time++) await page.signIn('000000');
    expect((await page.askCode()).status).toBe(429);

    const headers = { 'content-type': 'application/json', 'x-kumamoto-page': '1' };
    const ask = {
      path: '/files/api/code',
      method: 'POST',
      headers,
      from: '127.0.0.2',
      body: JSON.stringify({ token }),
    };
    const asked = await rawRequest(world, ask);
    expect(asked.status).toBe(200);
    // The code is for the browser that asked for it.
    const cookie = [asked.headers['set-cookie']]
      .flat()
      .map((set) => set?.split(';')[0])
      .join('; ');
    await world.app.runPending();
    const code = lastCode(world.as('chief'));
    const body = JSON.stringify({ token, code });
    expect(
      (await rawRequest(world, { ...ask, path: '/files/api/session', headers: { ...headers, cookie }, body })).status,
    ).toBe(200);

    const other = linkPage(world, await handOver(world, { ...ENTRIES, documentNumber: '124' }));
    expect((await other.enter('chief')).files.length).toBeGreaterThan(0);
  });
});

describe('a fault of the store before the first byte', () => {
  it('uses up no download, whether it comes at the grant or at the delivery', async () => {
    const [file] = (await page.enter('chief')).files;
    const open = jest.spyOn(world.app.ctx.files, 'open');
    const broken = () =>
      new Readable({
        read() {
          this.destroy(new Error('the disk is gone'));
        },
      });

    open.mockRejectedValueOnce(new Error('the disk is gone'));
    const refused = await page.post(file?.downloadsHref ?? '');
    expect(refused.status).toBe(503);
    expect(await message(refused)).toContain('取得回数は減っていません');

    const granted = (await (await page.post(file?.downloadsHref ?? '')).json()) as {
      href: string;
      downloadsLeft: number;
    };
    expect(granted.downloadsLeft).toBe(4);
    for (let time = 0; time < 10; time++) {
      open.mockResolvedValueOnce(broken());
      const answer = await page.get(granted.href);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toContain('application/json');
    }
    const bytes = Buffer.from(await (await page.get(granted.href)).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(file?.sha256);
    expect(await world.app.ctx.db.client.linkDownload.findMany()).toMatchObject([{ starts: 1 }]);
  });
});

describe('a connection that breaks in the middle', () => {
  let printed: ReturnType<typeof jest.spyOn>[] = [];
  beforeAll(() => {
    printed = [jest.spyOn(console, 'error'), jest.spyOn(process.stderr, 'write')];
  });
  afterAll(() => {
    for (const spy of printed) spy.mockRestore();
  });

  it('is taken up by Range within the session, is not counted again, and is no fault in the log', async () => {
    const [file] = (await page.enter('chief')).files;
    const whole = Buffer.from(await (await page.get(file?.audioHref ?? '')).arrayBuffer());
    const grant = (await (await page.post(file?.downloadsHref ?? '')).json()) as { href: string };
    const hungUp = new Promise<void>((resolve) => {
      // The rest of the file comes when the reader is gone.
      const slow = new Readable({ read: () => {} }).on('close', resolve);
      slow.push(whole.subarray(0, 1000));
      jest.spyOn(world.app.ctx.files, 'open').mockResolvedValueOnce(slow);
    });
    const breaking = new AbortController();
    const answer = await fetch(world.url(grant.href), { headers: { cookie: page.cookie() }, signal: breaking.signal });
    const first = await answer.body?.getReader().read();
    breaking.abort();
    await hungUp;

    const got = Buffer.from((first?.value as Uint8Array | undefined) ?? []);
    expect(got.length).toBeGreaterThan(0);
    const rest = await page.get(grant.href, { range: `bytes=${got.length}-` });
    expect(rest.status).toBe(206);
    const both = Buffer.concat([got, Buffer.from(await rest.arrayBuffer())]);
    expect(createHash('sha256').update(both).digest('hex')).toBe(file?.sha256);
    expect(await world.app.ctx.db.client.linkFile.findFirst({ where: { copyId: file?.id ?? '' } })).toMatchObject({
      downloads: 1,
    });

    world.clock.advance(15 * 60_000);
    expect((await page.get(grant.href, { range: 'bytes=100-' })).status).toBe(401);
    // But for what was said at the start.
    const faults = world.log.filter(
      ({ level, msg }) => Number(level) > 30 && !String(msg).startsWith('a demo with data'),
    );
    expect(faults).toEqual([]);
    expect(world.log).toContainEqual(expect.objectContaining({ level: 20, msg: 'the other end hung up' }));
    expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
  });
});
