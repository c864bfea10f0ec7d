import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type AuditEvent, appendAudit } from '../../bot/audit/append.js';
import { makeBackup } from '../../bot/backup/make.js';
import { restoreBackup } from '../../bot/backup/restore.js';
import { type Database, openDatabase } from '../../bot/db/database.js';
import { DiskStore } from '../../bot/files/diskStore.js';
import { LocalMasterKeys } from '../../bot/files/localMasterKeys.js';
import { openQueue } from '../../bot/jobs/queue.js';
import { clearPlaces, newFolder } from '../backup/places.js';
import { freshDatabase } from '../helpers/database.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { linkPage } from '../helpers/linkPage.js';
import { NO_KEYS, unsigned } from '../helpers/recorder.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld } from '../helpers/world.js';

const clock = fixedClock();
const append = (db: Database) =>
  db.transaction((tx) => appendAudit(tx, unsigned(clock), { actor: null, action: 'a', channel: 'job' }));

describe('the audit log', () => {
  let db: Database;
  beforeAll(async () => {
    db = await freshDatabase();
    await append(db);
  });
  afterAll(() => db.close());

  it.each([
    ['UPDATE', 'UPDATE "AuditEntry" SET "action" = \'b\''],
    ['UPDATE', 'UPDATE "AuditEntry" SET "action" = "action" WHERE "seq" = 0'],
    ['DELETE', 'DELETE FROM "AuditEntry" WHERE "seq" = 1'],
    ['TRUNCATE', 'TRUNCATE "AuditEntry"'],
    ['TRUNCATE', 'TRUNCATE "Person", "AuditEntry" CASCADE'],
    ['DELETE', 'SET LOCAL session_replication_role = replica; DELETE FROM "AuditEntry"'],
  ])('refuses %s even to the owner of its table: %s', async (operation, statement) => {
    await expect(db.executeSql(`BEGIN; ${statement}; COMMIT`, [])).rejects.toMatchObject({
      code: '42501',
      message: `the audit log is append-only: ${operation} is refused`,
    });
    await db.executeSql('ROLLBACK', []);
    expect(await db.client.auditEntry.findMany()).toMatchObject([{ seq: 1, action: 'a' }]);
  });
});

describe('a bot on a server', () => {
  it.each([
    [true, 1],
    [false, 0],
  ])('warns once at its start if its role could change the log (%s)', async (ownsAuditLog, times) => {
    const database = { ...(await freshDatabase()), ownsAuditLog };
    const world = await createWorld({ database, env: { DATABASE_URL: 'postgresql://bot@db.example.jp/recordings' } });
    const warnings = world.log.filter(({ msg }) => String(msg).includes('can change the audit log'));
    expect(warnings).toHaveLength(times);
    await world.close();
  });
});

const server = process.env.TEST_DATABASE_URL;

/** A database of its own with an owner and a role for the application, as an administrator makes them. */
async function twoRoles(url: string) {
  const suffix = randomBytes(6).toString('hex');
  const [name, owner, bot] = [`roles_${suffix}`, `owner_${suffix}`, `bot-${suffix}`];
  const administrator = new pg.Client({ connectionString: url });
  await administrator.connect();
  const run = async (...statements: string[]) => {
    for (const statement of statements) await administrator.query(statement);
  };
  await run(`CREATE ROLE ${owner} LOGIN PASSWORD 'o'`, `CREATE ROLE "${bot}" LOGIN PASSWORD 'b'`);
  await run(`GRANT "${bot}" TO ${owner}`, `CREATE DATABASE ${name} OWNER ${owner}`);
  const urlOf = (user: string, password: string) => {
    const made = new URL(url);
    Object.assign(made, { pathname: `/${name}`, username: user, password });
    return made.href;
  };
  return {
    owner,
    bot,
    run,
    ownerUrl: urlOf(owner, 'o'),
    botUrl: urlOf(bot, 'b'),
    async close() {
      await run(`DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE "${bot}"`, `DROP ROLE ${owner}`);
      await administrator.end();
    },
  };
}

