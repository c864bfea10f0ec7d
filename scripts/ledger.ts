/**
 * Writes the ledger (台帳) into a folder: `npm run ledger -- --year 8 --out FOLDER`, or with `--from 2026-11-01 --to 2026-11-30`.
 * On PostgreSQL the bot may run meanwhile; with the embedded database it has to be stopped.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../bot/clock.js';
import { parseConfig } from '../bot/config.js';
import { openDatabase } from '../bot/db/database.js';
import { AppError } from '../bot/errors.js';
import { readCommand, runLedger } from '../bot/ledger/ledgerCli.js';
import { ROOT } from '../bot/paths.js';

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'));
  const { databaseUrl: url, databaseOwnerUrl: ownerUrl, dataDir } = parseConfig(process.env);
  if (url === '' && !existsSync(join(dataDir, 'database'))) {
    throw new AppError('config', 'DATA_DIR: there is no database in it', '台帳のデータベースがありません。');
  }
  const db = await openDatabase({ url, ownerUrl, dataDir });
  try {
    await runLedger({ db, clock: systemClock }, command, process.stdout);
  } finally {
    await db.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.forPerson}\n${error.message}\n`);
  process.exitCode = 1;
}
