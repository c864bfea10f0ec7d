/**
 * Makes a fresh clone ready: packages, database client, compiled program. Does only what is not done yet.
 * `npm run build` runs it by itself; `npm start` and `npm test` call it first, because `.npmrc` keeps npm from running
 * any pre or post script.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { filesBelow, hashOfContents, hashOfStats } from './fingerprint.mjs';
import { installPackages } from './install.mjs';
import { withLock } from './lock.mjs';
import { lastLines, runNode } from './run.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const OLDEST_NODE = [20, 19];

/**
 * Says what is wrong with a Node.js version, if anything.
 *
 * @param {string} version for instance "20.19.0"
 * @returns {string | null} a sentence that says what to do, or null when the version will do
 */
export function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null;
  return `Node.js ${OLDEST_NODE.join('.')} or newer is needed; this is ${version}. Install a current one from https://nodejs.org/ and start again.`;
}

/** Does `work` unless its result is there and the stamp file holds the fingerprint of what it is made from. */
async function unlessDone({ stamp, fingerprint, result }, work) {
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint);
}

async function generateClient(say) {
  const sources = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'];
  const step = {
    stamp: join(ROOT, 'node_modules', '.set-up-client'),
    fingerprint: hashOfContents(sources.map((file) => join(ROOT, file))),
    result: join(ROOT, 'bot', 'db', 'generated', 'client.ts'),
  };
  await unlessDone(step, async () => {
    say('Generating the database client …');
    const { ok, output } = await runNode(['node_modules/prisma/build/index.js', 'generate'], {
      cwd: ROOT,
      // Without these Prisma downloads an engine that `generate` never runs, and asks its maker for news.
      env: {
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
    });
    if (!ok) throw new Error(`The database client could not be generated:\n\n${lastLines(output, 30)}`);
  });
}

async function compile(say, dev) {
  const projects = ['tsconfig.build.json'];
  if (filesBelow(join(ROOT, 'bot', 'web', 'page'), '.ts').length > 0) projects.push('tsconfig.page.json');
  const sources = ['bot', 'scripts'].flatMap((folder) => filesBelow(join(ROOT, folder), '.ts'));
  const settings = ['tsconfig.json', ...projects, 'node_modules/typescript/package.json'];
  const step = {
    stamp: join(ROOT, 'dist', '.set-up'),
    fingerprint: hashOfStats(ROOT, [...sources, ...settings.map((file) => join(ROOT, file))]),
    result: join(ROOT, 'dist', 'bot'),
  };
  await unlessDone(step, async () => {
    say('Compiling …');
    // The compiler's own note would keep it from writing again what somebody deleted from dist/.
    rmSync(join(ROOT, 'dist', '.tsbuildinfo'), { force: true });
    for (const project of projects) {
      // Types are development packages; without them the program is compiled, not checked.
      const unchecked = dev ? [] : ['--noCheck', '--types', ''];
      const { ok, output } = await runNode(['node_modules/typescript/bin/tsc', '-p', project, ...unchecked], {
        cwd: ROOT,
      });
      if (!ok) throw new Error(`The program does not compile (${project}):\n\n${lastLines(output, 40)}`);
    }
  });
}

/** Whether this checkout runs the bot with an identity, and so with real data. */
function isInstallation() {
  const settings = join(ROOT, '.env');
  const written = existsSync(settings) ? parseEnv(readFileSync(settings, 'utf8')) : {};
  const get = (name) => process.env[name] ?? written[name] ?? '';
  return get('BOT_ID') !== '' || get('NODE_ENV') === 'production';
}

/**
 * Makes the checkout ready to run; a second call finds nothing to do and takes a fraction of a second. Two processes may
 * call it at once: the second waits for the first.
 *
 * @param {{ quiet?: boolean, packagesOnly?: boolean, dev?: boolean }} [options] `quiet`: print nothing while working; `packagesOnly`:
 *   for what runs from the sources and opens no database; `dev`: with development packages, which an installation does without
 * @throws {Error} with a sentence that says what to do
 */
export async function setUp({ quiet = false, packagesOnly = false, dev = !isInstallation() } = {}) {
  const problem = nodeProblem(process.versions.node);
  if (problem !== null) throw new Error(problem);
  const say = (line) => {
    if (!quiet) process.stdout.write(`${line}\n`);
  };
  await withLock(
    join(ROOT, 'dist', '.set-up.lock'),
    async () => {
      const installed = await installPackages(ROOT, say, { dev });
      if (packagesOnly) return;
      await generateClient(say);
      await compile(say, installed.dev);
    },
    (pid) => say(`Another set-up is at work (process ${pid}); waiting for it …`),
  );
}

/**
 * The same, for a program's first step: a failure is told in plain words and ends the process with code 1.
 */
export async function setUpOrExit(options = {}) {
  try {
    await setUp(options);
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

const program = process.argv[1];
if (program !== undefined && realpathSync(program) === fileURLToPath(import.meta.url)) await setUpOrExit();
