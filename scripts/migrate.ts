/**
 * Brings the database up to date: `npm run migrate`, before a new version is started. Besides `.env` it reads `.env.owner`, which the
 * bot does not: `DATABASE_OWNER_URL` belongs there, readable by whoever installs only.
 */
import '../bot/namedCity.js';

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../bot/commands/frame.js';
import { runMigrate } from '../bot/commands/migrate.js';
import { ROOT } from '../bot/paths.js';

const owner = join(ROOT, '.env.owner');
if (existsSync(owner)) process.loadEnvFile(owner);
await runCommand(process, { sentence: 'データベースを更新できませんでした。' }, ({ config, out }) =>
  runMigrate(config, out),
);
