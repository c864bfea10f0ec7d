import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkBackup } from '../../bot/backup/check.js';
import type { ByteStore } from '../../bot/files/byteStore.js';
import { DiskStore } from '../../bot/files/diskStore.js';
import { NO_KEYS } from '../helpers/recorder.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';
import {
  AUDIT_KEY,
  backUp,
  clearPlaces,
  emptyPlace,
  everything,
  KEYS,
  preparedPlace,
  restoreInto,
  SERVER,
  WRAPPER,
  within,
} from './places.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { AUDIT_KEYS: AUDIT_KEY } });
  for (const name of ['manager', 'operator', 'chief'] as const) await world.as(name).say('こんにちは');
  await handOver(world);
});
afterEach(async () => {
  await world.close();
  await clearPlaces();
});

/** Values that a careless way through text would change. */
async function fillWithHardValues(): Promise<void> {
  const { client, executeSql } = world.app.ctx.db;
  const request = await client.request.findFirstOrThrow();
  await client.request.update({
    where: { id: request.id },
    data: {
      returnWords: '一行目\r\n二行目\t"引用" \\n \\ {} 𠮷野家 🎧',
      editedByIds: ['a,b', 'c"d', 'e\\f', '', 'NULL', '{g}'],
      entries: { 数: 0.1, 空: null, 中: [{ a: '\u0001\\' }] },
    },
  });
  await client.setting.create({ data: { key: 'null of JSON', value: {} } });
  await executeSql(`UPDATE "Setting" SET "value" = 'null'::jsonb WHERE "key" = 'null of JSON'`, []);
  const number = '{"n": 12345678901234567890.125}';
  await executeSql(`INSERT INTO "Setting" ("key", "value") VALUES ('a long number', $1::jsonb)`, [number]);
  await executeSql(`UPDATE "Recording" SET "seconds" = 0.1::float8 + 0.2::float8`, []);
  await executeSql(`UPDATE "Person" SET "name" = '' WHERE "id" = (SELECT min("id") FROM "Person")`, []);
}

