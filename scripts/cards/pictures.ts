import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { LOOKS, type Look, PHONE_HEIGHT } from './look.js';
import { cardPage, contactSheet, type NamedCard } from './page.js';

/** What a browser is started with: no network of its own, no sandbox that a container would refuse. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=ja',
];

/**
 * Starts Chromium.
 *
 * @throws Error that says what to install or set when there is none at `path`
 */
export async function openBrowser(path: string): Promise<Browser> {
  if (!existsSync(path)) {
    throw new Error(
      `There is no Chromium at ${path}. Install one (on Debian: apt-get install chromium) or set CHROMIUM_PATH to the program's path, for example CHROMIUM_PATH=/usr/bin/google-chrome.`,
    );
  }
  return chromium.launch({ executablePath: path, args: ARGUMENTS, env: { ...process.env, LANGUAGE: 'ja' } });
}

/** Cards on which the first button must be seen on a phone without scrolling: what a person is asked to answer at once. */
const AT_ONCE = /^(decide|answered|message|status)\.(?!longest|choose)/;

/** Looks, in the browser, for what leaves its card and for a first button below the fold of a phone. */
const MEASURE = `(() => [...document.querySelectorAll('figure')].map((figure) => {
  const edge = figure.getBoundingClientRect();
  const wide = [...figure.querySelectorAll('*')].filter((part) =>
    part.getBoundingClientRect().right > edge.right + 1 || (part.matches('button *') && part.scrollWidth > part.clientWidth + 1));
  const button = figure.querySelector('button');
  return { name: figure.id, wide: wide.length, button: button ? button.getBoundingClientRect().bottom - edge.top : 0 };
}))()`;

interface Measured {
  name: string;
  wide: number;
  button: number;
}

function problemsOf(look: Look, measured: Measured[]): string[] {
  return measured.flatMap(({ name, wide, button }) => [
    ...(wide > 0 ? [`${look.name}/${name}: something is wider than the card`] : []),
    ...(look.name === 'phone' && AT_ONCE.test(name) && button > PHONE_HEIGHT
      ? [`${look.name}/${name}: the first button ends at ${Math.round(button)} pixels, below ${PHONE_HEIGHT}`]
      : []),
  ]);
}

async function photograph(page: Page, look: Look, cards: readonly NamedCard[], folder: string): Promise<string[]> {
  const failures: Error[] = [];
  page.on('pageerror', (error) => failures.push(error));
  await page.setContent(cardPage(look, cards));
  if (failures[0]) throw failures[0];
  const problems = problemsOf(look, await page.evaluate<Measured[]>(MEASURE));
  await mkdir(join(folder, look.name), { recursive: true });
  for (const { name } of cards) {
    await page.locator(`[id="${name}"]`).screenshot({ path: join(folder, look.name, `${name}.png`) });
  }
  return problems;
}

/**
 * Writes a picture of every card in every look to `folder`, with an overview `index.html`.
 *
 * @returns what is wider than its card and which button a phone does not show at once, a line each
 */
export async function takePictures(browser: Browser, cards: readonly NamedCard[], folder: string): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const problems: string[] = [];
  for (const look of LOOKS) {
    const page = await browser.newPage({
      viewport: { width: look.window, height: PHONE_HEIGHT },
      locale: 'ja-JP',
      timezoneId: 'Asia/Tokyo',
      deviceScaleFactor: look.name === 'phone' ? 2 : 1,
    });
    problems.push(...(await photograph(page, look, cards, folder)));
    await page.close();
  }
  const names = cards.map(({ name }) => name);
  await writeFile(join(folder, 'index.html'), contactSheet(names, LOOKS));
  return problems;
}
