import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '../../bot/db/database.js';

let place = '';
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'embedded-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const open = (dataDir: string): Promise<Database> => openDatabase({ url: '', dataDir });

/** One value of the first row. */
async function value(db: Database, statement: string): Promise<unknown> {
  const { rows } = await db.executeSql(`SELECT (${statement})::text AS value`, []);
  return (rows[0] as { value: unknown }).value;
}

describe('the embedded database of a folder', () => {
  it('opens, with its data, what a bot made that flushed nothing and let others read', async () => {
    const dataDir = join(place, 'earlier');
    mkdirSync(dataDir);
    const earlier = await PGlite.create(join(dataDir, 'database'));
    await earlier.exec("CREATE TABLE kept AS SELECT 'a request' AS what");
    await earlier.close();
    writeFileSync(join(dataDir, 'lock.pid'), '1');
    const db = await openDatabase({ url: '', dataDir, migrated: true });
    expect(await value(db, 'SELECT what FROM kept')).toBe('a request');
    expect(await value(db, "current_setting('fsync') || current_setting('full_page_writes')")).toBe('onon');
    await db.close();
  });

  it('has no file that others can read, not even while it works', async () => {
    if (process.platform === 'win32') return;
    const dataDir = join(place, 'private');
    const db = await open(dataDir);
    await db.executeSql('CREATE TABLE made AS SELECT generate_series(1, 1000) AS n', []);
    await db.executeSql('CHECKPOINT', []);
    const readable = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter(
      (name) => (statSync(join(dataDir, name)).mode & 0o077) !== 0,
    );
    expect(readable).toEqual([]);
    await db.close();
  });

  it('makes a checkpoint by itself when its log has grown, so that a start after a crash stays short', async () => {
    const db = await open(join(place, 'growing'));
    const checkpoint = () => value(db, 'SELECT redo_lsn FROM pg_control_checkpoint()');
    const before = await checkpoint();
    await db.executeSql('CREATE TABLE grows (n integer)', []);
    for (let file = 0; file < 5; file++) {
      expect(await checkpoint()).toBe(before);
      await db.executeSql('INSERT INTO grows VALUES (1)', []);
      await db.executeSql('SELECT pg_switch_wal()', []);
    }
    await db.executeSql('INSERT INTO grows VALUES (1)', []);
    expect(await checkpoint()).not.toBe(before);
    await db.close();
  });
});
