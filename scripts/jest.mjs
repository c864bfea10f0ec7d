import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Jest loads ES modules only through Node's experimental vm modules, which warn about themselves in every worker. More room for
 * young objects spares a twentieth of all work.
 */
const OPTIONS = ['--experimental-vm-modules', '--no-warnings', '--max-semi-space-size=64'];

/**
 * For V8 itself, which takes this one from no environment: the embedded database lives for seconds in each file of tests, and to
 * compile it well takes longer than it then runs (a tenth of all work).
 */
const FLAGS = ['--liftoff-only'];

/**
 * Runs Jest on the terminal. Ctrl-C and a polite kill are passed on to it.
 *
 * @param {string} config name of the configuration file in the checkout
 * @param {string[]} args further arguments
 * @param {NodeJS.ProcessEnv} env added to the present environment
 * @returns {Promise<number>} its exit code, 1 when a signal ended it
 */
export function runJest(config, args, env) {
  const jest = spawn(process.execPath, [...FLAGS, 'node_modules/jest/bin/jest.js', '--config', config, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...env,
      NODE_OPTIONS: [process.env.NODE_OPTIONS, ...OPTIONS].filter(Boolean).join(' '),
    },
  });
  const passOn = (signal) => jest.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, passOn);
  return new Promise((resolve, reject) => {
    jest.on('error', reject);
    jest.on('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, passOn);
      resolve(code ?? 1);
    });
  });
}
