import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openDatabase } from '../../bot/db/database.js';
import { type KeptDatabase, keptDatabase } from '../helpers/keptDatabase.js';

/** What a later version did to the tables. */
const LATER = `
  CREATE TABLE "Later" ("id" INTEGER PRIMARY KEY);
  INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
  VALUES ('later', 'of a later version', '9999_later', now(), now(), 1);`;

const STATE = `
  SELECT (SELECT json_agg(m ORDER BY "migration_name") FROM "_prisma_migrations" m) AS "migrations",
    (SELECT json_agg(c ORDER BY c."relname") FROM (SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace) c) AS "tables"`;

let kept: KeptDatabase;
beforeEach(async () => {
  kept = await keptDatabase();
});
afterEach(() => kept.drop());

const REFUSAL = { code: 'config', message: expect.stringContaining('a newer version of this program (9999_later)') };

it('a database that a newer version has changed is refused, and left as it is', async () => {
  await (await kept.open()).close();
  await kept.visit((ask) => ask(LATER));
  const before = await kept.visit((ask) => ask(STATE));
  await expect(kept.open()).rejects.toMatchObject(REFUSAL);
  expect(await kept.visit((ask) => ask(STATE))).toEqual(before);
});

it('one that lacks a migration of ours besides is not brought up to date', async () => {
  await (await kept.open()).close();
  await kept.visit((ask) => ask(`${LATER} DELETE FROM "_prisma_migrations" WHERE "migration_name" LIKE '0010%';`));
  const before = await kept.visit((ask) => ask(STATE));
  await expect(kept.open()).rejects.toMatchObject(REFUSAL);
  expect(await kept.visit((ask) => ask(STATE))).toEqual(before);
});

it('a migration that was taken back does not count', async () => {
  await (await kept.open()).close();
  await kept.visit((ask) =>
    ask(`${LATER} UPDATE "_prisma_migrations" SET "rolled_back_at" = now() WHERE "id" = 'later';`),
  );
  const db = await kept.open();
  expect(await db.client.request.count()).toBe(0);
  await db.close();
});

if (process.env.TEST_DATABASE_URL) {
  it('a server that is migrated in a step of its own is refused in the same words', async () => {
    await (await kept.open()).close();
    await kept.visit((ask) => ask(LATER));
    await expect(kept.open({ migratedApart: true })).rejects.toMatchObject(REFUSAL);
  });
} else {
  it('its data folder is free again for the version that is asked for', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'recording-bot-newer-'));
    const made = await openDatabase({ url: '', dataDir });
    await made.executeSql(LATER, []);
    await made.close();
    await expect(openDatabase({ url: '', dataDir })).rejects.toMatchObject(REFUSAL);
    await (await openDatabase({ url: '', dataDir, migrated: true })).close();
    await rm(dataDir, { recursive: true });
  });
}
