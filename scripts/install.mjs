import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOfContents } from './fingerprint.mjs';
import { runNode } from './run.mjs';

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);

/** Whether npm's own note of what it installed is what the lock file asks for: an `npm ci` made by hand counts. */
function isInstalledByHand(root, dev) {
  const note = read(join(root, 'node_modules', '.package-lock.json'));
  if (note === null) return false;
  const installed = JSON.parse(note).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages);
  return wanted.every(([path, entry]) => {
    if (path === '') return true;
    if (installed[path] === undefined) return entry.optional === true || (!dev && entry.dev === true);
    return installed[path].version === entry.version && existsSync(join(root, path, 'package.json'));
  });
}

/** The npm that started us, or the one that came with this Node: found without a shell, which Windows would need. */
function npmProgram() {
  const beside = join(process.execPath, '..', '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const onWindows = join(process.execPath, '..', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return [process.env.npm_execpath, beside, onWindows].find((file) => file?.endsWith('.js') && existsSync(file));
}

/** What npm complains of; a long help text follows the reason, so the beginning is what matters. */
function complaint(output) {
  const lines = output.split('\n').filter((line) => line.startsWith('npm error'));
  return (lines.length > 0 ? lines : output.split('\n')).slice(0, 12).join('\n');
}

/**
 * Installs the packages when `node_modules` is missing or is not what `package-lock.json` asks for. While the lock file is as it was
 * when they were installed, nothing is asked of any registry.
 *
 * @param {string} root the checkout
 * @param {(line: string) => void} say told before the long work starts
 * @param {{ dev: boolean }} options whether development packages are wanted: test runner, linter, demo client, types
 * @returns {Promise<{ dev: boolean }>} whether they are there
 * @throws {Error} with a sentence that says what to do
 */
export async function installPackages(root, say, { dev }) {
  const stamp = join(root, 'node_modules', '.set-up');
  const all = hashOfContents([join(root, 'package-lock.json')]);
  const production = `${all} production`;
  const wanted = dev ? all : production;
  const installed = read(stamp);
  if (installed === all) return { dev: true };
  if (installed === wanted) return { dev };
  if (!isInstalledByHand(root, dev)) {
    say(`Installing packages (npm ci${dev ? '' : ' --omit=dev'}) …`);
    const npm = npmProgram();
    if (npm === undefined)
      throw new Error('npm was not found beside Node.js: run "npm ci" yourself, then start again.');
    const { ok, output } = await runNode([npm, 'ci', dev ? '--include=dev' : '--omit=dev'], { cwd: root });
    if (!ok) {
      throw new Error(
        `The packages could not be installed. npm said:\n\n${complaint(output)}\n\n` +
          'What to do: see that this machine reaches a package registry ("npm ping"). Behind a proxy set HTTPS_PROXY; ' +
          'with a mirror run "npm config set registry <its address>". Then start again.',
      );
    }
  }
  writeFileSync(stamp, wanted);
  return { dev };
}