describe('a backup', () => {
  it('brings back every row and every file, byte for byte, and running numbers go on', async () => {
    await fillWithHardValues();
    const { folder, content } = await backUp(world);
    const before = await world.app.ctx.db.statements('reading', everything);
    const target = await emptyPlace();
    const restored = await restoreInto(folder, target);
    const after = await within(target, everything);

    const [log, logAfter] = [before.rows.AuditEntry ?? [], after.rows.AuditEntry ?? []];
    expect(logAfter.slice(0, log.length)).toEqual(log);
    expect(logAfter.slice(log.length)).toEqual([expect.stringContaining('"backup.restore"')]);
    expect({ ...after.rows, AuditEntry: [], AuditHead: [] }).toEqual({ ...before.rows, AuditEntry: [], AuditHead: [] });
    expect(after.sequences).toEqual(before.sequences);
    expect(restored).toMatchObject({
      proved: content.files.kept,
      rows: content.tables.reduce((n, t) => n + t.part.lines, 0),
    });
    // 様式第1号, 様式第2号, and a call that was transferred once: two recordings.
    expect(content.files).toMatchObject({ kept: 4, gone: 0, missing: 0 });
    expect(await readdir(join(target.config.dataDir, 'files', 'keys'))).toHaveLength(4);
  });

  it('holds all tables but the pace of chats, which is nothing to lose', async () => {
    const { content } = await backUp(world);
    const { rows } = await world.app.ctx.db.executeSql(
      `SELECT relname::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
      [],
    );
    const all = (rows as { name: string }[]).map(({ name }) => name);
    const left = all.filter((name) => !content.tables.some((table) => table.name === name));
    expect(left.sort()).toEqual(['Pace', 'Throttle', '_prisma_migrations']);
  });

  it('is looked through without being restored, with the keys or without', async () => {
    const { folder } = await backUp(world);
    expect(await checkBackup(folder, { keys: KEYS, wrapper: WRAPPER })).toMatchObject({ proved: 4 });
    expect(await checkBackup(folder, { keys: NO_KEYS })).toMatchObject({ proved: undefined });
  });

  it('can be read by nobody else, and leaves nothing unfinished beside it', async () => {
    const { folder } = await backUp(world);
    expect(await readdir(join(folder, '..'))).toEqual([expect.stringMatching(/^recordings-20260916-100000$/)]);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      expect((await stat(join(entry.parentPath, entry.name))).mode & 0o077).toBe(0);
    }
    expect((await stat(folder)).mode & 0o077).toBe(0);
  });

  it('tells in the log that it was made, before anything is read out', async () => {
    const { folder, content } = await backUp(world);
    const rows = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'backup.begin' } });
    expect(rows).toMatchObject([{ channel: 'command', data: { name: content.name }, seq: content.head.seq }]);
    expect(existsSync(folder)).toBe(true);
  });
});

describe('what is read for a backup', () => {
  it('is one state: what others write meanwhile is not in it, and nothing can be written by it', async () => {
    const { db } = world.app.ctx;
    const count = 'SELECT count(*)::int AS rows FROM "Setting"';
    let writing: Promise<unknown> = Promise.resolve();
    const seen = await db.statements('reading', async (run) => {
      const before = await run(count);
      // Prisma begins only when it is waited for.
      writing = db.client.setting.create({ data: { key: 'written meanwhile', value: 1 } }).then(() => undefined);
      // On the embedded database they wait until it is read.
      if (SERVER !== '') await writing;
      return [before, await run(count)];
    });
    await writing;
    expect(seen[1]).toEqual(seen[0]);
    expect(await db.client.setting.count()).toBe(((seen[0]?.[0] ?? {}) as { rows: number }).rows + 1);
    await expect(db.statements('reading', (run) => run('DELETE FROM "Setting"'))).rejects.toMatchObject({
      code: '25006',
    });
    await db.statements('writing', (run) => run('DELETE FROM "Setting"').then(() => run('SELECT 1/0'))).catch(() => {});
    expect(await db.client.setting.count()).toBeGreaterThan(0);
  });
});

/** The store of the product, in which something happens before a file is opened for the first time. */
function disturbed(happening: () => Promise<unknown>): ByteStore {
  const real = new DiskStore(join(world.app.ctx.config.dataDir, 'files'));
  let done: Promise<unknown> | undefined;
  return {
    open: async (key) => {
      done ??= happening();
      await done;
      return real.open(key);
    },
    write: (key, content) => real.write(key, content),
    remove: (key) => real.remove(key),
    list: (key) => real.list(key),
    writtenBefore: (key, moment) => real.writtenBefore(key, moment),
  };
}

describe('a file', () => {
  const copy = () => world.app.ctx.db.client.copy.findFirstOrThrow();

  it('whose time is over while the backup is made is gone from it, and that is no fault', async () => {
    const { storeKey } = await copy();
    const bytes = disturbed(async () => {
      world.clock.advance(31 * 86_400_000);
      await world.app.housekeeping();
      await expect(world.app.ctx.files.open(storeKey)).rejects.toThrow('missing');
    });
    const { folder, content } = await backUp(world, bytes);
    expect(content.files).toMatchObject({ kept: 2, gone: 2, missing: 0 });
    expect(await checkBackup(folder, { keys: KEYS, wrapper: WRAPPER })).toMatchObject({ proved: 2 });
    expect(await restoreInto(folder, await preparedPlace())).toMatchObject({ proved: 2 });
  });

  it('that is not in the store although a row says so is missed, and the rest is kept', async () => {
    await world.app.ctx.files.remove((await copy()).storeKey);
    const { folder, content } = await backUp(world);
    expect(content.files).toMatchObject({ kept: 3, gone: 0, missing: 1 });
    expect(await restoreInto(folder, await preparedPlace())).toMatchObject({ proved: 3 });
  });

  it('that was deleted before is in no backup', async () => {
    world.clock.advance(31 * 86_400_000);
    await world.app.housekeeping();
    expect((await backUp(world)).content.files).toMatchObject({ kept: 2, gone: 0, missing: 0 });
  });

  it('of a name that no store could have does no harm', async () => {
    const { id } = await copy();
    await world.app.ctx.db.client.copy.update({ where: { id }, data: { storeKey: '../../../etc/passwd' } });
    const { folder, content } = await backUp(world);
    expect(content.files).toMatchObject({ kept: 3, missing: 1 });
    expect(await checkBackup(folder, { keys: KEYS, wrapper: WRAPPER })).toMatchObject({ proved: 3 });
  });

  it('that is another than its row says is found by looking through, though it is sealed as it should be', async () => {
    const { id } = await copy();
    await world.app.ctx.db.client.copy.update({ where: { id }, data: { sha256: 'f'.repeat(64) } });
    const { folder } = await backUp(world);
    await expect(checkBackup(folder, { keys: KEYS, wrapper: WRAPPER })).rejects.toThrow('its row in Copy');
    await expect(restoreInto(folder, await preparedPlace())).rejects.toThrow('its row in Copy');
  });
});
