import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Database, openDatabase } from '../../bot/db/database.js';

let template: Promise<Blob> | undefined;

/** A migrated, empty database: PGlite in memory, or on PostgreSQL one of its own when TEST_DATABASE_URL names a server. */
export async function freshDatabase(): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  if (server) return freshOnServer(server);
  template ??= (async () => {
    const db = await openDatabase({ url: '', dataDir: '' });
    if (!db.dump) throw new Error('the embedded database can be dumped');
    const dump = await db.dump();
    await db.close();
    return dump;
  })();
  return openDatabase({ url: '', dataDir: '', loadFrom: await template });
}

async function freshOnServer(server: string): Promise<Database> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const db = await openDatabase({ url: url.href, dataDir: '' });
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
