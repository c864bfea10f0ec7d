import type { Database } from '../../bot/db/database.js';

/** What only the owner of the tables can do: the log's guard is taken away for the moment. */
export async function withoutGuard(db: Pick<Database, 'executeSql'>, work: () => Promise<unknown>): Promise<void> {
  await db.executeSql('ALTER TABLE "AuditEntry" DISABLE TRIGGER USER', []);
  try {
    await work();
  } finally {
    for (const guard of ['AuditEntry_append_only', 'AuditEntry_oldest_only']) {
      await db.executeSql(`ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER "${guard}"`, []);
    }
  }
}
