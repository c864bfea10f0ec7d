import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../bot/paths.js';
import { PICTURES } from './browser.js';

/** The demo as `npm start` runs it, on a data folder of its own. */
export interface Demo {
  dataDir: string;
  output(): string;
  /** @param options.keep leaves its data where they are */
  stop(options?: { keep?: boolean }): Promise<number | null>;
}

/** How a demo is started, if not for the first time and today. */
interface DemoOptions {
  /** That of an earlier one, to go on with. */
  dataDir?: string;
  /** So many days ahead of today. */
  daysAhead?: number;
}

/** A clock that is ahead, for every process of a demo (test/e2e/later.mjs). */
const LATER = `--import ${pathToFileURL(join(ROOT, 'test', 'e2e', 'later.mjs')).href}`;

/** Starts the demo and waits until it has printed which addresses to open. */
export async function startDemo({ dataDir: there, daysAhead = 0 }: DemoOptions = {}): Promise<Demo> {
  const dataDir = there ?? (await mkdtemp(join(tmpdir(), 'recording-bot-demo-')));
  const child: ChildProcess = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      NODE_OPTIONS: daysAhead === 0 ? '' : LATER,
      DAYS_AHEAD: String(daysAhead),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes('http://localhost:56151')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    void ended.then((code) => reject(new Error(`the demo ended with ${code}:\n${output}`)));
  });
  return {
    dataDir,
    output: () => output,
    async stop({ keep = false } = {}) {
      child.kill('SIGINT');
      const code = await ended;
      mkdirSync(PICTURES, { recursive: true });
      writeFileSync(join(PICTURES, `demo-${child.pid}.log`), output);
      if (!keep) await rm(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

/** One more Playground beside the demo's two, for somebody else of the sample directory (a folder under playground/). */
export async function openPlayground(demo: Demo, role: string, port: number): Promise<() => Promise<void>> {
  const folder = join(ROOT, 'playground', role);
  const child = spawn(
    process.execPath,
    [
      '--import',
      pathToFileURL(join(ROOT, 'scripts', 'loopback.mjs')).href,
      join(ROOT, 'node_modules', '@microsoft', 'm365agentsplayground', 'cli.js'),
      ...['-e', 'http://127.0.0.1:3978/api/messages', '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        TEAMSAPPTESTER_BROWSER: 'none',
        M365_AGENTS_PLAYGROUND_CONFIG_PATH: join(folder, '.m365agentsplayground.yml'),
        M365_AGENTS_PLAYGROUND_LOGFILE: join(demo.dataDir, `playground-${role}.log`),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString('utf8').includes('Listening')) resolve();
    });
    void ended.then(() => reject(new Error(`the playground of the ${role} ended`)));
  });
  return async () => {
    child.kill('SIGKILL');
    await ended;
  };
}
