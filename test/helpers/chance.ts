import fc from 'fast-check';

/**
 * What the tests leave to chance, for every file (`setupFiles` of jest.base.js): the same seed each time, so that a test that
 * passes passes again. `npm run fuzz` gives fresh ones (`FUZZ_SEED`) and more runs (`FUZZ_RUNS`, a factor).
 */
function fromEnvironment(name: string, usual: number): number {
  const value = Number(process.env[name] || usual);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0, not ${process.env[name]}`);
  return value;
}

const factor = fromEnvironment('FUZZ_RUNS', 1);

/** How often a property is tried, where not the usual hundred times: as often as given, times `FUZZ_RUNS`. */
export const runs = (usual: number): number => Math.ceil(usual * factor);

/** What chance begins with. */
export const SEED = fromEnvironment('FUZZ_SEED', 20_251_101);

fc.configureGlobal({ seed: SEED, numRuns: runs(100) });

/** Whether what repeats itself is done as often as ever: in `npm run attacks`, and by hand. */
const WHOLE = process.env.TEST_WHOLE === '1';

/**
 * How often something is done that is the same thing many times over, such as a flood: `whole` with `TEST_WHOLE=1`, else a `part`
 * that still shows it, for whoever waits for `npm test`.
 */
export const many = (whole: number, part: number): number => (WHOLE ? whole : part);
