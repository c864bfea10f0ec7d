/**
 * Takes over what the recorder exported: `npm run import`. With the embedded database the bot has to be stopped meanwhile, which
 * imports by itself while it runs. Ends with code 1 when the recorder's index could not be read.
 */
import '../bot/namedCity.js';

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../bot/clock.js';
import { runCommand, withDatabase } from '../bot/commands/frame.js';
import { runImport } from '../bot/commands/import.js';
import { AppError } from '../bot/errors.js';
import { columnsFrom } from '../bot/recordings/indexRow.js';
import { keptSince } from '../bot/rule/retention.js';

await runCommand(process, { sentence: '録音データを取り込めませんでした。' }, async ({ config, out }) => {
  const sample = join(config.dataDir, 'sample-recorder');
  const folder = config.demo && config.recorderDir === '' && existsSync(sample) ? sample : config.recorderDir;
  if (folder === '') {
    throw new AppError(
      'config',
      'RECORDER_DIR: must be set, for example /srv/recorder',
      '録音装置の書き出し先フォルダー（RECORDER_DIR）が設定されていません。',
    );
  }
  const { areaCode } = config;
  const columns = columnsFrom(config.recorderColumns);
  const notBefore = keptSince(systemClock.now(), config.retention);
  const { complete } = await withDatabase(config, { changes: true }, (database) =>
    runImport({ database, clock: systemClock, out, folder, areaCode, columns, notBefore }),
  );
  return complete ? 0 : 1;
});
