/**
 * Makes the 証跡 of one request: `npm run evidence -- R8-12 --out FOLDER`. On PostgreSQL the bot may run meanwhile; with the
 * embedded database it has to be stopped. Ends with code 1 when it could not be made.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../bot/clock.js';
import { parseConfig } from '../bot/config.js';
import { openDatabase } from '../bot/db/database.js';
import { AppError } from '../bot/errors.js';
import { runEvidence } from '../bot/evidence/evidenceCli.js';
import { ROOT } from '../bot/paths.js';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
  if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'));
  const config = parseConfig(process.env);
  const { databaseUrl: url, dataDir } = config;
  if (url === '' && !existsSync(join(dataDir, 'database'))) {
    throw new AppError('config', 'DATA_DIR: there is no database in it', '証跡のもととなるデータベースがありません。');
  }
  // Evidence is made of what is there, so no migration is applied.
  const db = await openDatabase({ url, dataDir, migrated: true });
  try {
    const { receipt, folder } = { receipt: positionals.join(' '), folder: values.out ?? '.' };
    await runEvidence({ db, clock: systemClock, config, receipt, folder, out: process.stdout });
  } finally {
    await db.close();
  }
}

try {
  await main();
} catch (error) {
  const [forPerson, reason] =
    error instanceof AppError ? [error.forPerson, error.message] : ['証跡を作成できませんでした。', String(error)];
  process.stderr.write(`${forPerson}\n${reason}\n`);
  process.exitCode = 1;
}
