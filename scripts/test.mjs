/**
 * `npm test`: makes the checkout ready, then runs Jest with whatever arguments follow (`npm test -- test/chat`).
 * `--e2e` runs the browser tests instead, `--attacks` the attacks of SECURITY.md (`npm run attacks`).
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpOrExit } from './setup.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

await setUpOrExit();
const given = process.argv.slice(2);
const CONFIGS = { '--e2e': 'jest.e2e.config.js', '--attacks': 'jest.attacks.config.js' };
const instead = given.find((argument) => argument in CONFIGS);
const config = CONFIGS[instead] ?? 'jest.config.js';
// On a server the attacks make databases of their own and drop them; the one that is named is not touched.
const server = process.env.TEST_DATABASE_URL || (instead === '--attacks' && process.env.DATABASE_URL) || '';
const jest = spawn(
  process.execPath,
  ['node_modules/jest/bin/jest.js', '--config', config, ...given.filter((argument) => argument !== instead)],
  {
    cwd: ROOT,
    stdio: 'inherit',
    // Jest loads ES modules only through Node's experimental vm modules, which warn about themselves in every worker.
    env: {
      ...process.env,
      TEST_DATABASE_URL: server,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
    },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
jest.on('close', (code) => process.exit(code ?? 1));
