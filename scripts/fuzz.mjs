/**
 * `npm run fuzz`: the tests that try what chance brings – properties and random histories –, again and again, each time with
 * a fresh seed. `--minutes 60` for so long (15 unless told otherwise; a round that has begun is finished),
 * `--seed 123` one round with that seed, as it was; a part of a path (`test/rule`) for those files only. `FUZZ_RUNS=10` tries each
 * property ten times as often in a round. Exits 1 when a round failed.
 */
import { randomInt } from 'node:crypto';
import { fuzz, propertyTests, readOptions } from './fuzzing.mjs';
import { ROOT, runJest } from './jest.mjs';
import { setUpOrExit } from './setup.mjs';

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n`);
  process.exit(1);
}
await setUpOrExit({ dev: true });
const files = propertyTests(ROOT, options.only);
if (files.length === 0) {
  process.stderr.write(`No property is tried in ${options.only.join(', ')}\n`);
  process.exit(1);
}
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    stopped = true;
  });
const passed = await fuzz({
  ...options,
  runs: process.env.FUZZ_RUNS || '1',
  run: (env) => runJest('jest.config.js', ['--runTestsByPath', ...files], env),
  freshSeed: () => randomInt(1, 2 ** 31),
  now: () => performance.now(),
  stopped: () => stopped,
  say: (line) => process.stdout.write(`${line}\n`),
});
process.exit(passed ? 0 : 1);
