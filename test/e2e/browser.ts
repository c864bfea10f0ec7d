import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { ROOT } from '../../bot/paths.js';

/** Where the pictures and logs of a run are kept, for people to look at. */
export const PICTURES = join(ROOT, 'pictures', 'e2e');

/** Debian's Chromium without anything that would look for hosts of its own. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** One person's browser window on their own Playground. */
export class Window {
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    private readonly name: string,
  ) {}

  static async open(browser: Browser, name: string, port: number): Promise<Window> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 1100 },
      locale: 'ja-JP',
      timezoneId: 'Asia/Tokyo',
      acceptDownloads: true,
    });
    const page = await context.newPage();
    await page.goto(`http://localhost:${port}`, { waitUntil: 'domcontentloaded' });
    const window = new Window(page, context, name);
    await window.newest('ご利用方法').waitFor();
    return window;
  }

  private cards(): Locator {
    return this.page.locator('.ac-adaptiveCard');
  }

  /** The newest card that says these words. Others may have come after it: the bot speaks without being asked, too. */
  newest(words: string): Locator {
    return this.cards().filter({ hasText: words }).last();
  }

  /** Says something and waits for the card that answers with these words. */
  async say(text: string, answer: string): Promise<Locator> {
    const field = this.page.locator('[role=textbox][contenteditable=true]');
    // A card that is drawn anew takes the focus away; then the rest of the sentence would go nowhere.
    for (let tries = 0; tries < 3 && ((await field.textContent()) ?? '').trim() !== text; tries++) {
      await field.click();
      await this.page.keyboard.press('ControlOrMeta+A');
      await this.page.keyboard.type(text);
    }
    const before = await this.cards().count();
    await field.focus();
    await this.page.keyboard.press('Enter');
    const since = this.page.locator(`xpath=(//*[contains(@class, "ac-adaptiveCard")])[position() > ${before}]`);
    return this.comes(answer, since.filter({ hasText: answer }).first());
  }

  /** Presses a button on the newest card that has it, and waits for what that card says then: the answer takes its place. */
  async press(button: string, answer: string): Promise<Locator> {
    const asked = this.page.getByRole('button', { name: button, exact: true }).last();
    await asked.waitFor();
    const place = await asked.evaluate((element) =>
      [...document.querySelectorAll('.ac-adaptiveCard')].findIndex((card) => card.contains(element)),
    );
    const card = this.cards().nth(place);
    await card.getByRole('button', { name: button, exact: true }).click();
    return this.comes(answer, card.filter({ hasText: answer }));
  }

  /** Waits until a card says these words, whatever was asked. */
  async sees(words: string): Promise<Locator> {
    return this.comes(words, this.newest(words));
  }

  private async comes(words: string, card: Locator): Promise<Locator> {
    try {
      await card.waitFor({ timeout: 30_000 });
    } catch (error) {
      await this.keepWhatWasSeen(words);
      throw error;
    }
    return card;
  }

  /** What stood on the screen when a card did not come: a picture, and the words of every card in order. */
  private async keepWhatWasSeen(words: string): Promise<void> {
    await this.picture('failed');
    const cards = await this.cards().allInnerTexts();
    const told = cards.map((card, at) => `--- card ${at + 1} of ${cards.length}\n${card}`);
    writeFileSync(join(PICTURES, `${this.name}-failed.txt`), [`waited for: ${words}`, ...told].join('\n'));
  }

  /**
   * Draws the picture of a guide from the newest card, or from a part of a page, when that is asked for
   * (`GUIDE_PICTURES=on npm run test:e2e`); the guides then show the product as it is.
   */
  async guidePicture(name: string, part: Locator = this.page.locator('.ac-adaptiveCard').last()): Promise<void> {
    if (process.env.GUIDE_PICTURES !== 'on') return;
    // The Playground's own bars lie over a card that is taller than the window.
    const { width, height } = this.page.viewportSize() ?? { width: 1280, height: 1100 };
    await this.page.setViewportSize({ width, height: 2200 });
    await part.scrollIntoViewIfNeeded();
    await part.screenshot({ path: join(ROOT, 'docs', 'pictures', `guide-${name}.png`) });
    await this.page.setViewportSize({ width, height });
  }

  /** Keeps a picture of what is on the screen, for people to look at. */
  async picture(name: string, page: Page = this.page): Promise<void> {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${this.name}-${name}.png`) });
  }
}

/** Asks for the code on the page, reads it in the person's chat and enters it. */
export async function signIn(person: Window, page: Page): Promise<void> {
  await page.getByRole('button', { name: '確認コードを受け取る' }).click();
  const card = await person.sees('確認コードをお送りします');
  const code = /\d{3} ?\d{3}/.exec((await card.textContent()) ?? '')?.[0] ?? '';
  await page.getByRole('textbox').fill(code);
  await page.keyboard.press('Enter');
}
