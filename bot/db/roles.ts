import pg from 'pg';
import { AppError } from '../errors.js';

const NOT_STARTED = 'システムを起動できませんでした。データベースの設定を確認してください。';

/** The role behind a connection. */
export async function roleOf(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ role: string }>('SELECT current_user::text AS role');
  return rows[0]?.role ?? '';
}

/**
 * Gives the application's role what it needs and no more: every row of the application's tables, of the audit log only reading
 * and adding; and, where rows of it are not kept for ever, the one function that takes off its oldest once the log says so. Repeating it
 * changes nothing.
 *
 * @param owner connections of the role that owns the tables
 * @param role the application's role, another than the owner
 * @param trimsLog whether the oldest rows of the log may go one day (`AUDIT_YEARS`)
 * @throws AppError `config` when both are the same role, or when the owner may not hand things to the other
 */
export async function grantToApplication(owner: pg.Pool, role: string, trimsLog: boolean): Promise<void> {
  const ownerRole = await roleOf(owner);
  if (ownerRole === role) {
    throw new AppError('config', 'DATABASE_OWNER_URL: must name another role than DATABASE_URL', NOT_STARTED);
  }
  const client = await owner.connect();
  try {
    await client.query('BEGIN');
    await client.query(grants(pg.escapeIdentifier(role), trimsLog));
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
const grants = (role: string, trimsLog: boolean) => `
  REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role};
  REVOKE ALL ON SCHEMA public FROM ${role};
  GRANT USAGE ON SCHEMA public TO ${role};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
  REVOKE ALL ON "_prisma_migrations" FROM ${role};
  GRANT SELECT ON "_prisma_migrations" TO ${role};
  REVOKE UPDATE, DELETE ON "AuditEntry" FROM ${role};
  REVOKE DELETE ON "AuditHead" FROM ${role};
  REVOKE ALL ON FUNCTION "removeOldestAudit"(INTEGER) FROM ${role};
  ${trimsLog ? `GRANT EXECUTE ON FUNCTION "removeOldestAudit"(INTEGER) TO ${role};` : ''}`;

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
