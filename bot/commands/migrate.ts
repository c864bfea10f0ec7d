import type { Config } from '../config.js';
import { openDatabase } from '../db/database.js';

/**
 * Brings the tables up to date and grants the bot's role what it needs, as the owner that `DATABASE_OWNER_URL` names. The bot itself
 * never holds that connection: whoever takes over its process cannot change the audit log.
 *
 * @returns the exit code
 * @throws AppError `config` where the roles are not apart after all, or another process has the embedded database
 */
export async function runMigrate(config: Config, out: NodeJS.WritableStream): Promise<number> {
  const { databaseUrl: url, databaseDirectUrl: directUrl, databaseOwnerUrl: ownerUrl, dataDir, auditYears } = config;
  const database = await openDatabase({ url, directUrl, ownerUrl, dataDir, trimsLog: auditYears !== undefined });
  await database.close();
  out.write('The tables are up to date.\n');
  if (url !== '' && database.ownsAuditLog) {
    out.write(
      'The role of DATABASE_URL can change the audit log: set DATABASE_OWNER_URL (docs/operate.md, "Going live").\n',
    );
  }
  return 0;
}
