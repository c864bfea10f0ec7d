import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Database, openDatabase, type Tx } from '../../bot/db/database.js';
import { whole } from '../../bot/db/whole.js';
import { many } from '../helpers/chance.js';
import { freshDatabase } from '../helpers/database.js';

const server = process.env.TEST_DATABASE_URL ?? '';
const onServer = server === '' ? it.skip : it;

const OWNERS = ['福祉課', '税務課', '市民課', '消防局', '水道局', '教育委員会'];

/** A post whose title makes the database slow or unwilling, when it is written or when it is committed. */
const FAULTS = `
  CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW."title" LIKE '%unwilling%' THEN RAISE EXCEPTION 'unwilling'; END IF;
    PERFORM pg_sleep(0.06);
    RETURN NEW;
  END $$;
  CREATE TRIGGER written BEFORE INSERT ON "Post"
    FOR EACH ROW WHEN (NEW."title" LIKE 'written: %') EXECUTE FUNCTION fault();
  CREATE CONSTRAINT TRIGGER committed AFTER INSERT ON "Post" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW."title" LIKE 'committed: %') EXECUTE FUNCTION fault()`;

/** A post of an owner, which says to which transaction it belongs. */
const post = (owner: string, section: string, title = '') => ({
  bureau: owner,
  section,
  documentSymbol: '',
  title,
  role: 'staff' as const,
});

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
  await db.executeSql(FAULTS, []);
  await db.client.person.createMany({ data: OWNERS.map((owner) => ({ id: owner, name: owner, mail: 'of all' })) });
});
afterAll(() => db.close());

const counted = async (section: string) => db.client.post.count({ where: { section: { startsWith: section } } });

describe('a transaction', () => {
  it('is refused if one of its statements failed, although somebody caught the error', async () => {
    const work = db.transaction(async (tx) => {
      await write(tx, '福祉課', 'caught', 1);
      await tx.$queryRaw`SELECT 1 / 0`.catch(() => undefined);
      return 'done';
    });
    await expect(work).rejects.toThrow('it was rolled back, not committed');
    expect(await counted('caught')).toBe(0);
  });

  it('is refused if the database refuses to commit it', async () => {
    const work = db.transaction((tx) => write(tx, '福祉課', 'refused', 1, 'committed: unwilling'));
    await expect(work).rejects.toThrow('unwilling');
    expect(await counted('refused')).toBe(0);
  });

  onServer('that ran out of time between two statements of one call leaves neither of them', async () => {
    const work = db.client.$transaction(
      (tx) =>
        tx.person.update({
          where: { id: '福祉課' },
          data: { posts: { create: [post('福祉課', 'late-0', 'written: slowly'), post('福祉課', 'late-1')] } },
        }),
      { timeout: 20 },
    );
    await expect(work).rejects.toThrow();
    await allAtOnce();
    expect(await counted('late')).toBe(0);
  });

  onServer('whose ROLLBACK was never answered is not committed by whoever has the connection next', async () => {
    const { rows } = await db.executeSql('SELECT current_database() AS name', []);
    const url = new URL(server);
    url.pathname = `/${(rows[0] as { name: string }).name}`;
    url.searchParams.set('query_timeout', '300');
    const impatient = await openDatabase({ url: url.href, dataDir: '', migrated: true });
    try {
      const work = impatient.transaction(async (tx) => {
        await write(tx, '福祉課', 'unanswered', 1);
        await tx.$queryRaw`SELECT pg_sleep(0.8)::text`;
      });
      await expect(work).rejects.toThrow('Query read timeout');
      await impatient.transaction((tx) => write(tx, '福祉課', 'after', 1));
    } finally {
      await impatient.close();
    }
    expect(await counted('after')).toBe(1);
    expect(await counted('unanswered')).toBe(0);
  });

  it('gives its connection back once, however often it is ended', async () => {
    let given = 0;
    const giving = async () => {
      given++;
    };
    const transaction = { options: { usePhantomQuery: false }, commit: giving, rollback: giving };
    const adapter = await whole({
      provider: 'postgres',
      adapterName: 'counting',
      connect: async () => ({ startTransaction: async () => transaction }) as never,
    }).connect();
    const { commit, rollback } = await adapter.startTransaction();
    await Promise.all([commit(), rollback(), rollback()]);
    expect(given).toBe(1);
  });
});

/** What can happen to a transaction. Those of the second line need a database that works while we wait. */
const FATES = [
  ...([
    'kept',
    'kept',
    'kept',
    'read',
    'read',
    'unique',
    'division',
    'uuid',
    'caught',
    'thrown',
    'refused',
    'idle',
  ] as const),
  ...(server === '' ? [] : (['asleep', 'slow', 'late', 'cancelled', 'stopped', 'killed', 'killed idle'] as const)),
];
interface Plan {
  fate: (typeof FATES)[number];
  owner: string;
  people: number;
}
const plans = fc.record<Plan>({
  fate: fc.constantFrom(...FATES),
  owner: fc.constantFrom(...OWNERS),
  people: fc.integer({ min: 1, max: 3 }),
});

