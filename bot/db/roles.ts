import pg from 'pg';
import PgBoss from 'pg-boss';
import { AppError } from '../errors.js';

const NOT_STARTED = 'システムを起動できませんでした。データベースの設定を確認してください。';

/** The role behind a connection. */
export async function roleOf(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ role: string }>('SELECT current_user::text AS role');
  return rows[0]?.role ?? '';
}

/**
 * Gives the application's role what it needs and no more: every row of the application's tables, of the audit log only reading
 * and adding, and pg-boss's schema as its own, because pg-boss makes a table for each queue. Repeating it changes nothing.
 *
 * @param owner connections of the role that owns the tables
 * @param role the application's role, another than the owner
 * @throws AppError `config` when both are the same role, or when the owner may not hand things to the other
 */
export async function grantToApplication(owner: pg.Pool, role: string): Promise<void> {
  const ownerRole = await roleOf(owner);
  if (ownerRole === role) {
    throw new AppError('config', 'DATABASE_OWNER_URL: must name another role than DATABASE_URL', NOT_STARTED);
  }
  const client = await owner.connect();
  try {
    // Here and not at the queue's start, because making a schema takes a right on the whole database.
    const installed = await client.query(`SELECT 1 WHERE to_regclass('pgboss.version') IS NOT NULL`);
    if (installed.rowCount === 0) await client.query(PgBoss.getConstructionPlans('pgboss'));
    await client.query('BEGIN');
    await client.query(grants(pg.escapeIdentifier(role)));
    await handOverQueue(client, role);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    if ((error as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    const [to, from] = [role, ownerRole].map(pg.escapeIdentifier);
    throw new AppError(
      'config',
      `DATABASE_OWNER_URL: its role must own the tables and be a member of the role of DATABASE_URL (GRANT ${to} TO ${from}): ${(error as Error).message}`,
      NOT_STARTED,
      { cause: error },
    );
  } finally {
    client.release();
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

/** All rights are taken away first, so that a right given by an older version or by hand does not stay. */
const grants = (role: string) => `
  REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role};
  REVOKE ALL ON SCHEMA public FROM ${role};
  GRANT USAGE ON SCHEMA public TO ${role};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
  REVOKE ALL ON "_prisma_migrations" FROM ${role};
  GRANT SELECT ON "_prisma_migrations" TO ${role};
  REVOKE UPDATE, DELETE ON "AuditEntry" FROM ${role};
  REVOKE DELETE ON "AuditHead" FROM ${role};`;

/** Makes the role the owner of whatever in pg-boss's schema is not its own yet. */
async function handOverQueue(client: pg.PoolClient, role: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(HANDING_OVER, [role]);
  for (const { statement } of rows) await client.query(statement);
}

/** One ALTER for each thing; the schema comes first, because an owner inside needs rights on it. */
const HANDING_OVER = `
  WITH queue AS (SELECT oid, nspowner FROM pg_namespace WHERE nspname = 'pgboss'),
    role AS (SELECT oid FROM pg_roles WHERE rolname = $1),
    things (position, kind, name, owner) AS (
      SELECT 1, 'SCHEMA', 'pgboss', nspowner FROM queue
      UNION ALL SELECT 2, 'TABLE', c.oid::regclass::text, relowner FROM pg_class c, queue
        WHERE relnamespace = queue.oid AND relkind IN ('r', 'p')
      UNION ALL SELECT 3, 'ROUTINE', p.oid::regprocedure::text, proowner FROM pg_proc p, queue
        WHERE pronamespace = queue.oid
      UNION ALL SELECT 4, 'TYPE', t.oid::regtype::text, typowner FROM pg_type t, queue
        WHERE typnamespace = queue.oid AND typtype = 'e')
  SELECT format('ALTER %s %s OWNER TO %I', kind, name, $1) AS statement FROM things
  WHERE owner <> (SELECT oid FROM role) ORDER BY position`;

/**
 * Whether the role of a connection could change or remove rows of the audit log after all: by a right on the table, or because
 * it is, or may act as, the owner of the table, its schema or the database.
 */
export async function ownsAuditLog(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ owns: boolean }>(`
    SELECT has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
      OR pg_has_role(relowner, 'MEMBER') OR pg_has_role(nspowner, 'MEMBER') OR pg_has_role(datdba, 'MEMBER') AS owns
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace JOIN pg_database ON datname = current_database()
    WHERE c.oid = to_regclass('"AuditEntry"')`);
  return rows[0]?.owns ?? true;
}
