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
  await lightenCopies(db);
  const path = join(await mkdtemp(join(tmpdir(), 'recording-bot-template-')), 'database.tar');
  await writeFile(path, withoutTemplates(Buffer.from(await (await db.dump()).arrayBuffer())));
  await db.close();
  process.env.TEST_DATABASE_TEMPLATE = path;
}

const TEMPLATES = /^\/base\/[14]\/./;
/** Bytes of a header in a tar file, and of the blocks that a file's content fills. */
const BLOCK = 512;

/** A dump without the two databases from which PostgreSQL makes others, which no copy does: half of what each would unpack. */
function withoutTemplates(tar) {
  const kept = [];
  for (let at = 0; at < tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    const name = header.toString('latin1', 0, 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(header.toString('latin1', 124, 136), 8) || 0;
    const end = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (!TEMPLATES.test(name)) kept.push(tar.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

/** What every copy would otherwise do again: go through the log of the migrations, clear 128 megabytes. */
async function lightenCopies(db) {
  await db.executeSql("ALTER SYSTEM SET shared_buffers = '16MB'", []);
  // A copy is used by many worlds, and its log stands in memory, too.
  await db.executeSql("ALTER SYSTEM SET min_wal_size = '32MB'", []);
  await db.executeSql("ALTER SYSTEM SET max_wal_size = '48MB'", []);
  await db.executeSql('CHECKPOINT', []);
}
