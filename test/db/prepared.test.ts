import { describe, expect, it } from '@jest/globals';
import { statementNames } from '../../bot/db/prepared.js';
import { lockRequest } from '../../bot/requests/load.js';
import { freshDatabase } from '../helpers/database.js';

describe('the names of statements', () => {
  it('are the same for the same text, and others for others', () => {
    const nameOf = statementNames();
    const one = nameOf('SELECT $1', [1]);
    expect(one).not.toBe('');
    expect(nameOf('SELECT $1', [2])).toBe(one);
    expect(nameOf('SELECT $1 + 1', [1])).not.toBe(one);
  });

  it('are given to so many texts and no more', () => {
    const nameOf = statementNames(2);
    const texts = ['SELECT $1', 'SELECT $1 + 1', 'SELECT $1 + 2'];
    expect(texts.map((text) => nameOf(text, [1]) !== '')).toEqual([true, true, false]);
    expect(nameOf('SELECT $1', [1])).not.toBe('');
  });

  it('are not given to what has no values, nor to what reads whatever columns there are', () => {
    const nameOf = statementNames();
    expect(nameOf('BEGIN', [])).toBe('');
    expect(nameOf('SELECT * FROM "Request" WHERE "id" = $1', ['an id'])).toBe('');
    expect(nameOf('UPDATE "Request" SET "step" = $1 RETURNING *', [1])).toBe('');
    expect(nameOf('SELECT count(*) FROM "Request" WHERE "step" = $1', [1])).not.toBe('');
  });
});

const DRAFT = {
  ...{ entries: {}, preparedById: 'somebody', preparedByName: '試験 花子' },
  ...{ chiefId: 'somebody', bureau: '市民局', section: '市民課', documentSymbol: '市民発' },
} as const;

const onServer = process.env.TEST_DATABASE_URL ? it : it.skip;
onServer('a server plans a statement once for a connection, in and out of transactions', async () => {
  const db = await freshDatabase();
  const twice = { where: { key: 'what is prepared' } };
  const prepared = await db.transaction(async (tx) => {
    for (let time = 0; time < 2; time++) await tx.setting.findFirst(twice);
    return tx.$queryRaw<{ planned: number }[]>`
      SELECT (generic_plans + custom_plans)::int AS "planned" FROM pg_prepared_statements
      WHERE statement LIKE '%"Setting"%' AND name LIKE 'bot\_%'`;
  });
  expect(prepared).toEqual([{ planned: 2 }]);
  const [row] = (await db.executeSql('SELECT name FROM pg_prepared_statements WHERE statement LIKE $1', ['%$1%'])).rows;
  expect(row).toEqual({ name: expect.stringMatching(/^bot_\d+$/) });
});

onServer('a process goes on while another version adds a column to a table', async () => {
  const db = await freshDatabase();
  const { id } = await db.client.request.create({ data: { ...DRAFT, createdAt: new Date(0), updatedAt: new Date(0) } });
  await db.transaction(async (tx) => {
    const before = await lockRequest(tx, id);
    await tx.$executeRaw`ALTER TABLE "Request" ADD COLUMN "later" TEXT`;
    expect(await lockRequest(tx, id)).toMatchObject(before ?? {});
    expect(await tx.request.findUnique({ where: { id } })).toEqual(before);
  });
});
