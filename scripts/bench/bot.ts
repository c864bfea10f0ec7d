import { createHash } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../bot/paths.js';
import type { Bench, Engine } from './bench.js';
import { Child } from './child.js';
import { callOf, chiefId, entriesOf, MANAGER, writeDirectory, writeRecorder } from './city.js';
import { ask } from './http.js';
import { ownDatabase } from './server.js';
import { type Card, openTeams, type Person, type Teams, urlOn, withButton } from './teams.js';

/** A program of the measurement itself, as it was compiled. */
export const programOf = (name: string): string => join(ROOT, 'dist', 'scripts', 'bench', name);

const BOT = join(ROOT, 'dist', 'bot', 'main.js');

/** The product as a process of its own, as it would be started, and where it keeps what. */
export interface Bot {
  child: Child;
  /** Where it takes activities. */
  address: string;
  /** `http://127.0.0.1:PORT` */
  origin: string;
}

/** What a bot is started with: its settings, and what it works on. */
export interface Installation {
  env: Readonly<Record<string, string>>;
  /** Removes what it kept outside its folder. */
  drop(): Promise<void>;
}

export interface InstallationOptions {
  chiefs?: number;
  /** How many calls are on the recorder, of how many bytes each. */
  calls?: number;
  callBytes?: number;
  env?: Readonly<Record<string, string>>;
}

/** Half a minute of a call as the recorder writes it. */
const CALL_BYTES = 240_044;

/** A directory, a recorder and an empty database for one bot. @throws Missing */
export async function installationOf(
  bench: Bench,
  engine: Engine,
  { chiefs = 16, calls = 0, callBytes = CALL_BYTES, env = {} }: InstallationOptions,
): Promise<Installation> {
  const database = await ownDatabase(bench, engine);
  const folder = await mkdtemp(join(bench.folder, 'bot-'));
  await mkdir(join(folder, 'data'), { mode: 0o700 });
  const secret = createHash('sha256').update(folder).digest('base64');
  return {
    drop: database.drop,
    env: {
      PORT: '0',
      DEMO_DATA: 'own',
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: database.url,
      DIRECTORY_FILE: await writeDirectory(folder, chiefs),
      RECORDER_DIR: await writeRecorder(folder, calls, callBytes),
      LINK_SECRET: secret,
      MASTER_KEYS: secret,
      AUDIT_KEYS: secret,
      PLAYGROUND: 'off',
      LOG_LEVEL: 'info',
      ...env,
    },
  };
}

/** Starts the product and waits until it can answer people, by its own word (`/readyz`). */
export async function startBot({ profiles }: Bench, { env }: Installation): Promise<Bot> {
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const child = new Child([...profiling, BOT], env);
  const { port } = await child.line(({ msg }) => msg === 'ready');
  const origin = `http://127.0.0.1:${port}`;
  while ((await ask('GET', `${origin}/readyz`)).status !== 200) await pause(5);
  return { child, origin, address: `${origin}/api/messages` };
}

/** The peer: a bot of `@microsoft/teams-ai` with state in memory and one card. */
export async function startBareBot(): Promise<Bot> {
  const child = new Child([programOf('bareBot.js')]);
  const { port } = await child.line(({ msg }) => msg === 'ready');
  const origin = `http://127.0.0.1:${port}`;
  return { child, origin, address: `${origin}/api/messages` };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The product with people, and with recordings taken in. */
export interface World {
  bot: Bot;
  teams: Teams;
  /** Goes through the whole form for the next call that nobody has applied for, and files it. */
  file(chief: number, turns?: number[]): Promise<Filed>;
  manager: Person;
  chief(number: number, turns?: number[]): Person;
  close(): Promise<void>;
}

/** A filed application. */
export interface Filed {
  chief: number;
  requestId: string;
}

/** Starts the product on an empty database, has the recorder's calls taken in and everybody say hello. @throws Missing */
export async function openWorld(
  bench: Bench,
  engine: Engine,
  options: Required<Pick<InstallationOptions, 'chiefs' | 'calls'>> & InstallationOptions,
): Promise<World> {
  return openWorldOn(bench, await installationOf(bench, engine, options), options.callBytes);
}

/** The same on what an installation holds already. */
export async function openWorldOn(bench: Bench, installation: Installation, callBytes = CALL_BYTES): Promise<World> {
  const bot = await startBot(bench, installation);
  const teams = await openTeams();
  await bot.child.line(({ msg }) => msg === 'import finished');
  const chief = (number: number, turns?: number[]) => teams.person(bot.address, chiefId(number), turns);
  const manager = teams.person(bot.address, MANAGER);
  await manager.say('ヘルプ');
  let applied = 0;
  return {
    bot,
    teams,
    manager,
    chief,
    file: async (number, turns) => ({
      chief: number,
      requestId: await fileCall(chief(number, turns), applied++, callBytes),
    }),
    async close() {
      await bot.child.stop();
      await teams.close();
      await installation.drop();
      const [trouble] = bot.child.troubles.filter(({ msg }) => !EXPECTED.test(String(msg)));
      if (trouble !== undefined) bench.say(`  the bot's log: ${JSON.stringify(trouble)}`);
    },
  };
}

/** Warnings of a demo that works on data of one's own. */
const EXPECTED = /a demo with data of your own|can change the audit log/;

/** Walks the form from its first card to 「申請する」: five turns. @returns the request's id */
async function fileCall(chief: Person, number: number, bytes: number): Promise<string> {
  const first = await chief.say('申請', withButton('次へ'));
  const second = await chief.press(first, '次へ', entriesOf(callOf(number), bytes));
  const third = await chief.press(second, '次へ', { purpose: '1' });
  const last = await chief.press(third, '次へ', { documentNumber: String(number + 1) });
  const filed = await chief.press(last, '申請する', { pledged: 'true' });
  return requestIdOn(filed);
}

function requestIdOn(card: Card): string {
  const id = /"requestId":"([0-9a-f-]{36})"/.exec(JSON.stringify(card))?.[1];
  if (id === undefined) throw new Error(`no application was filed:\n${JSON.stringify(card)}`);
  return id;
}

/** Files so many applications, each chief one after the other, all chiefs side by side. */
export async function fileMany(world: World, count: number, chiefs: number): Promise<Filed[]> {
  return atOnce(chiefs, count, (index) => world.file(index % chiefs));
}

/** The address in the notice that an application is answered, as soon as its chief has it. */
export async function answerOf(world: World, { chief, requestId }: Filed): Promise<string> {
  const title = '回答書と録音を開く';
  const ofRequest = (card: Card) => urlOn(card, title) !== undefined && JSON.stringify(card).includes(requestId);
  return urlOn(await world.chief(chief).next(ofRequest), title) ?? '';
}

/** The card on which an application is decided. */
export function openDecision({ manager }: World, { requestId }: Filed): Promise<Card> {
  return manager.send('examine', { requestId });
}

/**
 * Does something so often, so many at a time. Lane n does the numbers n, n + most, n + 2 most …, so what is done for one
 * person is done one after the other.
 */
export async function atOnce<T>(most: number, count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const lanes = Array.from({ length: Math.min(most, count) }, async (_, lane) => {
    for (let index = lane; index < count; index += most) results[index] = await work(index);
  });
  await Promise.all(lanes);
  return results;
}
