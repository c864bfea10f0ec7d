/**
 * Makes a backup of database and files: `npm run backup [-- --out FOLDER]`, without it in BACKUP_DIR. The bot may be running. Ends with
 * code 0 when all of it is there, 2 when not.
 */
import '../bot/namedCity.js';

import { systemClock } from '../bot/clock.js';
import { runBackup } from '../bot/commands/backup.js';
import { runCommand } from '../bot/commands/frame.js';
import { withDemoSecrets } from '../bot/secret.js';

await runCommand(process, { sentence: 'バックアップを作成できませんでした。', code: 2 }, ({ config, out }) =>
  runBackup(withDemoSecrets(config), process.argv.slice(2), systemClock, out),
);
