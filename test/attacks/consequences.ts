import { everyTable } from '../helpers/tables.js';
import type { World } from '../helpers/world.js';

/** What one call left behind. */
export interface Consequences<T> {
  answer: T;
  /** Tables that are not as they were, the audit log's own two left out. */
  changed: string[];
  /** The new rows of the audit log. */
  audit: { actorId: string | null; action: string; requestId: string | null; data: unknown }[];
}

const LOG = ['AuditEntry', 'AuditHead'];

/** Makes a call and compares every table with what it was before. */
export async function consequences<T>(world: World, made: () => Promise<T>): Promise<Consequences<T>> {
  const { auditEntry } = world.app.ctx.db.client;
  const [before, rows] = [await everyTable(world), await auditEntry.count()];
  const answer = await made();
  const after = await everyTable(world);
  const audit = await auditEntry.findMany({
    orderBy: { seq: 'asc' },
    skip: rows,
    select: { actorId: true, action: true, requestId: true, data: true },
  });
  const changed = Object.keys(after).filter((table) => after[table] !== before[table] && !LOG.includes(table));
  return { answer, changed, audit };
}