/** What became of a plan: how many rows of it there must be, as far as one can know. */
interface Outcome extends Plan {
  acknowledged: boolean;
  /** It came to its COMMIT, so that a failure can also mean that only the answer was lost. */
  sent: boolean;
}

/** Fates that never end in a COMMIT. */
const NEVER = new Set<Plan['fate']>([
  'unique',
  'division',
  'uuid',
  'caught',
  'thrown',
  'refused',
  'idle',
  'asleep',
  'late',
  'cancelled',
]);

describe(`an hour's traffic in a minute, with errors and time-outs inside transactions`, () => {
  it('shows nobody the rows of another, keeps what was acknowledged, leaves nothing half done and no connection lost', async () => {
    const dead: unknown[] = [];
    const die = (error: unknown) => dead.push(error);
    const outside = realProcess();
    for (const event of ['uncaughtException', 'unhandledRejection']) outside.on(event, die);
    const strangers: unknown[] = [];
    const outcomes: Outcome[] = [];
    const waiting = fc.sample(plans, many(10_000, 2_000)).entries();
    const one = async () => {
      for (const [number, plan] of waiting) outcomes[number] = await follow(plan, number, (row) => strangers.push(row));
    };
    await Promise.all(Array.from({ length: 24 }, one));
    await allAtOnce();
    for (const event of ['uncaughtException', 'unhandledRejection']) outside.off(event, die);

    expect(strangers).toEqual([]);
    expect(dead).toEqual([]);
    expect(await wrongs(outcomes)).toEqual([]);
    const kept = outcomes.filter(({ fate }) => fate === 'kept' || fate === 'read');
    expect(kept.filter(({ acknowledged }) => acknowledged).length).toBeGreaterThan(kept.length * 0.8);
    for (const fate of new Set(FATES)) expect(outcomes.map((outcome) => outcome.fate)).toContain(fate);
  }, 600_000);

  it('leaves no memory behind', async () => {
    const batch = async (count: number) => {
      const waiting = Array.from({ length: count }, (_, index) => index).values();
      const one = async () => {
        for (const index of waiting) {
          const work = db.transaction(async (tx) => {
            await tx.person.findMany({ take: 3, include: { posts: { take: 1 } } });
            if (index % 5 === 0) await tx.$queryRaw`SELECT 1 / 0`;
          });
          await work.catch(() => undefined);
        }
      };
      await Promise.all(Array.from({ length: 8 }, one));
      return heapUsed();
    };
    const before = await batch(500);
    const count = many(10_000, 1_000);
    const growth = (await batch(count)) - before;
    // A row of the log, a listener or an error kept for each would be more than a kilobyte.
    expect(growth / count).toBeLessThan(1_024);
  });
});

/** Rows of an owner, each with a post, named after the transaction. */
async function write(tx: Tx, owner: string, transaction: string, people: number, title = ''): Promise<void> {
  for (let n = 0; n < people; n++) {
    await tx.person.create({
      data: {
        id: `${transaction}-${n}`,
        name: owner,
        mail: transaction,
        posts: { create: [post(owner, `${transaction}-${n}`, title)] },
      },
    });
  }
}

/** Lets happen to one transaction what is planned; every row that is read is compared with whom it was asked for. */
async function follow(plan: Plan, number: number, stranger: (row: unknown) => void): Promise<Outcome> {
  const { fate, owner, people } = plan;
  const id = String(number);
  let sent = false;
  const look = async (tx: Tx) => {
    const found = await tx.person.findMany({ where: { name: owner }, include: { posts: true }, take: 20 });
    for (const row of found) {
      if (row.name !== owner || row.posts.some(({ bureau }) => bureau !== owner)) stranger({ owner, row });
    }
    const raw = await tx.$queryRaw<{ asked: string; name: string }[]>`
      SELECT ${id} AS asked, "name" FROM "Person" WHERE "id" = ${owner}`;
    if (raw.length !== 1 || raw[0]?.asked !== id || raw[0].name !== owner) stranger({ owner, raw });
    const self = await tx.person.findUnique({ where: { id: owner } });
    if (self?.id !== owner) stranger({ owner, self });
  };
  const work = async (tx: Tx) => {
    await write(tx, owner, id, people, TITLES[fate]);
    await look(tx);
    await BEFALLS[fate]?.(tx, owner, id);
    sent = !NEVER.has(fate);
  };
  const timeout = TIMEOUTS[fate];
  try {
    if (fate === 'read') await look(db.client);
    else if (timeout === undefined) await db.transaction(work);
    else await db.client.$transaction(work, { timeout });
    return { ...plan, acknowledged: true, sent };
  } catch {
    return { ...plan, acknowledged: false, sent };
  }
}

