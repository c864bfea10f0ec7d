import { type Bench, ENGINES, type Engine } from '../bench.js';
import { answerOf, atOnce, type Bot, fileMany, openDecision, openWorld, startBareBot, type World } from '../bot.js';
import { inTurn, type Row } from '../row.js';
import { type Card, openTeams } from '../teams.js';

const AT_ONCE = 16;

/** Presses a second, so many at once. */
async function rateOf(count: number, press: (index: number) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await atOnce(AT_ONCE, count, press);
  return (count * 1000) / (performance.now() - started);
}

/** 「承認する」 on the card of an application of one's own each, while the workers copy, draw and send as they always do. */
async function approvals(world: World, count: number): Promise<number> {
  const filed = await fileMany(world, count, AT_ONCE);
  const cards: Card[] = [];
  for (const one of filed) cards.push(await openDecision(world, one));
  const answered = Promise.all(filed.map((one) => answerOf(world, one)));
  const rate = await rateOf(count, (index) => world.manager.press(cards[index] ?? {}, '承認する'));
  // The next sample begins with nothing left to be done.
  await answered;
  return rate;
}

/** A press on the bare bot's card. */
async function barePresses(bot: Bot, count: number): Promise<number> {
  const teams = await openTeams();
  const people = Array.from({ length: AT_ONCE }, (_, index) => teams.person(bot.address, `person${index}`));
  const rate = await rateOf(count, (index) => people[index % AT_ONCE]?.send('next', {}) ?? Promise.reject());
  await teams.close();
  return rate;
}

/** The bare bot's presses are so quick that more are needed to be timed. */
const BARE_TIMES = 10;

export const approval = (engine: Engine, atLeast: number): Row<'rate'> => ({
  name: `approval-${engine}`,
  lines: {
    rate: {
      what: `approval turn, durable, ${ENGINES[engine]}, ${AT_ONCE} at once`,
      peer: 'bare teams-ai bot, in-memory state, fixed card',
      unit: 'turns/s',
      aim: { of: 'ratio', atLeast },
    },
  },
  async measure(bench: Bench) {
    const { samples, turns } = bench.scale;
    const world = await openWorld(bench, engine, { chiefs: AT_ONCE, calls: (samples + 1) * turns });
    const bare = await startBareBot();
    try {
      await approvals(world, AT_ONCE);
      await barePresses(bare, BARE_TIMES * AT_ONCE);
      return {
        rate: await inTurn(
          samples,
          () => approvals(world, turns),
          () => barePresses(bare, BARE_TIMES * turns),
        ),
      };
    } finally {
      await bare.child.stop();
      await world.close();
    }
  },
});
