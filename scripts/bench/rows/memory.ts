import { ENGINES, type Engine } from '../bench.js';
import { answerOf, fileMany, openDecision, openWorld, pause, startBareBot } from '../bot.js';
import type { Row } from '../row.js';
import { openTeams } from '../teams.js';

/** After this long nothing of it is under way any more, in milliseconds. */
const REST_MS = 5000;
const TURNS = 10;

export const memory = (engine: Engine, atMost: number): Row<'megabytes'> => ({
  name: `memory-${engine}`,
  lines: {
    megabytes: {
      what: `memory at rest, ${ENGINES[engine]}`,
      peer: 'bare teams-ai bot',
      unit: 'MB',
      aim: { of: 'ours', atMost },
    },
  },
  async measure(bench) {
    const ours = async (): Promise<number> => {
      const world = await openWorld(bench, engine, { chiefs: 16, calls: 20 });
      try {
        // One request all the way, so that everything is loaded that a day's work needs.
        for (const one of await fileMany(world, 1, 1)) {
          const answered = answerOf(world, one);
          await world.manager.press(await openDecision(world, one), '承認する');
          await answered;
        }
        await pause(REST_MS);
        return await world.bot.child.megabytes();
      } finally {
        await world.close();
      }
    };
    const peer = async (): Promise<number> => {
      const bare = await startBareBot();
      const teams = await openTeams();
      try {
        const person = teams.person(bare.address, 'person');
        for (let turn = 0; turn < TURNS; turn++) await person.say('申請');
        await pause(REST_MS);
        return await bare.child.megabytes();
      } finally {
        await bare.child.stop();
        await teams.close();
      }
    };
    const samples = { ours: [] as number[], peer: [] as number[] };
    // Side by side: what one holds does not depend on the other.
    for (let taken = 0; taken < bench.scale.samples; taken++) {
      const [mine, theirs] = await Promise.all([ours(), peer()]);
      samples.ours.push(mine);
      samples.peer.push(theirs);
    }
    return { megabytes: { ...samples, note: 'resident, at rest after one request went all the way' } };
  },
});
