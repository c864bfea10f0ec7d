/**
 * Looks through a backup without restoring it: `npm run check [-- FOLDER]`, without it through the newest one in BACKUP_DIR. Ends with
 * code 0 when nothing is wrong with it, 2 when something is.
 */
import '../bot/namedCity.js';

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../bot/clock.js';
import { runCheck } from '../bot/commands/check.js';
import { runCommand } from '../bot/commands/frame.js';
import { withDemoSecrets } from '../bot/secret.js';

await runCommand(process, { sentence: 'バックアップを確かめられませんでした。', code: 2 }, ({ config, out }) => {
  // Whoever checks elsewhere than where the demo ran has no secrets, and gets none that fit nothing.
  const own = existsSync(join(config.dataDir, 'master.secret')) ? withDemoSecrets(config) : config;
  return runCheck(own, process.argv.slice(2), systemClock, out);
});
