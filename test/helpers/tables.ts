import type { World } from './world.js';

/** The tables of the product, which no test changes, but for those that count who sends and tries how often. */
let tables: string[] | undefined;

/** A picture of every table, to compare before and after: what its rows hold and when each was last written, by its own transaction. */
export async function everyTable(world: World): Promise<Record<string, string>> {
  const { client } = world.app.ctx.db;
  tables ??= (
    await client.$queryRaw<{ name: string }[]>`
      SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT IN ('Pace', 'Throttle') ORDER BY 1`
  ).map(({ name }) => name);
  const each = tables.map(
    (name) => `SELECT '${name}' AS name, coalesce(string_agg(ctid || ':' || xmin, ' '), '') AS rows FROM "${name}"`,
  );
  const found = await client.$queryRawUnsafe<{ name: string; rows: string }[]>(each.join(' UNION ALL '));
  return Object.fromEntries(found.map(({ name, rows }) => [name, rows]));
}

/** What was written to the audit log, by action, oldest first. */
export async function auditedActions(world: World): Promise<string[]> {
  const rows = await world.app.ctx.db.client.auditEntry.findMany({ orderBy: { seq: 'asc' }, select: { action: true } });
  return rows.map(({ action }) => action);
}
