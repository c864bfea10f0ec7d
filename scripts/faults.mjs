/**
 * `npm run faults`: what breaks, broken on purpose (test/faults/): kills, power cuts, a database, disk or Teams that goes away, many
 * processes. `--kills 200` kills the bot so often. On a server with TEST_DATABASE_URL, otherwise on the embedded database.
 */
import { parseArgs } from 'node:util';
import { runJest } from './jest.mjs';
import { setUpOrExit } from './setup.mjs';

const { values, positionals } = parseArgs({ options: { kills: { type: 'string' } }, allowPositionals: true });
const kills = Number(values.kills ?? 3);
if (!Number.isInteger(kills) || kills < 1) {
  process.stderr.write('--kills takes a whole number above 0, for example 200\n');
  process.exit(1);
}
await setUpOrExit({ dev: true });
const paths = positionals.length > 0 ? positionals : ['test/faults'];
process.exit(await runJest('jest.config.js', ['--runInBand', ...paths], { FAULT_KILLS: String(kills) }));
