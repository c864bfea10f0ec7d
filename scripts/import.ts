/**
 * Takes over what the recorder exported: `npm run import`. With the embedded database the bot has to be stopped meanwhile, which
 * imports by itself while it runs. Ends with code 1 when the recorder's index could not be read.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../bot/clock.js';
import { parseConfig } from '../bot/config.js';
import { openDatabase } from '../bot/db/database.js';
import { AppError } from '../bot/errors.js';
import { ROOT } from '../bot/paths.js';
import { runImport } from '../bot/recordings/importCli.js';
import { columnsFrom } from '../bot/recordings/indexRow.js';
import { keptSince } from '../bot/rule/retention.js';

async function main(): Promise<number> {
  if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'));
  const config = parseConfig(process.env);
  const sample = join(config.dataDir, 'sample-recorder');
  if (config.demo && config.recorderDir === '' && existsSync(sample)) config.recorderDir = sample;
  if (config.recorderDir === '') {
    throw new AppError(
      'config',
      'RECORDER_DIR: must be set, for example /srv/recorder',
      '録音装置の書き出し先フォルダー（RECORDER_DIR）が設定されていません。',
    );
  }
  const columns = columnsFrom(config.recorderColumns);
  const notBefore = keptSince(systemClock.now(), config.retentionDays);
  const { databaseUrl: url, databaseOwnerUrl: ownerUrl, dataDir } = config;
  const database = await openDatabase({ url, ownerUrl, dataDir });
  try {
    const { recorderDir: folder, areaCode } = config;
    const { complete } = await runImport({
      database,
      clock: systemClock,
      out: process.stdout,
      folder,
      areaCode,
      columns,
      notBefore,
    });
    return complete ? 0 : 1;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.forPerson}\n${error.message}\n`);
  process.exitCode = 1;
}
