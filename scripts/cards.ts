/**
 * Pictures of all cards: `npm run cards` writes them to `pictures/cards/`, with `index.html` as the overview. It needs Chromium
 * (`CHROMIUM_PATH`, otherwise /usr/bin/chromium).
 *
 * `npm run cards -- --samples` writes `cards/<name>.sample.json` anew, from what the bot's own functions give.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bot/paths.js';
import { type CardName, loadCards } from '../bot/teams/cards/render.js';
import type { NamedCard } from './cards/page.js';
import { openBrowser, takePictures } from './cards/pictures.js';
import { SAMPLES } from './cards/samples.js';

const CARD_NAMES = Object.keys(SAMPLES) as CardName[];
const sampleFile = (card: CardName) => join(ROOT, 'cards', `${card}.sample.json`);

function writeSamples(): void {
  for (const card of CARD_NAMES) {
    const samples = Object.entries(SAMPLES[card]).map(([name, content]) => [name, content.data]);
    writeFileSync(sampleFile(card), `${JSON.stringify(Object.fromEntries(samples), null, 2)}\n`);
  }
  process.stdout.write(`${CARD_NAMES.length} sample files written to cards/\n`);
}

function filledSamples(): NamedCard[] {
  const render = loadCards();
  return CARD_NAMES.flatMap((card) => {
    const samples: Record<string, Record<string, unknown>> = JSON.parse(readFileSync(sampleFile(card), 'utf8'));
    return Object.entries(samples).map(([name, data]) => ({ name: `${card}.${name}`, card: render({ card, data }) }));
  });
}

async function main(): Promise<void> {
  if (process.argv.includes('--samples')) return writeSamples();
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
