import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../bot/paths.js';
import type { CardName } from '../../bot/teams/cards/render.js';
import { SAMPLES } from '../../scripts/cards/samples.js';

const FOLDER = join(ROOT, 'cards');

/** One template filled with one sample. */
export interface Sample {
  card: CardName;
  name: string;
  data: Record<string, unknown>;
}

/** The names of all templates in `cards/`. */
export const TEMPLATES: CardName[] = readdirSync(FOLDER).map((file) => file.slice(0, -'.json'.length) as CardName);

/** The template as it lies in `cards/`. */
export function templateOf(card: CardName): unknown {
  return JSON.parse(readFileSync(join(FOLDER, `${card}.json`), 'utf8'));
}

/** What the functions that make a card give for fictitious people. */
export function samplesOf(card: CardName): Sample[] {
  return Object.entries(SAMPLES[card] ?? {}).map(([name, { data }]) => ({ card, name, data }));
}

/** Every template with every sample. */
export const ALL_SAMPLES: Sample[] = TEMPLATES.flatMap(samplesOf);
