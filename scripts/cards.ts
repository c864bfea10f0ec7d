/**
 * Pictures of all cards: `npm run cards` writes them to `pictures/cards/`, with `index.html` as the overview. It needs Chromium
 * (`CHROMIUM_PATH`, otherwise /usr/bin/chromium).
 */
import { join } from 'node:path';
import { ROOT } from '../bot/paths.js';
import { type CardName, loadCards } from '../bot/teams/cards/render.js';
import type { NamedCard } from './cards/page.js';
import { openBrowser, takePictures } from './cards/pictures.js';
import { SAMPLES } from './cards/samples.js';

const CARD_NAMES = Object.keys(SAMPLES) as CardName[];
function filledSamples(): NamedCard[] {
  const render = loadCards();
  return CARD_NAMES.flatMap((card) => {
    return Object.entries(SAMPLES[card]).map(([name, content]) => ({ name: `${card}.${name}`, card: render(content) }));
  });
}

async function main(): Promise<void> {
  const folder = join(ROOT, 'pictures', 'cards');
  const cards = filledSamples();
  const browser = await openBrowser(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium');
  try {
    const problems = await takePictures(browser, cards, folder);
    process.stdout.write(
      `${cards.length} cards: ${join(folder, 'index.html')}\n${problems.map((line) => `! ${line}\n`).join('')}`,
    );
  } finally {
    await browser.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
