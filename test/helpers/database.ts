import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { type Database, type DatabaseOptions, openDatabase } from '../../bot/db/database.js';

function template(): string {
  const value = process.env.TEST_DATABASE_TEMPLATE;
  if (!value) throw new Error('globalSetup did not run');
  return value;
}

/** A migrated, empty database: PGlite in memory, or on PostgreSQL one of its own when TEST_DATABASE_URL names a server. */
export async function freshDatabase(options: Pick<DatabaseOptions, 'onStatement'> = {}): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  if (server) return freshOnServer(server, options);
  return openDatabase({
    url: '',
    dataDir: '',
    loadFrom: new Blob([await readFile(template())]),
    migrated: true,
    ...options,
  });
}

async function freshOnServer(server: string, options: Pick<DatabaseOptions, 'onStatement'>): Promise<Database> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${template()}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const db = await openDatabase({ url: url.href, dataDir: '', migrated: true, ...options });
  return {
    ...db,
    async close() {
      await db.close();
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
