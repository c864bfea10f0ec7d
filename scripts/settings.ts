/**
 * Writes the tables of the settings, docs/settings.md and docs/settings.ja.md, from .env.example: `npm run settings`,
 * which has the formatter align them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bot/paths.js';
import { settingsPages } from './settings/tables.js';

for (const [file, text] of Object.entries(settingsPages(readFileSync(join(ROOT, '.env.example'), 'utf8')))) {
  const target = join(ROOT, 'docs', file);
  writeFileSync(target, text);
  process.stdout.write(`${target}\n`);
}
