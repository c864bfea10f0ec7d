import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { believedKeys } from '../../bot/audit/keys.js';
import { verifyAudit } from '../../bot/audit/verify.js';
import type { Database } from '../../bot/db/database.js';
import { readMigrations } from '../../bot/db/schemaEngine.js';
import { wordsOf } from '../../bot/evidence/words.js';
import { isTheirs } from '../../bot/teams/out/conversations.js';
import { actionsOf, urlOf, wordsOf as wordsOn } from '../helpers/card.js';
import { many } from '../helpers/chance.js';
import { freshDatabase } from '../helpers/database.js';
import { type Earlier, EVERYBODY, earlierVersions, openEarlier } from '../helpers/earlier.js';
import { installation, openInstallation } from '../helpers/installation.js';
import type { Ask } from '../helpers/keptDatabase.js';
import { type LinkPageView, linkPage } from '../helpers/linkPage.js';
import { NO_KEYS } from '../helpers/recorder.js';
import { type Card, createWorld, type Person, type World } from '../helpers/world.js';

const BEFORE = installation('0004');

describe('an installation of the version before the verbs had one name', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld({ now: BEFORE.now, database: await openInstallation(BEFORE) });
    for (const name of ['chief', 'staff', 'manager', 'deputy', 'operator'] as const)
      await world.as(name).say('こんにちは');
  }, 60_000);
  afterEach(() => world.close());

  /** A card that the earlier version sent, and the person in whose chat it stands. */
  function sent(name: string): [Person, Card] {
    const found = BEFORE.cards[name];
    if (found === undefined) throw new Error(`no card ${name}`);
    return [world.as(found.who), { json: found.json, words: wordsOn(found.json) }];
  }

  it('keeps its requests in their states, with their history', async () => {
    const chief = world.as('chief');
    for (const [number, state] of [
      [1, '文書登録済'],
      [2, '不交付'],
      [3, '取下げ'],
      [4, '交付済'],
      [6, '審査待ち'],
    ]) {
      expect((await chief.say(`R8-${number}は？`)).words).toContain(`「${state}」です`);
    }
    const { words } = await chief.say('R8-1は？');
    for (const told of ['申請', '承認', '回答書と複製データの交付', '受領', '文書登録']) expect(words).toContain(told);
    expect((await chief.say('続き')).words).toContain('差し戻されました');
  });

  it('keeps its log as it was written, and whole', async () => {
    const { client } = world.app.ctx.db;
    const rows =
      await client.$queryRaw`SELECT * FROM "AuditEntry" ORDER BY "seq" LIMIT ${BEFORE.rows.AuditEntry?.length}`;
    const bare = (all: unknown) =>
      JSON.parse(JSON.stringify(all)).map((row: { at: string }) => ({ ...row, at: Date.parse(row.at) }));
    const unsigned = bare(BEFORE.rows.AuditEntry).map((row: object) => ({ ...row, keyId: null, signature: null }));
    expect(bare(rows)).toEqual(unsigned);
    expect((await verifyAudit(world.app.ctx.db, { heads: [], keys: NO_KEYS })).fault).toBeUndefined();
    expect(['request.file', 'request.refile', 'request.submit'].map(wordsOf)).toEqual(['申請', '再申請', '申請']);
  });

  it('goes on from the cards it sent: filed by the chief, approved, answered, registered', async () => {
    const [chief, prepared] = sent('prepared');
    expect((await chief.press(prepared, 'この内容で申請する')).words).toContain('申請を受け付けました');
    const [other, draft] = sent('draft');
    expect((await other.press(draft, '申請する', { pledged: 'true' })).words).toContain('申請を受け付けました');
    const [manager, decide] = sent('decide');
    expect((await manager.press(decide, '差し戻す…')).words).toContain('何を直せばよいか');
    expect((await manager.press(decide, '不交付にする…')).words).toContain('交付しない理由');
    expect((await manager.press(decide, '承認する')).words).toContain('承認しました');
    const [, refuse] = sent('refuse');
    expect((await manager.press(refuse, 'やめる')).words).toContain('承認をお願いします');
    await world.app.runPending();
    expect(chief.cards().filter(({ words }) => words.includes('録音データが交付されました'))).toHaveLength(1);
    expect((await chief.say('R8-6の文書登録番号は市民第6号です')).words).toContain('これで手続は終わりです');
    const states = await world.app.ctx.db.client.request.findMany({
      orderBy: { serial: 'asc' },
      select: { status: true },
    });
    expect(states.map(({ status }) => status)).toEqual([
      'registered',
      'refused',
      'withdrawn',
      'answered',
      'returned',
      'registered',
      'submitted',
      'submitted',
      'submitted',
    ]);
  });

  it('still knows who filed what, so that nobody decides their own', async () => {
    const filed = await world.app.ctx.db.client.request.findMany({ where: { submittedAt: { not: null } } });
    expect(filed.every(({ submittedByIds }) => submittedByIds.length > 0)).toBe(true);
  });
});

