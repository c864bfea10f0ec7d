import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { systemClock } from '../../bot/clock.js';
import { addDays, civilDate } from '../../bot/japanese/civil.js';
import { ROOT } from '../../bot/paths.js';
import { type Chats, createChats, type Person } from '../helpers/chats.js';
import { layDatabase } from '../helpers/embedded.js';
import { type FakeConnector, startConnector } from '../helpers/fakeConnector.js';
import { ENTRIES, walkToConfirmation } from '../helpers/submitting.js';
import { DIRECTORY, PEOPLE, type PersonName } from '../helpers/world.js';
import { openWire, type Wire } from './wire.js';

/** The server on which the tests make databases; without one the bots run on the embedded database. */
export const SERVER = process.env.TEST_DATABASE_URL ?? '';

/** A bot in a process of its own, as it is run. */
export interface Bot {
  /** Its log, one parsed line each. */
  log: Record<string, unknown>[];
  url(path: string): string;
  as(name: PersonName): Person;
  person: Chats['person'];
  post: Chats['post'];
  /** Waits for the next line of the log that fits. */
  told(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Ends it as a cut of the power or the kernel does. */
  kill(signal?: NodeJS.Signals): void;
  /** Its exit code, null when a signal ended it. */
  ended: Promise<number | null>;
  isRunning(): boolean;
}

/** What bots have in common: people, recordings, database, and Teams. */
export interface Bench {
  connector: FakeConnector;
  /** The way of the bots to the database's server; undefined on the embedded one. */
  wire: Wire | undefined;
  folder: string;
  /** Starts one more bot, and waits until it is ready; with `unready` until it listens. */
  start(env?: Record<string, string>, until?: 'ready' | 'listening'): Promise<Bot>;
  /** Runs a command of an operator with the settings of the bots, and returns what it printed and its exit code. */
  command(script: string, args: string[], env?: Record<string, string>): Promise<{ code: number | null; said: string }>;
  /** A database without tables on the server of the bots; the address goes by the straight way. */
  emptyDatabase(): Promise<string>;
  /** Runs a statement on the database of the bots, past the wire (on a server). */
  sql<T>(statement: string): Promise<T[]>;
  close(): Promise<void>;
}

/** A call of yesterday, so that it is kept whatever day it is. */
const YESTERDAY = addDays(civilDate(systemClock.now()), -1);

/** Writes `directory.csv` and what a recorder exported, the one call of yesterday. @returns the recorder's folder */
export async function writeExport(folder: string): Promise<string> {
  const recorder = join(folder, 'recorder');
  await mkdir(recorder);
  const wave = '20260915_101540_12345.wav';
  await copyFile(join(ROOT, 'test', 'fixtures', 'recorder-export', wave), join(recorder, 'call.wav'));
  const row = `${YESTERDAY.replaceAll('-', '/')} 10:15:40,00:00:14,着信,09012345678,12345,call.wav`;
  await writeFile(
    join(recorder, 'index.csv'),
    `通話開始日時,通話時間,発着信,相手方電話番号,市側電話番号,ファイル名\r\n${row}\r\n`,
  );
  await writeFile(join(folder, 'directory.csv'), DIRECTORY);
  return recorder;
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'recording-bot-faults-'));
  const recorder = await writeExport(folder);
  const connector = await startConnector();
  const database = SERVER === '' ? undefined : await serverDatabase(process.env.TEST_DATABASE_TEMPLATE);
  const wire = database && (await openWire(database.host, database.port));
  await layDatabase(join(folder, 'data'), 'migrated');
  const others: { drop(): Promise<unknown> }[] = [];
  const bots: { kill(signal: NodeJS.Signals): void; ended: Promise<unknown> }[] = [];
  const common = {
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    DEMO_DATA: 'own',
    DIRECTORY_FILE: join(folder, 'directory.csv'),
    RECORDER_DIR: recorder,
    LINK_SECRET: 'a secret of the tests that is long enough to be one',
    MASTER_KEYS: createHash('sha256').update('a master key of the tests').digest('base64'),
    AUDIT_KEYS: createHash('sha256').update('an audit key of the tests').digest('base64'),
    LOG_LEVEL: 'debug',
    ...(wire && database ? { DATABASE_URL: database.urlBy(wire.port) } : {}),
    ...(process.env.TEAMS_SDK ? { TEAMS_SDK: process.env.TEAMS_SDK } : {}),
  };
  return {
    connector,
    wire,
    folder,
    async start(env = {}, until = 'ready') {
      const bot = startBot({ ...common, ...env }, connector);
      bots.push(bot);
      await bot[until];
      return bot;
    },
    command: (script, args, env = {}) => runScript(script, args, { ...common, ...env }),
    async emptyDatabase() {
      const another = await serverDatabase();
      others.push(another);
      return another.url;
    },
    async sql<T>(statement: string) {
      if (database === undefined) throw new Error('there is no server');
      return (await database.query(statement)) as T[];
    },
    async close() {
      for (const bot of bots) bot.kill('SIGKILL');
      await Promise.all(bots.map(({ ended }) => ended));
      await wire?.close();
      await database?.drop();
      for (const another of others) await another.drop();
      await connector.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a bot needs of the surroundings of the tests. */
const SURROUNDINGS = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'SYSTEMROOT'];

function startBot(
  env: Record<string, string>,
  connector: FakeConnector,
): Bot & { ready: Promise<void>; listening: Promise<void> } {
  const inherited = Object.fromEntries(SURROUNDINGS.flatMap((name) => [[name, process.env[name]]]));
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, 'dist', 'bot', 'main.js')], {
    cwd: ROOT,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: Record<string, unknown>[] = [];
  const listeners = new Set<(line: Record<string, unknown>) => void>();
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString('utf8');
  });
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line: Record<string, unknown> = JSON.parse(text);
      log.push(line);
      for (const hear of listeners) hear(line);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const told = (fits: (line: Record<string, unknown>) => boolean) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const hear = (line: Record<string, unknown>) => {
        if (!fits(line)) return;
        listeners.delete(hear);
        resolve(line);
      };
      listeners.add(hear);
      void ended.then((code) => reject(new Error(`the bot ended with ${code}:\n${complaints}`)));
    });
  let port = 0;
  const listening = told(({ msg }) => msg === 'listening').then((line) => {
    port = Number(line.port);
  });
  const ready = told(({ msg }) => msg === 'ready').then((line) => {
    port = Number(line.port);
  });
  for (const either of [listening, ready]) either.catch(() => undefined);
  const url = (path: string) => `http://127.0.0.1:${port}${path}`;
  const { post, person } = createChats(
    () => url('/api/messages'),
    connector,
    () => log.slice(-3),
  );
  return {
    log,
    url,
    post,
    person,
    told,
    ended,
    ready,
    listening,
    as: (name) => person(name, PEOPLE[name].id),
    kill: (signal = 'SIGKILL') => void child.kill(signal),
    isRunning: () => child.exitCode === null && child.signalCode === null,
  };
}

