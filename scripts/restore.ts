/**
 * Puts a backup back: `npm run restore -- FOLDER [--keep-files]`, into an empty database and an empty store, while no bot runs. Besides
 * `.env` it reads `.env.owner`, as `npm run migrate` does. Ends with code 0 when every file was proved by its row, 2 when not.
 */
import '../bot/namedCity.js';

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../bot/clock.js';
import { runCommand } from '../bot/commands/frame.js';
import { runRestore } from '../bot/commands/restore.js';
import { ROOT } from '../bot/paths.js';
import { withDemoSecrets } from '../bot/secret.js';

const owner = join(ROOT, '.env.owner');
if (existsSync(owner)) process.loadEnvFile(owner);
await runCommand(process, { sentence: 'バックアップを戻せませんでした。', code: 2 }, ({ config, out }) =>
  runRestore(withDemoSecrets(config), process.argv.slice(2), systemClock, out),
);
