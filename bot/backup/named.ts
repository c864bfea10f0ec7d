import type { Run } from '../db/database.js';

/** Where a row names a stored file, and until when it holds that the file is there. */
interface Naming {
  table: string;
  /** The column that is set once the file is deleted, or about to be; undefined where it is kept for good. */
  until?: string;
}

const NAMINGS: readonly Naming[] = [
  { table: 'Copy', until: 'deletedAt' },
  { table: 'Letter' },
  { table: 'Preserved' },
  { table: 'Recording', until: 'detachedAt' },
];

/** A stored file that a row names, with what the row says of its content. */
export interface NamedFile {
  table: string;
  storeKey: string;
  sha256: string;
  size: number;
}

const NAMED = NAMINGS.map(
  ({ table, until }) =>
    `SELECT '${table}' AS "table", "storeKey", "sha256", "size"::float8 AS "size" FROM "${table}"
     WHERE "storeKey" IS NOT NULL${until === undefined ? '' : ` AND "${until}" IS NULL`}`,
).join(' UNION ALL ');

/** The files that have to be in the store, by the rows of a database. */
export function namedFiles(run: Run): Promise<NamedFile[]> {
  return run<NamedFile>(`${NAMED} ORDER BY "storeKey"`);
}

/** Whether a row still says that a file is there. */
export async function isNamed(run: Run, storeKey: string): Promise<boolean> {
  const rows = await run(`SELECT 1 FROM (${NAMED}) AS named WHERE "storeKey" = $1 LIMIT 1`, [storeKey]);
  return rows.length > 0;
}

/** The same question, asked of a row of a backup: undefined where the row names no file that has to be there. */
export function namedBy(table: string, row: Readonly<Record<string, string | null>>): NamedFile | undefined {
  const naming = NAMINGS.find((one) => one.table === table);
  const { storeKey = null, sha256, size } = row;
  if (naming === undefined || storeKey === null) return undefined;
  if (naming.until !== undefined && (row[naming.until] ?? null) !== null) return undefined;
  return { table, storeKey, sha256: sha256 ?? '', size: Number(size) };
}
