import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { AppError } from '../errors.js';
import { grantToApplication, ownsAuditLog, roleOf } from './roles.js';
import { applyMigrations, missingMigrations } from './schemaEngine.js';

/**
 * A pool whose connections may be ended by the server at any moment, even while they are being closed: the statement under
 * way, or the next one, says so to whoever asked; nobody else needs to hear of it, least of all the process by dying.
 */
export function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Migrates over a pool of its own, which is closed afterwards: the engine leaves its connection open. */
async function migrateServer(url: string, applicationRole?: string): Promise<void> {
  const pool = openPool(url, 2);
  try {
    await applyMigrations(new PrismaPg(pool), (script) => pool.query(script));
    if (applicationRole !== undefined) await grantToApplication(pool, applicationRole);
  } finally {
    await pool.end();
  }
}

/** @throws AppError `config` when the tables are not those that this version of the program was written for */
export async function assertMigrated(pool: pg.Pool): Promise<void> {
  const applied = await pool
    .query<{ name: string }>(
      `SELECT "migration_name" AS name FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL`,
    )
    .then(
      ({ rows }) => rows.map(({ name }) => name),
      (error: { code?: unknown }) => {
        if (error.code === UNDEFINED_TABLE || error.code === INSUFFICIENT_PRIVILEGE) return [];
        throw error;
      },
    );
  const missing = await missingMigrations(applied);
  if (missing.length === 0) return;
  throw new AppError(
    'config',
    `DATABASE_URL: the database is not up to date (${missing.join(', ')}); run: npm run migrate`,
    'データベースの更新が必要です。',
  );
}

const UNDEFINED_TABLE = '42P01';
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Brings tables and rights up to date, by the owner if one is named; says whether the role of the pool could change the audit log.
 *
 * @param pool connections of the application's role, which `url` names
 * @throws AppError `config` when an owner is named and the application's role could change the audit log all the same
 */
export async function prepareServer(
  pool: pg.Pool,
  url: string,
  { ownerUrl = '', migrated = false }: { ownerUrl?: string; migrated?: boolean },
): Promise<boolean> {
  const apart = ownerUrl !== '' && !migrated;
  if (apart) await migrateServer(ownerUrl, await roleOf(pool));
  else if (!migrated) await migrateServer(url);
  const owns = await ownsAuditLog(pool);
  if (!apart || !owns) return owns;
  throw new AppError(
    'config',
    'DATABASE_URL: its role can change the audit log although DATABASE_OWNER_URL is set; it must not be a superuser, nor own the database, its schema or its tables, nor be a member of who does',
    'システムを起動できませんでした。データベースの設定を確認してください。',
  );
}
