import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Dirent } from 'node:fs';
import { chmod, chown, copyFile, link, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';
import { REAL_ENV } from '../helpers/botFramework.js';
import { DIRECTORY } from '../helpers/world.js';
import { type Instruction, read, stagesOf } from './reading.js';

/** The account of the image, and here, where the tests run as root; others cannot take another account than their own. */
const AS = process.getuid?.() === 0 ? { uid: 10001, gid: 10001 } : {};

const stage = stagesOf(read('Dockerfile')).get('bot') ?? [];
const last = (word: string) => stage.findLast((one) => one.word === word)?.rest ?? '';

/** What lies below a folder, `node_modules` of its own apart: those packages stand in the lock file themselves. */
async function below(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

/** The same files at another place, linked where the disk is the same. */
async function putTree(from: string, to: string, leaveOut: readonly string[] = []): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await below(from)) {
    if (leaveOut.includes(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await putTree(source, target);
    else if (entry.isFile()) await link(source, target).catch(() => copyFile(source, target));
  }
}

/** What `npm ci --omit=dev` installs, from what is installed here. */
async function putPackages(to: string): Promise<void> {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { dev?: boolean }> };
  for (const [path, { dev }] of Object.entries(packages)) {
    if (path !== '' && dev !== true)
      await putTree(join(ROOT, path), join(to, relative('node_modules', path)), ['node_modules']);
  }
}

/** What a COPY puts where; the stages before are what is compiled and installed here. */
async function put({ rest, flags }: Instruction, app: string): Promise<void> {
  const [from = '', to = ''] = rest.split(/\s+/);
  const target = to === './' ? join(app, from) : join(app, to);
  if (flags.includes('--from=packages')) return putPackages(target);
  const source = join(ROOT, flags.length > 0 ? relative('/app', from) : from);
  if ((await stat(source)).isDirectory()) return putTree(source, target);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
}

/** Everything in a folder, with when it was changed. */
async function listing(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Promise.all(paths.map(async (path) => `${path} ${(await stat(path)).mtimeMs}`));
}

async function setModes(folder: string, mode: number): Promise<void> {
  await chmod(folder, mode);
  for (const entry of await below(folder)) if (entry.isDirectory()) await setModes(join(folder, entry.name), mode);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the last stage of the Dockerfile, done by hand,', () => {
  let folder: string;
  let app: string;
  let port: number;
  const env = () => ({
    ...Object.fromEntries([...last('ENV').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value])),
    ...{
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: join(folder, 'data', 'bot'),
      TMPDIR: join(folder, 'tmp'),
    },
  });

  /** Commands run in this worker before may have left their own umask; images are built with this one. */
  let umask: number;
  beforeAll(async () => {
    umask = process.umask(0o022);
    folder = await mkdtemp(join(tmpdir(), 'recordings-image-'));
    await chmod(folder, 0o755);
    app = join(folder, 'app');
    port = await freePort();
    for (const instruction of stage.filter(({ word }) => word === 'COPY')) await put(instruction, app);
    await setModes(app, 0o555);
    for (const name of ['data', 'tmp']) {
      await mkdir(join(folder, name), { mode: 0o700 });
      if (AS.uid !== undefined) await chown(join(folder, name), AS.uid, AS.gid);
    }
    await writeFile(join(folder, 'directory.csv'), DIRECTORY);
    const settings = { ...REAL_ENV, DIRECTORY_FILE: join(folder, 'directory.csv') };
    await writeFile(
      join(folder, 'bot.env'),
      Object.entries(settings)
        .map((pair) => `${pair.join('=')}\n`)
        .join(''),
    );
  });
  afterAll(async () => {
    await setModes(app, 0o755);
    await rm(folder, { recursive: true, force: true });
    process.umask(umask);
  });

  /** Runs it as the image does; Node.js 20 knows only the file of settings that has to be there. */
  function run(command: string[]) {
    const [, ...flags] = JSON.parse(last('ENTRYPOINT')) as string[];
    const settings = flags.map((flag) => flag.replace(/^--env-file-if-exists=\/run\/secrets/, `--env-file=${folder}`));
    return spawn(process.execPath, [...settings, ...command], {
      ...AS,
      cwd: app,
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function ended(child: ReturnType<typeof run>): Promise<{ code: number | null; said: string }> {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
      });
    }
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said };
  }

  it('has all that the bot needs, lets it change nothing but its data, says that it is well, and ends when it is told to', async () => {
    const before = await listing(app);
    expect(before.filter((path) => path.includes(`${join('node_modules', 'jest')}/`))).toEqual([]);
    const bot = run(JSON.parse(last('CMD')) as string[]);
    const end = ended(bot);
    const ready = new Promise<void>((resolve, reject) => {
      createInterface({ input: bot.stdout }).on('line', (line) => line.includes('"msg":"ready"') && resolve());
      void end.then(({ code, said }) => reject(new Error(`ended with ${code}: ${said}`)));
    });
    await ready;
    const [program = '', ...args] = JSON.parse(/CMD (\[.*\])$/.exec(last('HEALTHCHECK'))?.[1] ?? '[]') as string[];
    expect(program).toBe('node');
    const look = () => ended(spawn(process.execPath, args, { env: env(), stdio: ['ignore', 'pipe', 'pipe'] }));
    expect(await look()).toEqual({ code: 0, said: '' });
    expect((await fetch(`http://127.0.0.1:${port}/guides/chief`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/assets/main.js`)).status).toBe(200);
    bot.kill('SIGTERM');
    const { code, said } = await end;
    expect(code).toBe(0);
    expect(said.split('\n').filter((line) => line.includes('"level":50'))).toEqual([]);
    expect((await look()).code).toBe(1);
    expect(await listing(app)).toEqual(before);
    if (AS.uid !== undefined) {
      const made = await stat(join(folder, 'data', 'bot', 'database'));
      expect(made.uid).toBe(AS.uid);
    }

    // In the place of the bot, a command of an operator.
    const verified = await ended(run(['dist/scripts/auditVerify.js']));
    expect(verified.said).toMatch(/^The audit log is whole/);
    expect(verified.code).toBe(0);
  });
});