const TITLES: Partial<Record<Plan['fate'], string>> = { refused: 'committed: unwilling', slow: 'committed: slowly' };

/** Milliseconds after which Prisma gives up; enough for most to come as far as they are to come. */
const TIMEOUTS: Partial<Record<Plan['fate'], number>> = { idle: 20, asleep: 80, slow: 80, late: 80 };

/** What befalls a transaction after its rows are written. */
const BEFALLS: Partial<Record<Plan['fate'], (tx: Tx, owner: string, id: string) => Promise<unknown>>> = {
  unique: (tx, owner) => tx.person.create({ data: { id: owner, name: owner, mail: '' } }),
  division: (tx) => tx.$queryRaw`SELECT 1 / 0`,
  uuid: (tx) => tx.$queryRaw`SELECT ${'0-0-0'}::uuid`,
  caught: (tx) => tx.$queryRaw`SELECT 1 / 0`.catch(() => undefined),
  thrown: () => Promise.reject(new Error('thrown')),
  idle: (tx, owner) => passing(25).then(() => tx.person.findUnique({ where: { id: owner } })),
  asleep: (tx) => tx.$queryRaw`SELECT pg_sleep(0.1)::text`,
  late: (tx, owner, id) =>
    tx.person.update({
      where: { id: owner },
      data: {
        posts: { create: [post(owner, `${id}-a`, 'written: slowly'), post(owner, `${id}-b`, 'written: slowly')] },
      },
    }),
  cancelled: async (tx) => {
    await tx.$executeRaw`SET LOCAL statement_timeout = 5`;
    await tx.$queryRaw`SELECT pg_sleep(1)::text`;
  },
  stopped: (tx) => meanwhile(tx, 'SELECT pg_cancel_backend($1)'),
  killed: (tx) => meanwhile(tx, 'SELECT pg_terminate_backend($1)'),
  // Answered before it is dead: the COMMIT meets the end of the connection.
  'killed idle': async (tx) => void (await db.executeSql('SELECT pg_terminate_backend($1)', [await backend(tx)])),
};

/** Has something done to the connection of a transaction while it waits for an answer. */
async function meanwhile(tx: Tx, text: string): Promise<void> {
  const pid = await backend(tx);
  await Promise.all([db.executeSql(text, [pid]), tx.$queryRaw`SELECT pg_sleep(0.01)::text`]);
}

async function backend(tx: Tx): Promise<number | undefined> {
  const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  return row?.pid;
}

const passing = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Of which transactions there is less or more than there may be. */
async function wrongs(outcomes: Outcome[]): Promise<unknown[]> {
  const people = await rowsByTransaction('SELECT "mail" AS transaction FROM "Person"');
  const posts = await rowsByTransaction(`SELECT split_part("section", '-', 1) AS transaction FROM "Post"`);
  return outcomes.flatMap((outcome, number) => {
    const found = { people: people.get(String(number)) ?? 0, posts: posts.get(String(number)) ?? 0 };
    const planned = outcome.fate === 'read' ? 0 : outcome.people;
    const all = found.people === planned && found.posts === planned;
    const none = found.people === 0 && found.posts === 0;
    const right = outcome.acknowledged ? all : none || (outcome.sent && all);
    return right ? [] : [{ ...outcome, number, found }];
  });
}

async function rowsByTransaction(text: string): Promise<Map<string, number>> {
  const { rows } = await db.executeSql(
    `SELECT transaction, count(*)::int AS count FROM (${text}) AS one GROUP BY 1`,
    [],
  );
  return new Map((rows as { transaction: string; count: number }[]).map((row) => [row.transaction, row.count]));
}

/** As many transactions as there are connections, all of them open at the same moment: none is missing, and none is someone else's. */
async function allAtOnce(): Promise<void> {
  const connections = server === '' ? 1 : 10;
  let missing = connections;
  let open = () => {};
  const complete = new Promise<void>((resolve) => {
    open = resolve;
  });
  const pids = await Promise.all(
    Array.from({ length: connections }, () =>
      db.transaction(async (tx) => {
        const pid = await backend(tx);
        missing -= 1;
        if (missing === 0) open();
        await complete;
        return pid;
      }),
    ),
  );
  expect(new Set(pids).size).toBe(connections);
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed;
}

/** The process around Jest's sandbox, where packages that are loaded once for all (test/helpers/shared.cjs) throw. */
function realProcess(): NodeJS.Process {
  const { [Symbol.for('outside')]: load } = globalThis as unknown as Record<symbol, (name: string) => NodeJS.Process>;
  if (load === undefined) throw new Error('not in the environment of test/helpers/environment.cjs');
  return load('node:process');
}