/** Runs a command to its end. */
async function runScript(script: string, args: string[], env: Record<string, string>) {
  const inherited = Object.fromEntries(SURROUNDINGS.flatMap((name) => [[name, process.env[name]]]));
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'scripts', `${script}.js`), ...args], {
    cwd: ROOT,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

/** A database of its own on the server. @param template what it is a copy of, if not empty */
async function serverDatabase(template?: string) {
  const name = `faults_${randomUUID().replaceAll('-', '')}`;
  const once = async (url: string, statement: string) => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(statement)).rows as unknown[];
    } finally {
      await client.end();
    }
  };
  await once(SERVER, `CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    host: url.hostname,
    port: Number(url.port || 5432),
    urlBy(port: number) {
      const by = new URL(url);
      by.hostname = '127.0.0.1';
      by.port = String(port);
      return by.href;
    },
    query: (statement: string) => once(url.href, statement),
    drop: () => once(SERVER, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** The form filled and confirmed: the card on which 「申請する」 is pressed. */
export const filledBy = (chief: Person) =>
  walkToConfirmation(chief, { callDate: YESTERDAY, callTime: ENTRIES.callTime });

/** Files an application about the call of yesterday. */
export async function fileBy(chief: Person): Promise<void> {
  await chief.press(await filledBy(chief), '申請する', { pledged: 'true' });
}
