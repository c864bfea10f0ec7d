import pg from 'pg';
import type { Run } from './database.js';

/**
 * The rows of all tables as text, whichever engine holds them: a row is a JSON array of what PostgreSQL itself writes for each of its
 * values, so that nothing is rounded, and null and JSON's own null stay two things (docs/decisions/0033-backups.md).
 */

/** A table and its columns, in the order in which a row names its values. */
export interface Table {
  name: string;
  columns: string[];
}

/** Where the running numbers of a table had come to. */
export interface Sequence {
  name: string;
  /** The number given out last. */
  value: string;
}

/** Rows read, or put in, with one statement. */
const BATCH = 1000;

/** What the engine writes must not depend on how the server is set up. */
const PLAIN = ["SET LOCAL TimeZone = 'UTC'", "SET LOCAL DateStyle = 'ISO, YMD'", 'SET LOCAL extra_float_digits = 1'];

/** Makes a transaction write values in the one way that a backup knows. */
export async function speakPlainly(run: Run): Promise<void> {
  for (const statement of PLAIN) await run(statement);
}

/**
 * The tables that hold what has to be kept, each behind those that its rows point to. Left out are Prisma's own, and those that the
 * server itself empties after a fault (unlogged), for nothing is lost with them.
 */
export async function keptTables(run: Run): Promise<Table[]> {
  const tables = await run<Table>(`
    SELECT c.relname::text AS name, array_to_json(array_agg(a.attname::text ORDER BY a.attnum)) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p'
      AND c.relname <> '_prisma_migrations'
    GROUP BY c.relname ORDER BY c.relname`);
  const pointing = await run<{ from: string; to: string }>(`
    SELECT f.relname::text AS "from", t.relname::text AS "to" FROM pg_constraint
    JOIN pg_class f ON f.oid = conrelid JOIN pg_class t ON t.oid = confrelid
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid`);
  const ordered: Table[] = [];
  let waiting = tables;
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const free = waiting.filter(({ name }) => !pointing.some(({ from, to }) => from === name && names.has(to)));
    if (free.length === 0) throw new Error('tables point to each other in a circle');
    ordered.push(...free);
    waiting = waiting.filter((table) => !free.includes(table));
  }
  return ordered;
}

/** All rows of a table, in the order of its key, so many lines at once; memory stays that of one batch. */
export async function* readRowLines(run: Run, { name, columns }: Table): AsyncGenerator<string[]> {
  const key = await run<{ column: string }>(
    `SELECT a.attname::text AS column FROM pg_index i
     CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE i.indrelid = to_regclass($1) AND i.indisprimary ORDER BY k.position`,
    [quoted(name)],
  );
  const values = columns.map((column) => `${quoted(column)}::text`).join(', ');
  const order = key.length > 0 ? ` ORDER BY ${key.map(({ column }) => quoted(column)).join(', ')}` : '';
  await run(
    `DECLARE "kept" NO SCROLL CURSOR FOR SELECT to_json(ARRAY[${values}])::text AS line FROM ${quoted(name)}${order}`,
  );
  for (;;) {
    const rows = await run<{ line: string }>(`FETCH ${BATCH} FROM "kept"`);
    if (rows.length === 0) break;
    yield rows.map(({ line }) => line);
  }
  await run('CLOSE "kept"');
}

/** Where running numbers have come to; those that gave out none yet are left out. */
export async function readSequences(run: Run): Promise<Sequence[]> {
  return run<Sequence>(
    `SELECT sequencename::text AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY sequencename`,
  );
}

/** The kept tables in which there is a row. */
export async function filledTables(run: Run): Promise<string[]> {
  const filled: string[] = [];
  for (const { name } of await keptTables(run)) {
    const [found] = await run<{ filled: boolean }>(`SELECT EXISTS (SELECT 1 FROM ${quoted(name)}) AS filled`);
    if (found?.filled === true) filled.push(name);
  }
  return filled;
}

/**
 * Puts rows into an empty table, as they were read from one with the same columns.
 *
 * @returns how many it has now
 */
export async function putRowLines(run: Run, { name, columns }: Table, lines: AsyncIterable<string>): Promise<number> {
  const types = await run<{ column: string; type: string }>(
    `SELECT attname::text AS column, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
    [quoted(name)],
  );
  const typeOf = new Map(types.map(({ column, type }) => [column, type]));
  const values = columns.map((column, at) => `(line.value ->> ${at})::${typeOf.get(column)}`).join(', ');
  const insert = `INSERT INTO ${quoted(name)} (${columns.map(quoted).join(', ')})
    SELECT ${values} FROM json_array_elements($1::json) AS line(value)`;
  let batch: string[] = [];
  const put = async () => {
    if (batch.length > 0) await run(insert, [`[${batch.join(',')}]`]);
    batch = [];
  };
  for await (const line of lines) {
    batch.push(line);
    if (batch.length === BATCH) await put();
  }
  await put();
  const [counted] = await run<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${quoted(name)}`);
  return counted?.rows ?? 0;
}

/** Lets running numbers go on behind those that were given out. */
export async function putSequences(run: Run, sequences: readonly Sequence[]): Promise<void> {
  for (const { name, value } of sequences)
    await run('SELECT setval(to_regclass($1), $2::bigint)', [quoted(name), value]);
}

const quoted = (name: string): string => pg.escapeIdentifier(name);
