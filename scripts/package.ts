/**
 * Writes the Teams app package: `npm run package`, with `BOT_ID`, `PUBLIC_URL` and `FILES_URL` in the environment or in `.env`.
 */
import '../bot/namedCity.js';

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bot/paths.js';
import { CITY_ID } from '../bot/rule/profile/city.js';
import { buildPackage, packageValues } from './appPackage.js';

const settings = join(ROOT, '.env');
if (existsSync(settings)) process.loadEnvFile(settings);

try {
  const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const target = join(ROOT, 'appPackage', `${CITY_ID}-call-recording.zip`);
  writeFileSync(target, await buildPackage(packageValues(process.env, version)));
  process.stdout.write(`${target}\nUpload it in the Teams admin center: Teams apps, Manage apps, Upload new app.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
