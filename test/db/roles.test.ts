import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { appendAudit } from '../../bot/audit/append.js';
import { type Database, openDatabase } from '../../bot/db/database.js';
import { openQueue } from '../../bot/jobs/queue.js';
import { freshDatabase } from '../helpers/database.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { linkPage } from '../helpers/linkPage.js';
import { unsigned } from '../helpers/recorder.js';
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
    const open = async (ownerUrl = roles.ownerUrl, url = roles.botUrl) => {
      const db = await openDatabase({ url, ownerUrl, dataDir: '' });
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

    it('takes over what one role did alone until then, with the jobs that were waiting', async () => {
      const alone = await open('', roles.ownerUrl);
      expect(alone.ownsAuditLog).toBe(true);
      await append(alone);
      const before = await openQueue(alone, () => {});
      await alone.transaction((tx) => before.enqueue(tx, 'refresh', { requestId: 'waiting' }));
      await before.boss.stop({ graceful: false, wait: true });

      await open();
      const db = await open();
      expect(db.ownsAuditLog).toBe(false);
      await append(db);
      const after = await openQueue(db, () => {});
      expect(await after.boss.fetch('refresh')).toMatchObject([{ data: { requestId: 'waiting' } }]);
      await after.boss.createQueue('another');
      await after.boss.stop({ graceful: false, wait: true });
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

    it('is not started when it could change the audit log all the same', async () => {
      const refused = (message: string) => ({ code: 'config', message: expect.stringContaining(message) });
      await expect(open(roles.ownerUrl, roles.ownerUrl)).rejects.toMatchObject(refused('must name another role'));
      await roles.run(`ALTER ROLE "${roles.bot}" SUPERUSER`);
      await expect(open()).rejects.toMatchObject(refused('must not be a superuser'));
      await roles.run(`ALTER ROLE "${roles.bot}" NOSUPERUSER`);
      expect((await open()).ownsAuditLog).toBe(false);
    });

    it('is not started when its owner cannot hand things over, and the operator reads what to grant', async () => {
      await roles.run(`REVOKE "${roles.bot}" FROM ${roles.owner}`);
      await expect(open()).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining(`GRANT "${roles.bot}" TO "${roles.owner}"`),
      });
    });
  });
}
