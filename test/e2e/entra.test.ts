import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { writeSampleRecordings } from '../../bot/demo/sampleRecordings.js';
import { addDays, civilDate } from '../../bot/japanese/civil.js';
import { ROOT } from '../../bot/paths.js';
import { type IdentityProvider, startIdentityProvider } from '../helpers/identityProvider.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';
import { launchBrowser } from './browser.js';
import { type HttpsFront, startHttpsFront } from './https.js';

const TENANT = 'aaaaaaaa-0000-4000-8000-00000000000a';
const PICTURES = join(ROOT, 'pictures', 'e2e');
const SIGN_IN = 'Microsoft 365のアカウントでサインイン';
const FILES = '回答書と録音をお受け取りください';

describe('a link whose reader signs in with their account, in a real browser over HTTPS', () => {
  let front: HttpsFront;
  let provider: IdentityProvider;
  let world: World;
  let recorder: string;
  let browser: Browser;
  let token: string;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    // The browser drops cookies by its own clock, so the bot's stands at the present.
    const now = new Date();
    recorder = await mkdtemp(join(tmpdir(), 'recording-bot-recorder-'));
    await writeSampleRecordings(recorder, { now: () => now });
    front = await startHttpsFront();
    // Another name than the bot's, so that the provider is another site for the browser.
    provider = await startIdentityProvider(
      {
        chief: { name: 'the chief', oid: PEOPLE.chief.id, tid: TENANT },
        staff: { name: 'a colleague', oid: PEOPLE.staff.id, tid: TENANT },
      },
      `${front.url}/files/signin`,
      'localhost',
    );
    world = await createWorld({
      now: now.toISOString(),
      recorder,
      config: { publicUrl: front.url },
      env: {
        LINK_SIGNIN: 'entra',
        BOT_TENANT_ID: TENANT,
        ENTRA_ISSUER: provider.issuer,
        ENTRA_CLIENT_ID: provider.clientId,
        ENTRA_CLIENT_SECRET: provider.clientSecret,
      },
    });
    front.port = world.app.port;
    await world.as('manager').say('こんにちは');
    token = await handOver(world, { callDate: addDays(civilDate(now), -1), callTime: '14:03' });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
    await provider?.close();
    await front?.close();
    await rm(recorder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
    page = await context.newPage();
    provider.asked.length = 0;
    await page.goto(`${front.url}/files#${token}`);
    await page.getByRole('heading', { name: 'ご本人の確認をお願いします' }).waitFor();
  });
  afterEach(async () => {
    provider.cut = undefined;
    await context.close();
  });

  const press = (name: string) => page.getByRole('button', { name }).first().click();
  const choose = (name: string) => page.getByRole('link', { name }).click();
  const sees = (heading: string) => page.getByRole('heading', { name: heading }).waitFor();

  const cookies = async () =>
    (await context.cookies(front.url)).map(({ name, httpOnly, secure, sameSite }) => [
      name,
      httpOnly,
      secure,
      sameSite,
    ]);

  /** Keeps pictures of the screen in both widths and both schemes, for people to look at. */
  async function pictures(name: string): Promise<void> {
    for (const width of [1280, 360]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 740 });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(PICTURES, `entra-${name}-${width}-${colorScheme}.png`) });
      }
    }
  }

  it('opens for its recipient, who downloads the recording', async () => {
    expect(provider.asked).toEqual([]);
    await pictures('1-start');
    await press(SIGN_IN);
    await page.getByRole('link', { name: 'the chief' }).waitFor();
    expect(await cookies()).toEqual([[expect.stringMatching(/^__Host-signin-/), true, true, 'Lax']]);
    await choose('the chief');
    await sees(FILES);
    expect(page.url()).toBe(`${front.url}/files#${token}`);
    expect(await cookies()).toEqual([
      [`__Host-recording-${token.split('.')[0]}`, true, true, 'Strict'],
      [expect.stringMatching(/^__Host-recording-known-/), true, true, 'Strict'],
    ]);
    await pictures('2-files');

    const saving = page.waitForEvent('download');
    await press('ダウンロード');
    const saved = await readFile(await (await saving).path());
    const copy = await world.app.ctx.db.client.copy.findFirstOrThrow({ orderBy: { position: 'asc' } });
    expect(createHash('sha256').update(saved).digest('hex')).toBe(copy.sha256);

    await page.reload();
    await sees(FILES);
    await context.clearCookies();
    await page.reload();
    await sees('確認の有効時間が過ぎました');
    await press(SIGN_IN);
    await choose('the chief');
    await sees(FILES);
  });

  it('stays closed for a colleague, and opens after they choose the right account', async () => {
    await press(SIGN_IN);
    await choose('a colleague');
    await page.getByText('このリンクは、宛先の方だけが開けます。').waitFor();
    await pictures('3-refused');
    await page.getByRole('link', { name: '別のアカウントでサインインする' }).click();
    await press(SIGN_IN);
    await choose('the chief');
    await sees(FILES);
  });

  it('says what to do after a cancelled sign-in', async () => {
    await press(SIGN_IN);
    await choose('Cancel');
    await sees('サインインを確認できませんでした');
    await pictures('4-cancelled');
    await page.getByRole('link', { name: 'もう一度サインインする' }).click();
    await page.getByRole('button', { name: SIGN_IN }).waitFor();
  });

  it('is ready for another press after 「戻る」', async () => {
    await press(SIGN_IN);
    await page.getByRole('link', { name: 'the chief' }).waitFor();
    await page.goBack();
    await press(SIGN_IN);
    await choose('the chief');
    await sees(FILES);
  });

  it('loses nothing when the provider cannot be reached', async () => {
    await press(SIGN_IN);
    await page.getByRole('link', { name: 'the chief' }).waitFor();
    provider.cut = /^\/token/;
    await choose('the chief');
    await sees('サインインに接続できませんでした');
    await pictures('5-unavailable');
    provider.cut = undefined;
    await page.getByRole('link', { name: 'もう一度試す' }).click();
    await sees(FILES);
  });

  it('says so before the person leaves the page, too', async () => {
    world.clock.advance(3_600_000);
    provider.cut = /^/;
    await press(SIGN_IN);
    await page.getByText('Microsoft 365のサインインに接続できませんでした。').waitFor();
    await pictures('6-not-begun');
  });
});
