import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../dist/bot/db/database.js';
import { filesBelow, hashOfContents } from '../../scripts/fingerprint.mjs';
import { ROOT } from '../../scripts/jest.mjs';

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
  process.env.TEST_DATABASE_TEMPLATE = join(await embeddedDatabases(), 'database.tar');
}

/**
 * The folder of the embedded databases from which tests start (test/helpers/embedded.ts). It takes ten seconds to make and is the same as
 * long as what makes it is, so it is kept from one run to the next.
 */
async function embeddedDatabases() {
  const sources = [
    ...filesBelow(join(ROOT, 'dist', 'bot', 'db'), '.js'),
    ...filesBelow(join(ROOT, 'prisma', 'migrations'), '.sql'),
    join(ROOT, 'node_modules', '@electric-sql', 'pglite', 'package.json'),
    join(ROOT, 'test', 'helpers', 'globalSetup.mjs'),
  ];
  const folder = join(ROOT, 'dist', 'test-databases', hashOfContents(sources));
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const made = await mkdtemp(`${folder}-`);
  try {
    const [empty, migrated] = [join(made, 'empty'), join(made, 'migrated')];
    await (await openDatabase({ url: '', dataDir: empty, migrated: true })).close();
    await cp(empty, migrated, { recursive: true });
    await (await openDatabase({ url: '', dataDir: migrated })).close();
    const db = await openDatabase({ url: '', dataDir: '' });
    await lightenCopies(db);
    const dump = Buffer.from(await (await db.dump()).arrayBuffer());
    await writeFile(join(made, 'database.tar'), withoutTemplates(dump));
    await db.close();
    // Another run may have made the same meanwhile.
    await rename(made, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return folder;
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
