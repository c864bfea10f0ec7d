import { ENGINES, type Engine } from '../bench.js';
import { installationOf, startBareBot, startBot } from '../bot.js';
import { inTurn, type Row } from '../row.js';

/** Seconds until a start has come to its end; what was started is stopped. */
async function secondsOf(start: () => Promise<{ child: { stop(): Promise<void> } }>): Promise<number> {
  const started = performance.now();
  const { child } = await start();
  const seconds = (performance.now() - started) / 1000;
  await child.stop();
  return seconds;
}

export const start = (engine: Engine): Row<'seconds'> => ({
  name: `start-${engine}`,
  lines: {
    seconds: {
      what: `start to ready, ${ENGINES[engine]}`,
      peer: 'bare teams-ai bot',
      unit: 's',
      aim: { of: 'ratio', atMost: 2 },
    },
  },
  async measure(bench) {
    const installation = await installationOf(bench, engine, { calls: 20 });
    try {
      // The first start migrates and takes in the directory and the calls; measured is what every later one takes.
      const first = await startBot(bench, installation);
      await first.child.line(({ msg }) => msg === 'import finished');
      await first.child.stop();
      const seconds = await inTurn(
        bench.scale.samples,
        () => secondsOf(() => startBot(bench, installation)),
        () => secondsOf(startBareBot),
      );
      return { seconds };
    } finally {
      await installation.drop();
    }
  },
});
