import { execFile, execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Where Debian keeps what is not for everybody's PATH. */
const ELSEWHERE = ['/usr/sbin', '/usr/local/sbin'];
const SERVERS = '/usr/lib/postgresql';

/** The newest PostgreSQL's own programs, which no PATH names. */
function postgresFolder() {
  const versions = existsSync(SERVERS) ? readdirSync(SERVERS).sort((one, other) => Number(one) - Number(other)) : [];
  return versions.length === 0 ? [] : [join(SERVERS, versions.at(-1) ?? '', 'bin')];
}

const folders = () => [...(process.env.PATH ?? '').split(delimiter), ...ELSEWHERE, ...postgresFolder()];

/** Where a program is; undefined where it is not installed. */
const installed = (name) =>
  folders()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** The packages of Debian that the environment is made of, by a program of each. */
const NEEDED = {
  initdb: 'postgresql',
  pgbouncer: 'pgbouncer',
  nginx: 'nginx-light',
  prometheus: 'prometheus',
  openssl: 'openssl',
};

/** The packages of Debian that are missing. @returns {string[]} */
export const missingPackages = () =>
  Object.entries(NEEDED).flatMap(([program, name]) => (installed(program) === undefined ? [name] : []));

/** @returns {string} where a program is; its bare name where it is not found, so that starting it fails with that name */
export const program = (name) => installed(name) ?? name;

/** PostgreSQL and PgBouncer do not run as root: then they run as the account that Debian made for them. */
export function servant() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Runs a program to its end. @throws {Error} with what it said, when it does not end with code 0 */
export const run = promisify(execFile);

/** Below the ports that systems give to outgoing connections, of which one could take a port before its server does. */
const [LOWEST, HIGHEST] = [20_000, 30_000];

function canListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** @returns {Promise<number[]>} so many ports that nobody listens on */
export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await canListen(port)) ports.add(port);
  }
  return [...ports];
}
