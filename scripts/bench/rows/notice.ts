import { ENGINES, type Engine } from '../bench.js';
import { answerOf, fileMany, openDecision, openWorld, type World } from '../bot.js';
import type { Row } from '../row.js';
import type { Card } from '../teams.js';

const AT_ONCE = 160;

/** Milliseconds from the press of 「承認する」 to the chief's notice with the link. */
async function toNotice(world: World): Promise<number> {
  const [filed] = await fileMany(world, 1, 1);
  if (filed === undefined) throw new Error('nothing was filed');
  const card = await openDecision(world, filed);
  const notice = answerOf(world, filed);
  const started = performance.now();
  await world.manager.press(card, '承認する');
  await notice;
  return performance.now() - started;
}

/** Seconds from the first of 160 presses at once to the last of 160 notices, each to another chief. */
async function toAllNotices(world: World): Promise<number> {
  const filed = await fileMany(world, AT_ONCE, AT_ONCE);
  const cards: Card[] = [];
  for (const one of filed) cards.push(await openDecision(world, one));
  const notices = Promise.all(filed.map((one) => answerOf(world, one)));
  const started = performance.now();
  await Promise.all(cards.map((card) => world.manager.press(card, '承認する')));
  await notices;
  return (performance.now() - started) / 1000;
}

export const notice = (engine: Engine): Row<'one' | 'all'> => ({
  name: `notice-${engine}`,
  lines: {
    one: {
      what: `承認 → notice with link, ${ENGINES[engine]}, one after the other`,
      unit: 'ms',
      aim: { of: 'ours', atMost: 300 },
    },
    all: {
      what: `承認 → all ${AT_ONCE} notices, ${ENGINES[engine]}, ${AT_ONCE} at once`,
      unit: 's',
      aim: { of: 'ours', atMost: 8 },
    },
  },
  async measure(bench) {
    const { samples } = bench.scale;
    // Each burst needs 800 turns before it is one.
    const bursts = bench.scale.name === 'full' ? samples : 1;
    const calls = 1 + 2 * samples + bursts * AT_ONCE;
    const world = await openWorld(bench, engine, { chiefs: AT_ONCE, calls });
    try {
      await toNotice(world);
      const one: number[] = [];
      for (let sample = 0; sample < 2 * samples; sample++) one.push(await toNotice(world));
      const all: number[] = [];
      for (let burst = 0; burst < bursts; burst++) all.push(await toAllNotices(world));
      return { one: { ours: one }, all: { ours: all, note: `bursts: ${bursts}` } };
    } finally {
      await world.close();
    }
  },
});
