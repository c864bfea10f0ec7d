import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../bot/paths.js';
import type { CardName } from '../../bot/teams/cards/render.js';

const FOLDER = join(ROOT, 'cards');
const read = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

/** One template filled with one sample. */
export interface Sample {
  card: CardName;
  name: string;
  data: Record<string, unknown>;
}

/** The names of all templates in `cards/`. */
export const TEMPLATES: CardName[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json') && !file.endsWith('.sample.json'))
  .map((file) => file.slice(0, -'.json'.length) as CardName);

/** The template as it lies in `cards/`. */
export function templateOf(card: CardName): unknown {
  return read(`${card}.json`);
}

/** The samples beside a template. */
export function samplesOf(card: CardName): Sample[] {
  if (!existsSync(join(FOLDER, `${card}.sample.json`))) return [];
  const samples = read(`${card}.sample.json`) as Record<string, Record<string, unknown>>;
  return Object.entries(samples).map(([name, data]) => ({ card, name, data }));
}

/** Every template with every sample. */
export const ALL_SAMPLES: Sample[] = TEMPLATES.flatMap(samplesOf);
