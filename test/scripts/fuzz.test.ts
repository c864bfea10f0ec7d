import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';
import { runs } from '../helpers/chance.js';

interface Options {
  minutes: number;
  seed?: number;
  only: string[];
}
interface Fuzz extends Options {
  runs: string;
  run(env: Record<string, string>): Promise<number>;
  freshSeed(): number;
  now(): number;
  stopped(): boolean;
  say(line: string): void;
}
interface Module {
  propertyTests(root: string, only?: string[]): string[];
  readOptions(args: string[]): Options | string;
  fuzz(options: Fuzz): Promise<boolean>;
}

const file = pathToFileURL(join(ROOT, 'scripts', 'fuzzing.mjs')).href;
const { propertyTests, readOptions, fuzz }: Module = await import(file);

/** Fuzzes with seeds 1, 2, 3 … and rounds of a minute, of which those with some seeds fail. */
async function fuzzed(options: Partial<Fuzz>, failing: number[] = []) {
  const told: string[] = [];
  let [seed, now] = [0, 0];
  const passed = await fuzz({
    minutes: 3,
    only: [],
    runs: '1',
    async run(env) {
      told.push(JSON.stringify(env));
      now += 60_000;
      return failing.includes(Number(env.FUZZ_SEED)) ? 1 : 0;
    },
    freshSeed: () => ++seed,
    now: () => now,
    stopped: () => false,
    say: (line) => told.push(line.trim()),
    ...options,
  });
  return { passed, told };
}

describe('npm run fuzz', () => {
  it('tells each seed before its round, until the time is over, and what came of it', async () => {
    expect(await fuzzed({})).toEqual({
      passed: true,
      told: [
        'Round 1: seed 1',
        '{"FUZZ_SEED":"1","FUZZ_RUNS":"1"}',
        'Round 2: seed 2',
        '{"FUZZ_SEED":"2","FUZZ_RUNS":"1"}',
        'Round 3: seed 3',
        '{"FUZZ_SEED":"3","FUZZ_RUNS":"1"}',
        '3 rounds in 3.0 minutes, 0 failed',
      ],
    });
  });

  it('goes on after a round that failed, and ends with the command that repeats it', async () => {
    const { passed, told } = await fuzzed({ runs: '20', only: ['test/rule'] }, [2]);
    expect(passed).toBe(false);
    expect(told.slice(-2)).toEqual([
      'Seed 2 FAILED; again: FUZZ_RUNS=20 npm run fuzz -- --seed 2 test/rule',
      '3 rounds in 3.0 minutes, 1 failed',
    ]);
  });

  it('repeats one round with the seed it is given', async () => {
    const { passed, told } = await fuzzed({ seed: 77 }, [77]);
    expect(passed).toBe(false);
    expect(told.filter((line) => line.startsWith('Round'))).toEqual(['Round 1: seed 77']);
  });

  it('that is stopped has not passed, and does not call the broken round a failure', async () => {
    const { passed, told } = await fuzzed({ stopped: () => true }, [1]);
    expect(passed).toBe(false);
    expect(told.slice(-2)).toEqual([
      'Stopped in the middle of the round with seed 1',
      '0 rounds in 1.0 minutes, 0 failed',
    ]);
  });

  it.each([
    [[], { minutes: 15, only: [] }],
    [['--minutes', '0.5'], { minutes: 0.5, only: [] }],
    [['--seed', '399229178', 'test/rule'], { minutes: 15, seed: 399_229_178, only: ['test/rule'] }],
    [['--minutes', 'long'], expect.stringContaining('--minutes')],
    [['--seed', '1.5'], expect.stringContaining('--seed')],
    [['--seeds', '1'], expect.stringContaining('--seeds')],
  ])('understands %j', (args, options) => {
    expect(readOptions(args)).toEqual(options);
  });

  it('can be kept to a folder', () => {
    const files = propertyTests(ROOT, ['test/rule', 'phone']);
    expect(files).toContain('test/japanese/phone.test.ts');
    expect(files.filter((path) => !path.startsWith('test/rule/'))).toHaveLength(1);
  });

  it('runs every test file with a property and no other', () => {
    const files = propertyTests(ROOT);
    expect(files).toEqual(expect.arrayContaining(['test/model/life.test.ts', 'test/rule/formProperties.test.ts']));
    expect(files).toEqual(sources().flatMap(({ path, text }) => (/fc\.(?:assert|sample)\(/.test(text) ? [path] : [])));
  });
});

/** The files of the tests, but for this one. */
function sources() {
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !import.meta.url.endsWith(`/${name}`))
    .sort()
    .map((name) => ({ path: join('test', name), text: readFileSync(join(ROOT, 'test', name), 'utf8') }));
}

describe('chance in the tests', () => {
  it('comes from one seed, which npm test does not change', async () => {
    const { default: fc } = await import('fast-check');
    const { seed, numRuns } = fc.readConfigureGlobal();
    expect({ seed, numRuns }).toEqual({ seed: Number(process.env.FUZZ_SEED || 20_251_101), numRuns: runs(100) });
  });

  it.each([
    ['Math.random', /Math\.random/],
    ['a number of runs that npm run fuzz does not multiply', /numRuns: (?!runs\(|HISTORIES)/],
    ['a seed of its own', /\bseed: \d/],
  ])('never is %s', (_, pattern) => {
    expect(sources().flatMap(({ path, text }) => (pattern.test(text) ? [path] : []))).toEqual([]);
  });
});
