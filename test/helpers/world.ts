import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../../bot/app.js';
import type { StorageCredential } from '../../bot/azure/storage.js';
import { type Config, parseConfig } from '../../bot/config.js';
import type { Database } from '../../bot/db/database.js';
import type { OtherClocks } from '../../bot/housekeeping/clockJump.js';
import { createLogger } from '../../bot/logger.js';
import { ROOT } from '../../bot/paths.js';
import type { Keys } from '../../bot/teams/sdk/microsoft.js';
import type { FetchFile } from '../../bot/teams/sdk/port.js';
import { createChats, type Person } from './chats.js';
import { freshDatabase } from './database.js';
import { type FakeConnector, startConnector } from './fakeConnector.js';
import { type FixedClock, fixedClock } from './fixedClock.js';

/** Who lives in the tests; the roles are those of the directory file below. */
export const PEOPLE = {
  chief: { id: '11111111-1111-4111-8111-000000000101', name: '試験 花子' },
  staff: { id: '11111111-1111-4111-8111-000000000102', name: '試験 一郎' },
  otherChief: { id: '11111111-1111-4111-8111-000000000301', name: '試験 七海' },
  manager: { id: '11111111-1111-4111-8111-000000000201', name: '試験 太郎' },
  deputy: { id: '11111111-1111-4111-8111-000000000202', name: '試験 四郎' },
  operator: { id: '11111111-1111-4111-8111-000000000203', name: '試験 五月' },
  auditor: { id: '11111111-1111-4111-8111-000000000204', name: '試験 六花' },
  stranger: { id: '11111111-1111-4111-8111-000000000999', name: '部外 者' },
} as const;

export type { Card, Person } from './chats.js';

export type PersonName = keyof typeof PEOPLE;

export const DIRECTORY = [
  'オブジェクトID,氏名,メール,局,課室,文書記号,職名,役割',
  `${PEOPLE.chief.id},試験 花子,hanako@example.jp,市民局,市民課,市民発,市民課長,主管課長`,
  `${PEOPLE.staff.id},試験 一郎,ichiro@example.jp,市民局,市民課,市民発,主査,担当者`,
  `${PEOPLE.otherChief.id},試験 七海,nanami@example.jp,健康福祉局,保護課,保護発,保護課長,主管課長`,
  `${PEOPLE.manager.id},試験 太郎,taro@example.jp,総務局,管財課,管財発,管財課長,管理責任者`,
  `${PEOPLE.deputy.id},試験 四郎,shiro@example.jp,総務局,管財課,管財発,管財課副課長,代決者`,
  `${PEOPLE.operator.id},試験 五月,satsuki@example.jp,総務局,管財課,管財発,主事,取扱者`,
  `${PEOPLE.auditor.id},試験 六花,rikka@example.jp,監査事務局,監査課,監査発,主査,監査`,
].join('\n');

export interface World {
  app: App;
  clock: FixedClock;
  connector: FakeConnector;
  /** The bot's log, one parsed line each. */
  log: Record<string, unknown>[];
  folder: string;
  recorder: string;
  as(name: PersonName): Person;
  /** Anybody, by the name of their chat and their object id. */
  person(chat: string, id: string): Person;
  post(activity: Record<string, unknown>): Promise<Response>;
  url(path: string): string;
  close(): Promise<void>;
}

export interface WorldOptions {
  env?: Record<string, string>;
  /** What is set besides, past the checks of the settings: the product behind TLS, without the Bot Framework. */
  config?: Partial<Config>;
  now?: string;
  /** What other clocks say; without it the clock of the tests is not doubted, however it jumps. */
  clocks?: OtherClocks;
  /** Stands in for Microsoft's file hosts. */
  fetchFile?: FetchFile;
  /** Where the keys of those who call are found, instead of at the Bot Framework. */
  keys?: Keys;
  /** Text of the directory file, if another than the usual. */
  directory?: string;
  /** An open database instead of a fresh one; closed with the world. */
  database?: Database;
  /** Leaves the bot as it is right after it began to listen: nothing loaded yet. */
  starting?: true;
  /** Enters the container of files instead of the bot's identity. */
  storage?: StorageCredential;
  /** Recordings to import from; the sample export unless told otherwise. */
  recorder?: string;
}

/** Builds the real product on a fresh database and a free port, with a fixed clock and a fake Connector. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'recording-bot-'));
  const recorder = join(folder, 'recorder');
  await cp(options.recorder ?? join(ROOT, 'test', 'fixtures', 'recorder-export'), recorder, { recursive: true });
  await writeFile(join(folder, 'directory.csv'), options.directory ?? DIRECTORY);
  const clock = fixedClock(options.now);
  const connector = await startConnector();
  const log: Record<string, unknown>[] = [];
  const settings = parseConfig({
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    ...(options.env?.BOT_ID ? { ALLOW_EMBEDDED: '1' } : { DEMO_DATA: 'own' }),
    DIRECTORY_FILE: join(folder, 'directory.csv'),
    RECORDER_DIR: recorder,
    LINK_SECRET: 'a secret of the tests that is long enough to be one',
    MASTER_KEYS: createHash('sha256').update('a master key of the tests').digest('base64'),
    LOG_LEVEL: 'debug',
    // The checks run some of the tests once more over the other package of Microsoft.
    TEAMS_SDK: process.env.TEAMS_SDK,
    ...options.env,
  });
  const config = { ...settings, ...options.config };
  const logger = createLogger(config, { write: (line) => void log.push(JSON.parse(line)) });
  const app = await startApp({
    config,
    clock,
    log: logger,
    database: options.database ?? (await freshDatabase()),
    ...(options.fetchFile ? { fetchFile: options.fetchFile } : {}),
    clocks: options.clocks ?? null,
    limits: [],
    ...(options.keys ? { keys: options.keys } : {}),
    ...(options.storage ? { storage: options.storage } : {}),
  });
  if (!options.starting) {
    await app.refreshDirectory();
    await app.importNow();
    // Tests work off jobs themselves, when they want to.
    app.readiness.done('workers');
  }

  const url = (path: string) => `http://127.0.0.1:${app.port}${path}`;
  const { post, person } = createChats(
    () => url('/api/messages'),
    connector,
    () => log.slice(-3),
  );

  return {
    app,
    clock,
    connector,
    log,
    folder,
    recorder,
    as: (name) => person(name, PEOPLE[name].id),
    person,
    post,
    url,
    async close() {
      await app.close();
      await connector.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
