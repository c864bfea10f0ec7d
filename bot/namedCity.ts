import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ROOT } from './paths.js';

/**
 * Names the city of `.env` (`CITY_PROFILE`) before anything is loaded that speaks of one. Commands read the file itself only once they
 * run, so each of them imports this first.
 */
const settings = join(ROOT, '.env');
if (process.env.CITY_PROFILE === undefined && existsSync(settings)) {
  try {
    const { CITY_PROFILE } = parseEnv(readFileSync(settings, 'utf8'));
    if (CITY_PROFILE !== undefined) process.env.CITY_PROFILE = CITY_PROFILE;
  } catch {
    // A file that cannot be read is told of by whoever reads all of it, in a sentence of the command.
  }
}