if (server) {
  describe('an application whose role does not own the database', () => {
    let roles: Awaited<ReturnType<typeof twoRoles>>;
    const opened: Database[] = [];
    const open = async (ownerUrl = roles.ownerUrl, url = roles.botUrl, trimsLog = false) => {
      const db = await openDatabase({ url, ownerUrl, dataDir: '', trimsLog });
      opened.push(db);
      return db;
    };
    beforeEach(async () => {
      roles = await twoRoles(server);
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((db) => db.close()));
      await roles.close();
    });

    it('does all its work: an application is filed, approved, answered, and its recording downloaded', async () => {
      const db = await open();
      expect(db.ownsAuditLog).toBe(false);
      const world = await createWorld({ now: '2026-09-16T10:00:00+09:00', database: { ...db, close: async () => {} } });
      await world.as('manager').say('こんにちは');
      const page = linkPage(world, await handOver(world));
      const [file] = (await page.enter('chief')).files;
      expect((await page.post(file?.downloadsHref ?? '')).ok).toBe(true);
      expect(await db.client.auditEntry.count({ where: { action: 'link.download' } })).toBe(1);
      await world.close();
    });

    it('can add to the audit log and read it, and is refused everything else by the database', async () => {
      const db = await open();
      await append(db);
      await append(db);
      const statements = [
        'UPDATE "AuditEntry" SET "action" = \'b\'',
        'DELETE FROM "AuditEntry"',
        'DROP FUNCTION "removeOldestAudit"',
        'SELECT "removeOldestAudit"(1)',
        'CREATE OR REPLACE FUNCTION "refuseAuditRemoval"() RETURNS trigger LANGUAGE sql AS $$ $$',
        'TRUNCATE "AuditEntry"',
        'TRUNCATE "Request" CASCADE',
        'DELETE FROM "AuditHead"',
        'ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL',
        'DROP TRIGGER "AuditEntry_append_only" ON "AuditEntry"',
        'DROP FUNCTION "refuseAuditChange" CASCADE',
        'DROP TABLE "AuditEntry"',
        'ALTER TABLE "AuditEntry" RENAME TO "Other"',
        'CREATE RULE quiet AS ON INSERT TO "AuditEntry" DO INSTEAD NOTHING',
        'CREATE TABLE public."Other" ("id" int)',
        'CREATE SCHEMA other',
        'DROP SCHEMA public CASCADE',
        'SET session_replication_role = replica',
        `SET ROLE ${roles.owner}`,
        'UPDATE "_prisma_migrations" SET "checksum" = \'\'',
        `ALTER TABLE "AuditEntry" OWNER TO "${roles.bot}"`,
      ];
      for (const statement of statements) {
        const answer = await db.executeSql(statement, []).then(
          () => 'done',
          (error: { code?: unknown }) => error.code,
        );
        expect([statement, answer]).toEqual([statement, '42501']);
      }
      await db.executeSql(`GRANT UPDATE ON "AuditEntry" TO "${roles.bot}"`, []).catch(() => undefined);
      await expect(db.executeSql('UPDATE "AuditEntry" SET "action" = \'b\'', [])).rejects.toThrow('permission denied');
      expect(await db.client.auditEntry.count({ where: { action: 'a' } })).toBe(2);
    });

    it('has the oldest rows taken off by the owner’s right, where they are not kept for ever, the log says so and they are old, and no others', async () => {
      const db = await open(roles.ownerUrl, roles.botUrl, true);
      const ago = (iso: string, event: Partial<AuditEvent> = {}) =>
        db.transaction((tx) =>
          appendAudit(tx, unsigned(fixedClock(iso)), { actor: null, action: 'a', channel: 'job', ...event }),
        );
      for (const day of ['2010-05-01', '2010-05-02', '2010-05-03', '2012-05-01']) await ago(`${day}T10:00:00+09:00`);
      const [, second] = await db.client.auditEntry.findMany({ orderBy: { seq: 'asc' } });
      const say = (before: string) => ({
        action: 'audit.beginning',
        data: { upTo: { seq: 2, hash: second?.hash ?? '' }, years: 5, before },
      });
      const letGo = (row: number) => db.executeSql('SELECT "removeOldestAudit"($1::integer)', [row]);
      await ago('2016-05-01T10:00:00+09:00', say('2012-04-01T00:00:00+09:00'));
      await expect(letGo(5)).rejects.toMatchObject({ code: '42501' });
      await ago('2016-05-01T10:00:00+09:00', say('2011-04-01T00:00:00+09:00'));
      // Kept for ever again.
      await open();
      await expect(letGo(6)).rejects.toThrow('permission denied for function');
      await open(roles.ownerUrl, roles.botUrl, true);
      await letGo(6);
      expect((await db.client.auditEntry.findMany({ orderBy: { seq: 'asc' } })).map(({ seq }) => seq)).toEqual([
        3, 4, 5, 6,
      ]);
    });

    it('takes over what one role did alone until then, with the jobs that were waiting', async () => {
      const alone = await open('', roles.ownerUrl);
      expect(alone.ownsAuditLog).toBe(true);
      await append(alone);
      await alone.transaction((tx) => openQueue(alone).enqueue(tx, 'refresh', { requestId: 'waiting' }));

      await open();
      const db = await open();
      expect(db.ownsAuditLog).toBe(false);
      await append(db);
      expect(await openQueue(db).take('a process', ['refresh'], 1)).toMatchObject([{ data: { requestId: 'waiting' } }]);
      expect(await db.client.auditEntry.count()).toBe(2);
    });

    it('never holds its owner’s connection: tables are made beforehand, and without them it is not started', async () => {
      const alone = async () => {
        const db = await openDatabase({ url: roles.botUrl, dataDir: '', migratedApart: true });
        opened.push(db);
        return db;
      };
      await expect(alone()).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('run: npm run migrate'),
      });
      await (await open()).close();
      opened.length = 0;
      const db = await alone();
      expect(db.ownsAuditLog).toBe(false);
      await append(db);

      const owner = new pg.Client({ connectionString: roles.ownerUrl });
      await owner.connect();
      await owner.query(`DELETE FROM "_prisma_migrations" WHERE "migration_name" LIKE '0008%'`);
      await owner.end();
      await expect(alone()).rejects.toMatchObject({ message: expect.stringContaining('0008') });
    });

    it('has a backup made by its own role, and put back by the owner for another role that can change the log no more', async () => {
      const db = await open();
      await append(db);
      const bytes = new DiskStore(join(await newFolder(), 'files'));
      const parts = { db, bytes, kind: 'own', engine: 'postgresql', ...unsigned(clock) } as const;
      const { folder, content } = await makeBackup(parts, await newFolder(), { channel: 'command' });
      const elsewhere = await twoRoles(server);
      try {
        const dataDir = await newFolder();
        const { botUrl: databaseUrl, ownerUrl: databaseOwnerUrl } = elsewhere;
        const config = { databaseUrl, databaseDirectUrl: '', databaseOwnerUrl, dataDir, auditKeys: [] };
        const wrapper = new LocalMasterKeys([Buffer.alloc(32, 1).toString('base64')]);
        await restoreBackup(folder, { config, clock, bytes, wrapper, kind: 'own', keys: NO_KEYS, keepFiles: false });
        const restored = await openDatabase({ url: elsewhere.botUrl, dataDir: '', migratedApart: true });
        expect(restored.ownsAuditLog).toBe(false);
        await append(restored);
        expect(await restored.client.auditEntry.count()).toBe(content.head.seq + 2);
        await restored.close();
      } finally {
        await elsewhere.close();
        await clearPlaces();
      }
    });

    it('is not started when it could change the audit log all the same', async () => {
      const refused = (message: string) => ({ code: 'config', message: expect.stringContaining(message) });
      await expect(open(roles.ownerUrl, roles.ownerUrl)).rejects.toMatchObject(refused('must name another role'));
      await roles.run(`ALTER ROLE "${roles.bot}" SUPERUSER`);
      await expect(open()).rejects.toMatchObject(refused('must not be a superuser'));
      await roles.run(`ALTER ROLE "${roles.bot}" NOSUPERUSER`);
      expect((await open()).ownsAuditLog).toBe(false);
    });

    it('needs no owner who may act as the bot', async () => {
      await roles.run(`REVOKE "${roles.bot}" FROM ${roles.owner}`);
      expect((await open()).ownsAuditLog).toBe(false);
    });
  });
}
