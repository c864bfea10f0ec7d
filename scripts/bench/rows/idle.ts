import { ENGINES, type Engine } from '../bench.js';
import { installationOf, pause, startBareBot, startBot } from '../bot.js';
import type { Row } from '../row.js';
import { countStatements } from '../statements.js';

/** After this long nothing of the start is under way any more, in milliseconds. */
const SETTLED_MS = 10_000;

const cpuOf = (engine: Engine) => ({
  what: `idle, ${ENGINES[engine]}: CPU`,
  peer: 'bare teams-ai bot',
  unit: '% of a core',
});

/** Watches an idle bot and, at the same time, an idle bare one: neither is in the other's way. */
async function watch(
  seconds: number,
  samples: number,
  bots: readonly { cpuSeconds(): Promise<number> }[],
  count: () => number,
): Promise<{ cpu: number[][]; statements: number[] }> {
  const watched = { cpu: bots.map((): number[] => []), statements: [] as number[] };
  for (let sample = 0; sample < samples; sample++) {
    const [before, counted] = [await Promise.all(bots.map((bot) => bot.cpuSeconds())), count()];
    const started = performance.now();
    await pause(seconds * 1000);
    const passed = (performance.now() - started) / 1000;
    const after = await Promise.all(bots.map((bot) => bot.cpuSeconds()));
    watched.statements.push((count() - counted) / passed);
    for (const [which, of] of watched.cpu.entries()) {
      of.push((100 * ((after[which] ?? 0) - (before[which] ?? 0))) / passed);
    }
  }
  return watched;
}

export const idleOnServer: Row<'statements' | 'cpu'> = {
  name: 'idle-postgresql',
  lines: {
    statements: {
      what: 'idle, PostgreSQL: statements',
      unit: 'statements/s',
      aim: { of: 'ours', atMost: 0.2 },
    },
    cpu: cpuOf('postgresql'),
  },
  async measure(bench) {
    const installation = await installationOf(bench, 'postgresql', { calls: 20 });
    const counter = await countStatements(installation.env.DATABASE_URL ?? '');
    const through = { ...installation, env: { ...installation.env, DATABASE_URL: counter.url } };
    const bot = await startBot(bench, through);
    const bare = await startBareBot();
    try {
      await bot.child.line(({ msg }) => msg === 'import finished');
      await pause(SETTLED_MS);
      const { samples, idleSeconds } = bench.scale;
      const { cpu, statements } = await watch(idleSeconds, samples, [bot.child, bare.child], counter.count);
      const [ours = [], peer = []] = cpu;
      return {
        statements: { ours: statements, note: `counted on the wire, ${samples} times ${idleSeconds} s` },
        cpu: { ours, peer },
      };
    } finally {
      await bare.child.stop();
      await bot.child.stop();
      await counter.close();
      await installation.drop();
    }
  },
};

export const idleEmbedded: Row<'cpu'> = {
  name: 'idle-embedded',
  lines: { cpu: cpuOf('embedded') },
  async measure(bench) {
    const installation = await installationOf(bench, 'embedded', { calls: 20 });
    const bot = await startBot(bench, installation);
    const bare = await startBareBot();
    try {
      await bot.child.line(({ msg }) => msg === 'import finished');
      await pause(SETTLED_MS);
      const { samples, idleSeconds } = bench.scale;
      const [ours = [], peer = []] = (await watch(idleSeconds, samples, [bot.child, bare.child], () => 0)).cpu;
      return { cpu: { ours, peer } };
    } finally {
      await bare.child.stop();
      await bot.child.stop();
    }
  },
};
