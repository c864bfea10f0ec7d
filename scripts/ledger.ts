/**
 * Writes the ledger (台帳) into a folder: `npm run ledger -- --year 8 --out FOLDER`, or with `--from 2026-11-01 --to 2026-11-30`.
 * On PostgreSQL the bot may run meanwhile; with the embedded database it has to be stopped.
 */
import '../bot/namedCity.js';

import { openRecorder } from '../bot/audit/recorder.js';
import { systemClock } from '../bot/clock.js';
import { runCommand, withDatabase } from '../bot/commands/frame.js';
import { readCommand, runLedger } from '../bot/commands/ledger.js';
import { withDemoSecrets } from '../bot/secret.js';

await runCommand(process, { sentence: '台帳を作成できませんでした。' }, async ({ config, out }) => {
  const command = readCommand(process.argv.slice(2));
  await withDatabase(config, { of: '台帳のデータベースがありません。', changes: true }, async (db) => {
    const recorder = await openRecorder(db, systemClock, withDemoSecrets(config).auditKeys);
    return runLedger({ db, ...recorder }, command, out);
  });
  return 0;
});
