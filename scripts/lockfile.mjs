/**
 * Completes `package-lock.json`: `node scripts/lockfile.mjs`, after every `npm install` that changed it.
 *
 * Compilers and linters come as one optional package for each kind of machine. A registry mirror that carries only some
 * of them makes npm leave the others out of the lock file, and `npm ci` then refuses that lock file everywhere. This
 * puts the missing entries back, with the checksum that the registry tells; without one no entry is added, and the program ends
 * with code 1.
 */
import { execFile } from 'node:child_process';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const LOCK = join(dirname(fileURLToPath(import.meta.url)), '..', 'package-lock.json');
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];
const LIBRARIES = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/**
 * The kind of machine a package is for, as its name says: `@swc/core-linux-arm-gnueabihf`.
 *
 * @param {string} name
 * @returns {{ cpu?: string[], os?: string[], libc?: string[] }}
 */
export function machineOf(name) {
  const words = name.split(/[-/]/);
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  const os = words.filter((word) => SYSTEMS.includes(word));
  const libc = words.flatMap((word) => LIBRARIES[word] ?? []);
  return { ...(cpu.length > 0 && { cpu }), ...(os.length > 0 && { os }), ...(libc.length > 0 && { libc }) };
}

/** Where Node would find a package for a program in `path`: the nearest node_modules upwards. */
function found(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const entry = packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
    if (entry !== undefined || folder === '') return entry;
  }
}

/**
 * The optional packages that a lock file's packages name and the lock file has no entry for.
 *
 * @param {Record<string, { dev?: boolean, optionalDependencies?: Record<string, string> }>} packages the lock file's `packages`
 * @returns {{ name: string, version: string, dev: boolean }[]}
 */
export function missingOptionals(packages) {
  return Object.entries(packages).flatMap(([path, { dev = false, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => /^\d/.test(version) && found(packages, path, name) === undefined)
      .map(([name, version]) => ({ name, version, dev })),
  );
}

/**
 * The entries of a lock file that say nothing by which what is downloaded could be checked.
 *
 * @param {Record<string, { integrity?: string, link?: boolean }>} packages the lock file's `packages`
 * @returns {string[]} their paths
 */
export function unchecked(packages) {
  return Object.entries(packages).flatMap(([path, { integrity, link }]) =>
    path === '' || link || /^sha512-[\w+/]{86}==$/.test(integrity ?? '') ? [] : [path],
  );
}

/** The checksum of a package as the registry tells it; undefined when it does not. */
async function integrityOf(name, version) {
  const asked = await promisify(execFile)('npm', ['view', `${name}@${version}`, 'dist.integrity']).catch(
    () => undefined,
  );
  const told = asked?.stdout.trim();
  return told?.startsWith('sha512-') ? told : undefined;
}

const program = process.argv[1];
if (program !== undefined && realpathSync(program) === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
  const missing = missingOptionals(lock.packages);
  for (const { name, version, dev } of missing) {
    lock.packages[`node_modules/${name}`] = { version, ...machineOf(name), ...(dev && { dev }), optional: true };
  }
  for (const path of unchecked(lock.packages)) {
    const { version, ...more } = lock.packages[path];
    const integrity = await integrityOf(path.replace(/^.*node_modules\//, ''), version);
    if (integrity === undefined) {
      process.stderr.write(`The registry tells no checksum of ${path} ${version}; nothing was written.\n`);
      process.exit(1);
    }
    lock.packages[path] = { version, integrity, ...more };
  }
  const byPath = ([one], [other]) => (one < other ? -1 : 1);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byPath));
  writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${missing.length} optional packages added to package-lock.json\n`);
}
