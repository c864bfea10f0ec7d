import type { Database } from '../../bot/db/database.js';

/** What only the owner of the tables can do: the log's guard is taken away for the moment. */
export async function withoutGuard(db: Pick<Database, 'executeSql'>, work: () => Promise<unknown>): Promise<void> {
  await db.executeSql('ALTER TABLE "AuditEntry" DISABLE TRIGGER "AuditEntry_append_only"', []);
  try {
    await work();
  } finally {
    await db.executeSql('ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER "AuditEntry_append_only"', []);
  }
}
