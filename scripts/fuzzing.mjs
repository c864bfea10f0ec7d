import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { filesBelow } from './fingerprint.mjs';

const MINUTES = 15;

/**
 * The test files that try what chance brings: those that use fast-check.
 *
 * @param {string} root the checkout
 * @param {string[]} [only] parts of paths, if not all are wanted
 * @returns {string[]} paths from the checkout
 */
export function propertyTests(root, only = []) {
  return filesBelow(join(root, 'test'), '.test.ts')
    .map((file) => relative(root, file).replaceAll(sep, '/'))
    .filter((file) => !file.startsWith('test/e2e/') && (only.length === 0 || only.some((part) => file.includes(part))))
    .filter((file) => /^import .* from 'fast-check';$/m.test(readFileSync(join(root, file), 'utf8')));
}

/**
 * Reads what follows `npm run fuzz --`.
 *
 * @param {string[]} args
 * @returns {{ minutes: number, seed?: number, only: string[] } | string} a sentence when something is wrong
 */
export function readOptions(args) {
  try {
    const options = { minutes: { type: 'string' }, seed: { type: 'string' } };
    const { values, positionals: only } = parseArgs({ args, options, allowPositionals: true });
    const minutes = Number(values.minutes ?? MINUTES);
    if (!(minutes > 0)) return `--minutes must be a number above 0, not "${values.minutes}"`;
    if (values.seed === undefined) return { minutes, only };
    const seed = Number(values.seed);
    return Number.isInteger(seed) && seed > 0 && seed < 2 ** 31
      ? { minutes, seed, only }
      : `--seed must be a number that an earlier run printed, not "${values.seed}"`;
  } catch (error) {
    return error.message;
  }
}

/**
 * Round after round until the time is over, or one with the seed that is given. Each seed is told before its round, so that
 * it is known even when the machine fails; a round that fails does not keep the next ones from being tried.
 *
 * @param {{ minutes: number, seed?: number, only: string[], runs: string, run: (env: Record<string, string>) => Promise<number>,
 *   freshSeed: () => number, now: () => number, stopped: () => boolean, say: (line: string) => void }} options
 *   `runs`: FUZZ_RUNS, the factor; `run` ends with an exit code; `now` in milliseconds
 * @returns {Promise<boolean>} whether all passed
 */
export async function fuzz({ minutes, seed, only, runs, run, freshSeed, now, stopped, say }) {
  const began = now();
  const passedMinutes = () => (now() - began) / 60_000;
  const failed = [];
  let rounds = 0;
  do {
    const used = seed ?? freshSeed();
    rounds += 1;
    say(`\nRound ${rounds}: seed ${used}`);
    const code = await run({ FUZZ_SEED: String(used), FUZZ_RUNS: runs });
    if (stopped()) {
      rounds -= 1;
      say(`Stopped in the middle of the round with seed ${used}`);
    } else if (code !== 0) failed.push(used);
  } while (seed === undefined && !stopped() && passedMinutes() < minutes);
  const factor = runs === '1' ? '' : `FUZZ_RUNS=${runs} `;
  for (const bad of failed)
    say(`\nSeed ${bad} FAILED; again: ${factor}npm run fuzz -- ${['--seed', bad, ...only].join(' ')}`);
  say(`\n${rounds} rounds in ${passedMinutes().toFixed(1)} minutes, ${failed.length} failed`);
  return failed.length === 0 && !stopped();
}