/** Columns that have another name now. */
const RENAMED: Record<string, string> = {
  'Request.filedAt': 'registeredAt',
  'Request.filedByIds': 'submittedByIds',
};

/** Columns of the first evening that are gone: the one was never written, the other only counted what a session may still fetch. */
const GONE = ['Request.closedAt', 'LinkDownload.completedAt'];

/** Migrations that were changed after these versions had applied them, and that others bring to their last text. No more are to come. */
const CHANGED: Record<string, string[]> = {
  '0001-1': ['0001_initial'],
  '0001-2': ['0001_initial'],
  '0010-1': ['0010_jobs'],
};

/** The migrations of which a database applied another text than that of today. */
async function changedSince(ask: Ask): Promise<string[]> {
  const applied = await ask<{ name: string; checksum: string }>(
    `SELECT "migration_name"::text AS name, "checksum"::text FROM "_prisma_migrations" ORDER BY name`,
  );
  const { migrationDirectories } = await readMigrations();
  const sums = new Map(
    migrationDirectories.map(({ path, migrationFile: { content } }) => [
      path,
      content.tag === 'ok' ? createHash('sha256').update(content.value).digest('hex') : '',
    ]),
  );
  return applied.filter(({ name, checksum }) => sums.get(name) !== checksum).map(({ name }) => name);
}

type Columns = Record<string, string[]>;

/** The tables of the bot and their columns. */
async function columnsOf(ask: Ask): Promise<Columns> {
  const rows = await ask<{ table: string; columns: string[] }>(`
    SELECT c.relname::text AS "table", json_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
    GROUP BY c.relname ORDER BY c.relname`);
  return Object.fromEntries(rows.map(({ table, columns }) => [table, columns]));
}

const quoted = (name: string) => `"${name}"`;

/** The rows of tables, each as the text that PostgreSQL writes for those columns. */
async function rowsOf(ask: Ask, tables: Columns): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const [table, columns] of Object.entries(tables)) {
    const row = `ROW(${columns.map(quoted).join(', ')})::text`;
    const found = await ask<{ row: string }>(`SELECT ${row} AS "row" FROM ${quoted(table)} ORDER BY "row"`);
    rows[table] = found.map((one) => one.row);
  }
  return rows;
}

const asking =
  (db: Database): Ask =>
  async <Row>(script: string) =>
    (await db.executeSql(script, [])).rows as Row[];

const mapped = (tables: Columns, name: (column: string, ofTable: string) => string[]): Columns =>
  Object.fromEntries(
    Object.entries(tables).map(([table, columns]) => [
      table,
      columns.flatMap((column) => name(column, `${table}.${column}`)),
    ]),
  );

/** Without the columns that are gone. */
const kept = (tables: Columns): Columns => mapped(tables, (column, whole) => (GONE.includes(whole) ? [] : [column]));

/** By their names of today. */
const renamed = (tables: Columns): Columns => mapped(tables, (column, whole) => [RENAMED[whole] ?? column]);

/** Tables, keys, indexes, triggers and lists of values, each as a line. */
const SCHEMA = `
  SELECT concat_ws(' ', table_name, column_name, udt_name, is_nullable, column_default) AS line
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT tgisinternal
  UNION ALL SELECT enumtypid::regtype || ' ' || string_agg(enumlabel, ' ' ORDER BY enumsortorder) FROM pg_enum GROUP BY enumtypid
  UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_'
  ORDER BY line`;

let schema: unknown[] = [];
beforeAll(async () => {
  const fresh = await freshDatabase();
  schema = (await fresh.executeSql(SCHEMA, [])).rows;
  await fresh.close();
});

/** What a person was sent last that has a button, or a link, of this title. */
function last(person: Person, title: string): Card {
  const found = person.cards().findLast(({ json }) => actionsOf(json).some((one) => one.title === title));
  if (found === undefined) throw new Error(`nobody was sent 「${title}」`);
  return found;
}

/** Opens a link in the chief's browser, and takes its file and the answer. */
async function fetchBy(world: World, token: string): Promise<{ view: LinkPageView; file: string; answer: string }> {
  const page = linkPage(world, token);
  const view = await page.enter('chief');
  const granted = await page.post(view.files[0]?.downloadsHref ?? '');
  const { href } = (await granted.json()) as { href: string };
  const answer = view.letters.find(({ title }) => title.includes('回答書'));
  return { view, file: await hashOf(await page.get(href)), answer: await hashOf(await page.get(answer?.href ?? '')) };
}

async function hashOf(response: Response): Promise<string> {
  if (!response.ok) throw new Error(`no file: ${response.status} ${await response.text()}`);
  return createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex');
}

