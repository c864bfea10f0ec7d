import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chanceFrom } from '../../bot/demo/chance.js';
import { actionsOf } from '../helpers/card.js';
import { SEED } from '../helpers/chance.js';
import { type Bench, type Bot, fileBy, openBench, SERVER } from './bots.js';

/** How often the bot is killed: `npm run faults -- --kills 200` does it as often as that. */
const KILLS = Number(process.env.FAULT_KILLS || 3);

/** So many lines of its log a bot writes at the most before it is killed: after more than that, everything that was asked for is done. */
const MOST_LINES = 30;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** What people were told was done, and what they asked for without hearing what came of it. */
const told = { filed: 0, approved: 0 };
const asked = { filed: 0, approved: 0 };

/** Does something with a bot that may be killed meanwhile. @returns false when it was */
async function unlessKilled(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}

/** Files, and approves whatever waits, until the bot is killed. */
async function useUntilKilled(bot: Bot): Promise<void> {
  const [chief, manager] = [bot.as('chief'), bot.as('manager')];
  for (;;) {
    asked.filed += 1;
    if (!(await unlessKilled(() => fileBy(chief)))) return;
    told.filed += 1;
    const card = manager.cards().findLast(({ json }) => actionsOf(json).some(({ title }) => title === '承認する'));
    if (card === undefined) continue;
    asked.approved += 1;
    const done = await unlessKilled(async () => {
      const { words } = await manager.press(card, '承認する');
      if (words.includes('承認しました')) told.approved += 1;
    });
    if (!done) return;
  }
}

/** NaN where it is not told. */
const metric = (text: string, name: string): number => {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
};

it(
  `a bot that is killed ${KILLS} times, at any moment, loses nothing that it acknowledged, and delivers all of it`,
  async () => {
    const chance = chanceFrom(SEED);
    for (let kill = 0; kill < KILLS; kill++) {
      const bot = await bench.start();
      if (kill === 0) await bot.as('manager').say('こんにちは');
      let left = 1 + Math.floor(chance() * MOST_LINES);
      const killed = bot.told(() => --left === 0).then(() => bot.kill());
      await Promise.all([useUntilKilled(bot), killed]);
      await bot.ended;
    }

    const bot = await bench.start();
    const late = once(AbortSignal.timeout(30_000), 'abort').then(() => 'late');
    let text = '';
    const settled = () =>
      metric(text, 'recording_jobs_waiting') === 0 && metric(text, 'recording_notice_oldest_seconds') === 0;
    // Whatever is done is told in the log: after each line there may be nothing left.
    for (let end: unknown; end !== 'late'; ) {
      const more = bot.told(() => true);
      more.catch(() => undefined);
      text = await (await fetch(bot.url('/metrics'))).text();
      if (settled()) break;
      end = await Promise.race([more, late]);
    }
    expect(settled()).toBe(true);

    const inState = (...states: string[]) =>
      states.reduce((sum, state) => sum + (metric(text, `recording_requests{status="${state}"}`) || 0), 0);
    const filed = inState('submitted', 'approved', 'answered');
    expect(filed).toBeGreaterThanOrEqual(told.filed);
    expect(filed).toBeLessThanOrEqual(asked.filed);
    expect(inState('approved')).toBe(0);
    expect(inState('answered')).toBeGreaterThanOrEqual(told.approved);
    expect(inState('answered')).toBeLessThanOrEqual(asked.approved);
    expect(metric(text, 'recording_jobs_given_up')).toBe(0);
    const answers = bench.connector.shown.filter(
      ({ conversationId, card }) =>
        conversationId === 'a:chief' && JSON.stringify(card).includes('録音データが交付されました'),
    );
    expect(answers.length).toBeGreaterThanOrEqual(inState('answered'));
    if (SERVER === '') return;
    const numbers = await bench.sql<{ serial: number }>(
      'SELECT "serial" FROM "Request" WHERE "serial" IS NOT NULL ORDER BY 1',
    );
    expect(numbers.map(({ serial }) => serial)).toEqual(numbers.map((_, index) => index + 1));
  },
  120_000 + KILLS * 60_000,
);
