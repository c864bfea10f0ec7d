/**
 * `npm test`: makes the checkout ready, then runs Jest with whatever arguments follow (`npm test -- test/chat`).
 * `--e2e` runs the browser tests instead.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpOrExit } from './setup.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

await setUpOrExit();
const given = process.argv.slice(2);
const config = given.includes('--e2e') ? 'jest.e2e.config.js' : 'jest.config.js';
const jest = spawn(
  process.execPath,
  ['node_modules/jest/bin/jest.js', '--config', config, ...given.filter((argument) => argument !== '--e2e')],
  {
    cwd: ROOT,
    stdio: 'inherit',
    // Jest loads ES modules only through Node's experimental vm modules, which warn about themselves in every worker.
    env: {
      ...process.env,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
    },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
jest.on('close', (code) => process.exit(code ?? 1));
