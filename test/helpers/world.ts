import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../../bot/app.js';
import { type Config, parseConfig } from '../../bot/config.js';
import type { Database } from '../../bot/db/database.js';
import { createLogger } from '../../bot/logger.js';
import { ROOT } from '../../bot/paths.js';
import type { Keys } from '../../bot/teams/sdk/microsoft.js';
import type { FetchFile } from '../../bot/teams/sdk/port.js';
import { actionsOf, inputsOf, wordsOf } from './card.js';
import { freshDatabase } from './database.js';
import { type FakeConnector, startConnector } from './fakeConnector.js';
import { type FixedClock, fixedClock } from './fixedClock.js';
import { isRecord } from './json.js';

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

/** One person in their own Teams chat with the bot. */
export interface Person {
  readonly id: string;
  /** Says something and returns the card the bot answers with. */
  say(text: string, attachments?: unknown[]): Promise<Card>;
  /** Presses the button with that title, after typing into the card's inputs. */
  press(card: Card, title: string, typed?: Record<string, string>): Promise<Card>;
  /** Sends an invoke exactly as given. */
  invoke(value: unknown): Promise<{ status: number; body: unknown }>;
  /** Every card in the chat as it looks now, oldest first. */
  cards(): Card[];
  /** The newest card in the chat. */
  lastCard(): Card;
}

export interface Card {
  json: Record<string, unknown>;
  words: string;
}

const cardsRead = new WeakMap<Record<string, unknown>, Card>();

/** The same card for the same JSON: a long chat is looked through at every sentence, and each card is read once. */
function card(json: Record<string, unknown>): Card {
  const read = cardsRead.get(json) ?? { json, words: wordsOf(json) };
  cardsRead.set(json, read);
  return read;
}

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
    ...(options.keys ? { keys: options.keys } : {}),
  });
  if (!options.starting) {
    await app.refreshDirectory();
    await app.importNow();
    // Tests work off jobs themselves, when they want to.
    app.readiness.done('workers');
  }

  const url = (path: string) => `http://127.0.0.1:${app.port}${path}`;
  const post = (activity: Record<string, unknown>) =>
    fetch(url('/api/messages'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    });

  const person = (chat: string, id: string): Person => {
    const conversationId = `a:${chat}`;
    const activity = (more: Record<string, unknown>) => ({
      id: randomUUID(),
      channelId: 'msteams',
      serviceUrl: connector.url,
      from: { id: `29:${chat}`, aadObjectId: id },
      recipient: { id: '28:bot', name: 'bot' },
      conversation: { id: conversationId, conversationType: 'personal', tenantId: 'tenant' },
      channelData: { tenant: { id: 'tenant' } },
      ...more,
    });
    const cards = () =>
      connector.shown.filter((one) => one.conversationId === conversationId).map((one) => card(one.card));
    const lastCard = () => {
      const last = cards().at(-1);
      if (!last) throw new Error(`${chat} has no card`);
      return last;
    };
    const invoke = async (value: unknown) => {
      const response = await post(activity({ type: 'invoke', name: 'adaptiveCard/action', value }));
      return { status: response.status, body: await response.json().catch(() => undefined) };
    };
    return {
      id,
      cards,
      lastCard,
      invoke,
      async say(text, attachments = []) {
        const before = cards().length;
        const response = await post(activity({ type: 'message', text, attachments }));
        if (!response.ok || cards().length !== before + 1) {
          throw new Error(`the bot did not answer 「${text}」: ${response.status} ${JSON.stringify(log.slice(-3))}`);
        }
        return lastCard();
      },
      async press(on, title, typed = {}) {
        const action = actionsOf(on.json).find((one) => one.type === 'Action.Execute' && one.title === title);
        if (!action) throw new Error(`no button 「${title}」 on the card:\n${on.words}`);
        // Clients leave empty inputs out (shown with the renderer itself in test/teams/emptied.test.ts).
        const entered = Object.entries({ ...inputsOf(on.json), ...typed }).filter(([, value]) => value !== '');
        const data = { ...Object.fromEntries(entered), ...(isRecord(action.data) ? action.data : {}) };
        const answer = await this.invoke({
          action: { type: 'Action.Execute', verb: action.verb, data },
          trigger: 'manual',
        });
        if (!isRecord(answer.body) || !isRecord(answer.body.value))
          throw new Error(`no card came back: ${JSON.stringify(answer)}`);
        return card(answer.body.value);
      },
    };
  };

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
