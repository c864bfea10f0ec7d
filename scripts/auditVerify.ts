/**
 * Checks the audit log: `npm run audit:verify [-- --heads FILE] [--restored ROW]`. On PostgreSQL the bot may run meanwhile; with the embedded
 * database it has to be stopped. Reads from the replica of DATABASE_READ_URL, where that is set. Ends with code 0 when the log is whole, 1 when it was tampered with, 2 when it could not be checked.
 */
import '../bot/namedCity.js';

import { parseArgs } from 'node:util';
import { headFile } from '../bot/audit/heads.js';
import { believedKeys } from '../bot/audit/keys.js';
import { openHeadPlaces } from '../bot/audit/places.js';
import { systemClock } from '../bot/clock.js';
import { runCommand, withDatabase, withReplica } from '../bot/commands/frame.js';
import { runVerify } from '../bot/commands/verify.js';
import { withDemoSecrets } from '../bot/secret.js';

await runCommand(process, { sentence: '監査記録を確認できませんでした。', code: 2 }, ({ config, out }) => {
  const { values } = parseArgs({
    options: { heads: { type: 'string' }, restored: { type: 'string', multiple: true } },
  });
  const own = withDemoSecrets(config);
  const places = values.heads === undefined ? openHeadPlaces(own, systemClock) : [headFile(values.heads)];
  const common = { places, keys: believedKeys(own), restores: (values.restored ?? []).map(Number), out };
  if (config.databaseReadUrl !== '') {
    return withReplica(config, (database) => runVerify({ ...common, database, caughtUp: () => database.caughtUp() }));
  }
  // Whoever checks changes nothing, so no migration is applied.
  return withDatabase(config, { of: '監査記録のデータベースがありません。', changes: false }, (database) =>
    runVerify({ ...common, database }),
  );
});
