/**
 * Checks the audit log: `npm run audit:verify [-- --heads FILE]`. On PostgreSQL the bot may run meanwhile; with the embedded
 * database it has to be stopped. Ends with code 0 when the log is whole, 1 when it was tampered with, 2 when it could not be checked.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runVerify } from '../bot/audit/verifyCli.js';
import { parseConfig } from '../bot/config.js';
import { openDatabase } from '../bot/db/database.js';
import { AppError } from '../bot/errors.js';
import { ROOT } from '../bot/paths.js';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { heads: { type: 'string' } } });
  if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'));
  const { databaseUrl: url, dataDir, auditHeadFile } = parseConfig(process.env);
  if (url === '' && !existsSync(join(dataDir, 'database'))) {
    throw new AppError('config', 'DATA_DIR: there is no database in it', '監査記録のデータベースがありません。');
  }
  // Whoever checks changes nothing, so no migration is applied.
  const database = await openDatabase({ url, dataDir, migrated: true });
  try {
    return await runVerify({ database, headFile: values.heads ?? auditHeadFile, out: process.stdout });
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  // Of a server that was tried at several addresses there is only a code.
  const { message, code } = error as { message?: string; code?: string };
  process.stderr.write(`The audit log could not be checked: ${message || code}\n`);
  process.exitCode = 2;
}
