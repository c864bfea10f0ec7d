import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { programOf } from '../bot.js';
import { Child } from '../child.js';
import { writeRecorder } from '../city.js';
import { inTurn, type Row } from '../row.js';
import { ownDatabase } from '../server.js';

/** Seconds that `sha256sum` takes for the same files. */
async function sumSeconds(recorder: string): Promise<number> {
  const started = performance.now();
  const list = `find "$1" -name '*.wav' -print0 | xargs -0 sha256sum > /dev/null`;
  const [code] = await once(spawn('sh', ['-c', list, 'sh', recorder], { stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error('sha256sum failed');
  return (performance.now() - started) / 1000;
}

export const importing: Row<'rate' | 'memory'> = {
  name: 'import',
  lines: {
    rate: {
      what: 'import into an empty database, every file hashed',
      peer: 'sha256sum of the same files',
      unit: 'MB/s',
      aim: { of: 'ratio', atLeast: 1.5 },
    },
    memory: { what: 'import: most memory of the process', unit: 'MB', aim: { of: 'ours', atMost: 400 } },
  },
  async measure(bench) {
    const { rows, fileBytes, samples } = bench.scale;
    const recorder = await writeRecorder(await mkdtemp(join(bench.folder, 'import-')), rows, fileBytes);
    const megabytes = (rows * fileBytes) / 1e6;
    const engine = bench.server === '' ? 'embedded' : 'postgresql';
    const memory: number[] = [];
    const ours = async (): Promise<number> => {
      const database = await ownDatabase(bench, engine);
      const dataDir = await mkdtemp(join(bench.folder, 'data-'));
      const env = { DATABASE_URL: database.url, DATA_DIR: dataDir, RECORDER_DIR: recorder, DEMO_DATA: 'own' };
      const child = new Child([programOf('importOnce.js')], env);
      const imported = await child.line(({ msg }) => msg === 'imported');
      await child.stop();
      await database.drop();
      if (imported.added !== rows) throw new Error(`${String(imported.added)} of ${rows} were taken in`);
      memory.push(Number(imported.megabytes));
      return megabytes / Number(imported.seconds);
    };
    // Once for the files to be in the memory of the system for both.
    await sumSeconds(recorder);
    const rate = await inTurn(samples, ours, async () => megabytes / (await sumSeconds(recorder)));
    const note = `${rows.toLocaleString('en-US')} rows, ${(megabytes / 1000).toFixed(1)} GB, into ${engine}`;
    return { rate: { ...rate, note }, memory: { ours: memory } };
  },
};
