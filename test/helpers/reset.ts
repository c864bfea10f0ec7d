import type { World } from './world.js';

/** Empties what requests leave behind, so that each test of a file begins with receipt number 1. Directory and recordings stay. */
export async function forgetRequests(world: World): Promise<void> {
  await world.app.runPending();
  await world.app.ctx.db.client.$executeRawUnsafe(
    'TRUNCATE "Request", "Counter", "Notice", "Conversation", "AuditEntry", "AuditHead", "Link", "Letter", "Copy" CASCADE',
  );
  world.connector.shown.length = 0;
  world.log.length = 0;
}
