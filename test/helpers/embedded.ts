import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Puts an embedded database where a bot or a command will look for one, instead of letting each make its own, which takes seconds: one
 * without tables, or one whose tables are up to date. Does nothing in a run on a server.
 *
 * @param dataDir DATA_DIR, where nothing is yet
 */
export async function layDatabase(dataDir: string, kind: 'empty' | 'migrated'): Promise<void> {
  if (process.env.TEST_DATABASE_URL) return;
  const prepared = join(dirname(process.env.TEST_DATABASE_TEMPLATE ?? ''), kind, 'database');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await cp(prepared, join(dataDir, 'database'), { recursive: true });
}
