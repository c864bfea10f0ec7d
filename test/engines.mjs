/**
 * Files that are not run on both engines unless they are named, or TEST_WHOLE=1: `npm test` would wait minutes for each, and it shows
 * nothing that the other engine does not show.
 */

/** Real processes among which calls are held, lost or cut off for long, and backups in Azure: on a server, as in operation. */
const ON_SERVER = [
  'test/backup/azure.test.ts',
  'test/faults/kills.test.ts',
  'test/faults/stop.test.ts',
  'test/faults/teams.test.ts',
  'test/backup/drill.test.ts',
];

/** What has no server's database in it: the embedded database's own disk, the image that is built, what is wrong with a backup's files. */
const EMBEDDED = [
  'test/backup/faults.test.ts',
  'test/db/durable.test.ts',
  'test/deploy/image.test.ts',
  'test/faults/powerCut.test.ts',
];

/**
 * The files that are left out of a run.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} args of Jest: patterns of files among them
 * @returns {string[]}
 */
export function leftOut(env, args) {
  if (env.TEST_WHOLE === '1') return [];
  const patterns = args.filter((one) => one.startsWith('test/') || one.includes('.test'));
  const isNamed = (file) => patterns.some((pattern) => new RegExp(pattern).test(file));
  return (env.TEST_DATABASE_URL ? EMBEDDED : ON_SERVER).filter((file) => !isNamed(file));
}
