import { join } from 'node:path';
import { ROOT } from '../../bot/paths.js';

/** Runs statements on a database. */
export interface Asking {
  query<Row>(statement: string, values?: unknown[]): Promise<Row[]>;
  exec(statements: string): Promise<unknown>;
}

/** What a database has before anybody works with it. */
interface Beginning {
  /** What tables, keys, functions, roles and rights there are. */
  shape: string;
  tables: readonly string[];
  /** The rows of tables that are not empty, as JSON. */
  rows: ReadonlyMap<string, string>;
  /** The tables with guards, and the statements that put these up. */
  guarded: readonly string[];
  guards: readonly string[];
}

/** A database that is lent to one world after the other. */
export interface Kept<Place> {
  place: Place;
  beginning: Beginning;
  uses: number;
}

const SHAPE = `
  SELECT md5(string_agg(line, ' ' ORDER BY line)) AS shape FROM (
    SELECT concat_ws(' ', 'c', oid, relname, relkind, relnatts, relchecks, relhasrules, relacl) AS line FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 't', oid, tgname) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', 'k', oid, conname) FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 'f', oid, md5(prosrc), proacl) FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 'n', oid, nspacl) FROM pg_namespace WHERE oid >= 16384 OR nspname = 'public'
    UNION ALL SELECT concat_ws(' ', 'd', datacl) FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT concat_ws(' ', 's', setrole, setconfig) FROM pg_db_role_setting
      WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())) lines`;

const TABLES = `
  SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY name`;

/** The guards of tables, each with the statement that sets it as it is now. */
const GUARDS = `
  SELECT tgrelid::regclass::text AS "table", format('ALTER TABLE %s %s TRIGGER %I', tgrelid::regclass,
    CASE tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END, tgname) AS statement
  FROM pg_trigger WHERE NOT tgisinternal ORDER BY statement`;

async function shapeOf(asking: Asking): Promise<string> {
  const [row] = await asking.query<{ shape: string }>(SHAPE);
  return row?.shape ?? '';
}

/** Which tables have rows. */
async function filled(asking: Asking, tables: readonly string[]): Promise<string[]> {
  const each = tables.map((table, place) => `SELECT ${place} AS place WHERE EXISTS (SELECT FROM ${table})`);
  const rows = await asking.query<{ place: number }>(each.join(' UNION ALL '));
  return rows.flatMap(({ place }) => tables[place] ?? []);
}

/** Looks at a database before anybody works with it. */
export async function beginningOf(asking: Asking): Promise<Beginning> {
  const tables = (await asking.query<{ name: string }>(TABLES)).map(({ name }) => name);
  const rows = new Map<string, string>();
  for (const table of await filled(asking, tables)) {
    const [all] = await asking.query<{ rows: string }>(`SELECT json_agg(t)::text AS rows FROM ${table} t`);
    rows.set(table, all?.rows ?? '[]');
  }
  const found = await asking.query<{ table: string; statement: string }>(GUARDS);
  return {
    shape: await shapeOf(asking),
    tables,
    rows,
    guarded: [...new Set(found.map(({ table }) => table))],
    guards: found.map(({ statement }) => statement),
  };
}

/** Makes a database as it was at its beginning. False where that cannot be, because somebody changed more than rows. */
export async function empty(asking: Asking, { shape, tables, rows, guarded, guards }: Beginning): Promise<boolean> {
  if ((await shapeOf(asking)) !== shape) return false;
  const used = await filled(asking, tables);
  // As its owner could: past the triggers that guard the log.
  await asking.exec(guarded.map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER`).join(';'));
  if (used.length > 0) await asking.exec(`TRUNCATE ${used.join(', ')} RESTART IDENTITY CASCADE`);
  for (const [table, json] of rows) {
    await asking.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`, [json]);
  }
  await asking.exec(guards.join(';'));
  return true;
}

/** How long a database may take to be emptied, in milliseconds: one that somebody left in the middle of something never is. */
const LIMIT_MS = 10_000;

/** Whether some work came to a good end in time. */
export async function inTime(work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), LIMIT_MS);
  });
  const done = await Promise.race([work.catch(() => false), late]);
  clearTimeout(timer);
  return done;
}

/** What a worker's last world gave back, for its next one: outside of the sandboxes, so that it outlives the test file. */
export function idle<Place>(): { kept: Kept<Place> | undefined } {
  const outside = Reflect.get(globalThis, Symbol.for('outside')) as NodeJS.Require;
  return outside(join(ROOT, 'test', 'helpers', 'idle.cjs')).store;
}
