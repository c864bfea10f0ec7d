import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../bot/db/database.js';
import { TryLater } from '../../bot/jobs/tryLater.js';
import { Pace } from '../../bot/notices/pace.js';
import { freshDatabase } from '../helpers/database.js';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

/** What becomes of so many messages that are to be sent at once, by two processes: after how many milliseconds each went, or must wait. */
async function atOnce(conversationId: string, count: number): Promise<(number | TryLater)[]> {
  const processes = [new Pace(db), new Pace(db)] as const;
  const started = performance.now();
  const tried = Array.from({ length: count }, async (_, index) => {
    try {
      await processes[index % 2 === 0 ? 0 : 1].take(conversationId);
      return performance.now() - started;
    } catch (error) {
      if (error instanceof TryLater) return error;
      throw error;
    }
  });
  return Promise.all(tried);
}

const went = (outcome: (number | TryLater)[]) =>
  outcome.filter((one): one is number => typeof one === 'number').sort((a, b) => a - b);
const must = (outcome: (number | TryLater)[]) => outcome.filter((one): one is TryLater => one instanceof TryLater);

/** How often the bot has to have sent before, by a row that says so. */
const sentBefore = (conversationId: string, count: number, secondsAgo: number) =>
  db.executeSql(
    `INSERT INTO "Pace" ("conversationId", "sent")
     SELECT $1, array_agg(clock_timestamp() - $3::float8 * interval '1 second' + n * interval '1 millisecond' ORDER BY n)
     FROM generate_series(1, $2::int) AS n`,
    [conversationId, count, secondsAgo],
  );

describe('into one conversation', () => {
  it('seven messages go at once, the eighth a second later, and what would have to wait for longer is put off', async () => {
    const outcome = await atOnce('a:busy', 10);
    const times = went(outcome);
    expect(times[6]).toBeLessThan(900);
    expect(times[7]).toBeGreaterThanOrEqual(990);
    expect(times.slice(8).every((time) => time >= 1990)).toBe(true);
    expect(must(outcome).every(({ afterSeconds = 0 }) => afterSeconds >= 2 && afterSeconds <= 3)).toBe(true);
  });

  it('no more than sixty go in thirty seconds', async () => {
    await sentBefore('a:sixty', 60, 10);
    const [outcome] = await atOnce('a:sixty', 1);
    expect(outcome).toBeInstanceOf(TryLater);
    expect((outcome as TryLater).afterSeconds).toBeGreaterThanOrEqual(19);
    expect((outcome as TryLater).afterSeconds).toBeLessThanOrEqual(21);
  });

  it('no more than 1,800 go in an hour', async () => {
    await sentBefore('a:hour', 1800, 600);
    const [outcome] = await atOnce('a:hour', 1);
    expect((outcome as TryLater).afterSeconds).toBeGreaterThan(2900);
  });

  it('what was put off did not take a place: the next one that comes in time goes', async () => {
    await sentBefore('a:again', 60, 28.5);
    const outcome = await atOnce('a:again', 3);
    expect(went(outcome)).toHaveLength(3);
  });
});

it('one conversation does not slow down another', async () => {
  const outcomes = await Promise.all(['a:one', 'a:other', 'a:third'].map((chat) => atOnce(chat, 7)));
  for (const outcome of outcomes) expect(went(outcome).every((time) => time < 900)).toBe(true);
});
