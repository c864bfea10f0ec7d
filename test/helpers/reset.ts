import { rm } from 'node:fs/promises';
import type { Database } from '../../bot/db/database.js';
import { withoutGuard } from './tamper.js';
import type { World } from './world.js';

const EMPTIED = [
  'LinkPlay',
  'LinkDownload',
  'LinkPackage',
  'LinkSession',
  'LinkCode',
  'LinkFile',
  'Link',
  'Letter',
  'Copy',
  'ChosenRecording',
  'Notice',
  'Conversation',
  'AuditEntry',
  'AuditHead',
  'Counter',
];

/** All in one text, which is one way to the database. */
const FORGET = [
  'BEGIN',
  'ALTER TABLE "AuditEntry" DISABLE TRIGGER USER',
  ...EMPTIED.map((table) => `DELETE FROM "${table}"`),
  'DELETE FROM "Recording" WHERE "storeKey" IS NOT NULL',
  'DELETE FROM "Request"',
  'ALTER TABLE "AuditEntry" ENABLE TRIGGER USER',
  'COMMIT',
].join(';\n');

/**
 * Empties what requests leave behind, so that each test of a file begins with receipt number 1. Directory and recordings stay.
 * The log is emptied as its owner could: with the trigger that guards it switched off.
 */
export async function forgetRequests(world: World): Promise<void> {
  await world.app.runPending();
  await world.app.ctx.db.executeSql(FORGET, []);
  // Heads of the log that is gone would not agree with the new one.
  await rm(world.app.ctx.config.auditHeadFile, { force: true });
  world.connector.shown.length = 0;
  world.log.length = 0;
}

/** Empties the log alone, as its owner could, so that the next row is the first. */
export async function forgetLog(db: Pick<Database, 'executeSql'>): Promise<void> {
  await withoutGuard(db, async () => {
    await db.executeSql('DELETE FROM "AuditEntry"', []);
    await db.executeSql('DELETE FROM "AuditHead"', []);
  });
}

/** Ends every period of 代決 without a trace. */
export async function forgetDeputies({ app }: World): Promise<void> {
  await app.ctx.db.client.deputyPeriod.deleteMany();
  await app.ctx.directory.refresh({ force: true });
}