/**
 * The versions whose installations are opened: all on a server, and with `TEST_WHOLE=1`; else, as a copy of an embedded database takes
 * seconds, the oldest, the newest, one between, and those whose migrations were changed.
 */
function opened(): string[] {
  const versions = earlierVersions();
  const few = [0, Math.floor(versions.length / 2), versions.length - 1];
  const all = (process.env.TEST_DATABASE_URL ?? '') !== '' || many(1, 0) === 1;
  return versions.filter((version, place) => all || few.includes(place) || version in CHANGED);
}

describe.each(opened())('an installation that %s left behind', (version) => {
  let left: Earlier;
  let tables: Columns;
  let rows: Record<string, string[]>;
  let changed: string[];
  beforeAll(async () => {
    left = await openEarlier(version);
    await left.database.visit(async (ask) => {
      tables = await columnsOf(ask);
      rows = await rowsOf(ask, kept(tables));
      changed = await changedSince(ask);
    });
  });
  afterAll(() => left.remove());

  /** An installation as it was left, for as long as something is done with it. */
  async function withCopy(work: (earlier: Earlier) => Promise<void>): Promise<void> {
    const earlier = await left.copy();
    await work(earlier).finally(() => earlier.remove());
  }

  it('keeps every row in the tables of today, however often it is opened', () =>
    withCopy(async ({ database }) => {
      expect(rows.Request).toHaveLength(5);
      for (let time = 0; time < 2; time++) {
        const db = await database.open();
        expect(await rowsOf(asking(db), renamed(kept(tables)))).toEqual(rows);
        expect((await db.executeSql(SCHEMA, [])).rows).toEqual(schema);
        await db.close();
      }
    }));

  it('was made by migrations as they are today, but for those that are mended', () => {
    expect(changed).toEqual(CHANGED[version] ?? []);
  });

  it('goes on where its people were', () =>
    withCopy(async (earlier) => {
      const { seen } = earlier;
      const world = await earlier.start();
      const { ctx } = world.app;
      const [chief, otherChief, manager] = [world.as('chief'), world.as('otherChief'), world.as('manager')];
      const chats = await ctx.db.client.conversation.findMany();
      expect(chats.filter((chat) => !isTheirs(ctx, chat))).toEqual([]);
      for (const name of EVERYBODY) await world.as(name).say('こんにちは');

      // What waited, or was at work when the process was killed.
      await world.app.runPending();
      expect(last(manager, '承認する').words).toContain('令和8年度第4号');
      expect(await ctx.db.client.notice.count({ where: { state: 'pending' } })).toBe(0);

      // The link that was sent.
      const given = await fetchBy(world, seen.link);
      expect(given.view.state).toBe('open');
      expect(given.file).toBe(seen.copy.sha256);
      expect(given.view.files).toMatchObject([{ sha256: seen.copy.sha256, bytes: seen.copy.bytes }]);
      expect(given.view.letters.map(({ sha256 }) => sha256)).toContain(given.answer);

      // The application that waited for a decision, from the card that was sent.
      const { waiting, draft } = seen.cards;
      const open = { json: waiting.json, words: wordsOn(waiting.json) };
      expect((await manager.press(open, '承認する')).words).toContain('承認しました');
      await world.app.runPending();
      const answer = last(chief, '回答書と録音を開く');
      const {
        view,
        file,
        answer: letter,
      } = await fetchBy(world, urlOf(answer.json, '回答書と録音を開く').split('#')[1] ?? '');
      expect(view.files).toMatchObject([{ sha256: file }]);
      expect(view.letters.map(({ sha256 }) => sha256)).toContain(letter);

      // The form that was begun.
      const second = { json: draft.json, words: wordsOn(draft.json) };
      const third = await otherChief.press(second, '次へ', { purpose: '1', purposeOther: '' });
      const filled = await otherChief.press(third, '次へ', { documentNumber: '105' });
      expect((await otherChief.press(filled, '申請する', { pledged: 'true' })).words).toContain('申請を受け付けました');
      await world.app.runPending();

      const requests = await ctx.db.client.request.findMany({ orderBy: { serial: 'asc' } });
      expect(requests.map(({ serial, answerNumber, status }) => [serial, answerNumber, status])).toEqual([
        [1, '1', 'received'],
        [2, '2', 'refused'],
        [3, '3', 'received'],
        [4, null, 'submitted'],
        [5, null, 'submitted'],
      ]);
      const heads = await Promise.all(ctx.headPlaces.map((place) => place.read()));
      const verified = await verifyAudit(ctx.db, { heads: heads.flat(), keys: believedKeys(ctx.config) });
      expect(verified.fault).toBeUndefined();
      expect(world.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
      const log = await rowsOf(asking(ctx.db), { AuditEntry: tables.AuditEntry ?? [] });
      expect(log.AuditEntry).toEqual(expect.arrayContaining(rows.AuditEntry ?? []));
    }));
});
