import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../dist/bot/db/database.js';

/**
 * Migrates one database before all tests; every test file starts from a copy of it. On PostgreSQL (TEST_DATABASE_URL) the copy
 * is made with CREATE DATABASE … TEMPLATE, on PGlite from a dump.
 */
export default async function prepare() {
  const server = process.env.TEST_DATABASE_URL;
  if (server) {
    const name = `template_${process.pid}`;
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const url = new URL(server);
    url.pathname = `/${name}`;
    await (await openDatabase({ url: url.href, dataDir: '' })).close();
    process.env.TEST_DATABASE_TEMPLATE = name;
    return;
  }
  const db = await openDatabase({ url: '', dataDir: '' });
  const path = join(await mkdtemp(join(tmpdir(), 'recording-bot-template-')), 'database.tar');
  await writeFile(path, Buffer.from(await (await db.dump()).arrayBuffer()));
  await db.close();
  process.env.TEST_DATABASE_TEMPLATE = path;
}
