/**
 * Makes the 証跡 of one request: `npm run evidence -- R8-12 --out FOLDER`. On PostgreSQL the bot may run meanwhile; with the
 * embedded database it has to be stopped. Ends with code 1 when it could not be made.
 */
import '../bot/namedCity.js';

import { parseArgs } from 'node:util';
import { openRecorder } from '../bot/audit/recorder.js';
import { systemClock } from '../bot/clock.js';
import { runEvidence } from '../bot/commands/evidence.js';
import { runCommand, withDatabase } from '../bot/commands/frame.js';
import { withDemoSecrets } from '../bot/secret.js';

await runCommand(process, { sentence: '証跡を作成できませんでした。' }, async ({ config, out }) => {
  const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
  const { receipt, folder } = { receipt: positionals.join(' '), folder: values.out ?? '.' };
  // Evidence is made of what is there, so no migration is applied.
  await withDatabase(config, { of: '証跡のもととなるデータベースがありません。', changes: false }, async (db) => {
    const own = withDemoSecrets(config);
    const recorder = await openRecorder(db, systemClock, own.auditKeys);
    return runEvidence({ db, ...recorder, config: own, receipt, folder, out });
  });
  return 0;
});
