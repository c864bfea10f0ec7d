import { AppError } from '../errors.js';
import { missingMigrations, unknownMigrations } from './schemaEngine.js';

/** Runs one statement and returns its rows. */
type Ask = <Row>(text: string) => Promise<Row[]>;

/** The names of the migrations that were applied, in their order; none where there are no tables. */
export async function appliedMigrations(ask: Ask): Promise<string[]> {
  const [there] = await ask<{ there: boolean }>(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS there`);
  if (there?.there !== true) return [];
  const rows = await ask<{ name: string }>(
    `SELECT "migration_name"::text AS name FROM "_prisma_migrations"
     WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL ORDER BY "migration_name"`,
  );
  return rows.map(({ name }) => name);
}

/**
 * Refuses a database whose tables a newer version has changed: this one would not know what its rows mean.
 *
 * @throws AppError `config`
 */
export async function assertNotNewer(ask: Ask): Promise<void> {
  refuseNewer(await unknownMigrations(await appliedMigrations(ask)));
}

/** @throws AppError `config` when the tables are not those that this version of the program was written for */
export async function assertMigrated(ask: Ask): Promise<void> {
  const applied = await appliedMigrations(ask).catch((error: { code?: unknown }) => {
    if (error.code === INSUFFICIENT_PRIVILEGE) return [];
    throw error;
  });
  refuseNewer(await unknownMigrations(applied));
  const missing = await missingMigrations(applied);
  if (missing.length === 0) return;
  throw new AppError(
    'config',
    `DATABASE_URL: the database is not up to date (${missing.join(', ')}); run: npm run migrate`,
    'データベースの更新が必要です。',
  );
}

const INSUFFICIENT_PRIVILEGE = '42501';

function refuseNewer(unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  throw new AppError(
    'config',
    `the database is that of a newer version of this program (${unknown.join(', ')}), and was left as it is; start that version, or restore a backup that this one made`,
    'データベースが、このプログラムより新しい版で更新されています。その版のプログラムをお使いください。',
  );
}
