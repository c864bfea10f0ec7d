import type { World } from './world.js';

/** Every table of the product with all its rows as text, to compare before and after. Jobs live in a schema of their own. */
export async function everyTable(world: World): Promise<Record<string, string>> {
  const { client } = world.app.ctx.db;
  const tables = await client.$queryRaw<{ name: string }[]>`
    SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`;
  const each = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, coalesce(json_agg(t ORDER BY t::text), '[]')::text AS rows FROM "${name}" t`,
  );
  const found = await client.$queryRawUnsafe<{ name: string; rows: string }[]>(each.join(' UNION ALL '));
  return Object.fromEntries(found.map(({ name, rows }) => [name, rows]));
}

/** What was written to the audit log, by action, oldest first. */
export async function auditedActions(world: World): Promise<string[]> {
  const rows = await world.app.ctx.db.client.auditEntry.findMany({ orderBy: { seq: 'asc' }, select: { action: true } });
  return rows.map(({ action }) => action);
}
