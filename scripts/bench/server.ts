import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Bench, Engine } from './bench.js';
import { Missing } from './row.js';

/** A database of its own for one bot. */
export interface OwnDatabase {
  /** Its connection string; empty where the bot embeds it. */
  url: string;
  drop(): Promise<void>;
}

/** An empty database of an engine. @throws Missing where there is no server for it */
export async function ownDatabase({ server }: Bench, engine: Engine): Promise<OwnDatabase> {
  if (engine === 'embedded') return { url: '', async drop() {} };
  if (server === '') throw new Missing('no PostgreSQL: TEST_DATABASE_URL names no server');
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await query(server, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return { url, drop: () => query(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** One statement over a connection of its own. */
async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
