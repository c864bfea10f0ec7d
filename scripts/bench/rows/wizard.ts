import { ENGINES, type Engine } from '../bench.js';
import { atOnce, type Bot, openWorld, startBareBot, type World } from '../bot.js';
import { quantile } from '../figures.js';
import { inTurn, type Row } from '../row.js';
import { openTeams } from '../teams.js';

const AT_ONCE = 16;
const PEOPLE = 50;
/** A sentence and four presses. */
const TURNS = 5;

/** Turns a second while so many people walk the form at once, one walk after the other and none of them thinking. */
async function walks(world: World, count: number): Promise<number> {
  const started = performance.now();
  await atOnce(AT_ONCE, count, (index) => world.file(index % AT_ONCE));
  return (count * TURNS * 1000) / (performance.now() - started);
}

/** As many turns of the same kind with the bare bot. */
async function bareWalks(bot: Bot, count: number): Promise<number> {
  const teams = await openTeams();
  const people = Array.from({ length: AT_ONCE }, (_, index) => teams.person(bot.address, `person${index}`));
  const started = performance.now();
  await atOnce(AT_ONCE, count, async (index) => {
    const person = people[index % AT_ONCE];
    await person?.say('申請');
    for (let press = 1; press < TURNS; press++) await person?.send('next', {});
  });
  const rate = (count * TURNS * 1000) / (performance.now() - started);
  await teams.close();
  return rate;
}

/** Fifty people walk the form once, all at once; how long each turn took. */
async function crowd(world: World): Promise<number[]> {
  const turns: number[] = [];
  await Promise.all(Array.from({ length: PEOPLE }, (_, chief) => world.file(chief, turns)));
  return turns;
}

const BARE_TIMES = 4;

export const wizard = (engine: Engine): Row<'rate' | 'p99' | 'longest'> => ({
  name: `wizard-${engine}`,
  lines: {
    rate: {
      what: `wizard turn, ${ENGINES[engine]}, ${AT_ONCE} at once`,
      peer: 'bare teams-ai bot, in-memory state, fixed card',
      unit: 'turns/s',
    },
    p99: {
      what: `wizard turn, ${ENGINES[engine]}, ${PEOPLE} people at once, p99`,
      unit: 'ms',
      aim: { of: 'ours', atMost: 200 },
    },
    longest: {
      what: `wizard turn, ${ENGINES[engine]}, ${PEOPLE} people at once, longest`,
      unit: 'ms',
      aim: { of: 'ours', atMost: 1000 },
    },
  },
  async measure(bench) {
    const { samples, turns } = bench.scale;
    const calls = AT_ONCE + samples * (turns + PEOPLE);
    const world = await openWorld(bench, engine, { chiefs: PEOPLE, calls });
    const bare = await startBareBot();
    try {
      await walks(world, AT_ONCE);
      await bareWalks(bare, AT_ONCE);
      const rate = await inTurn(
        samples,
        () => walks(world, turns),
        () => bareWalks(bare, BARE_TIMES * turns),
      );
      const crowds: number[][] = [];
      for (let sample = 0; sample < samples; sample++) crowds.push(await crowd(world));
      return {
        rate,
        p99: { ours: crowds.map((times) => quantile(times, 0.99)) },
        longest: { ours: [Math.max(...crowds.flat())], note: `the longest of ${crowds.flat().length} turns` },
      };
    } finally {
      await bare.child.stop();
      await world.close();
    }
  },
});
