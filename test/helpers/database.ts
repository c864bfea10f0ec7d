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
  const loadFrom = new Dump(await readFile(template()));
  return openDatabase({ url: '', dataDir: '', loadFrom, migrated: true, ...options });
}

/** Gives its bytes away as they are; a plain Blob copies the forty megabytes twice, in pieces. */
export class Dump extends Blob {
  readonly #bytes: Buffer<ArrayBuffer>;

  constructor(bytes: Buffer<ArrayBuffer>) {
    super();
    this.#bytes = bytes;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
  }
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
