import { readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseConfig } from '../../bot/config.js';
import type { Database } from '../../bot/db/database.js';
import { ROOT } from '../../bot/paths.js';
import { withDemoSecrets } from '../../bot/secret.js';
import { type KeptDatabase, keptDatabase } from './keptDatabase.js';
import { createWorld, type PersonName, type World } from './world.js';

const FOLDER = join(ROOT, 'test', 'fixtures', 'installations');

/** Who had a chat with the earlier versions. */
export const EVERYBODY = ['chief', 'staff', 'otherChief', 'manager', 'deputy', 'operator', 'auditor'] as const;

/** What the people of an earlier version saw. */
interface Seen {
  /** The commit of main that ran. */
  commit: string;
  /** When it was killed. */
  now: string;
  /** The token of the link that was sent with the answer of the first application. */
  link: string;
  /** The copy behind it. */
  copy: { sha256: string; bytes: number };
  /** Cards in their chats: the application that waits for a decision, and a form of which the first page is filled. */
  cards: Record<'waiting' | 'draft', { who: PersonName; json: Record<string, unknown> }>;
}

/** An installation of an earlier version. */
export interface Earlier {
  seen: Seen;
  database: KeptDatabase;
  /** Another one that is like it now. */
  copy(): Promise<Earlier>;
  /** Starts today's bot on it. */
  start(): Promise<World>;
  remove(): Promise<void>;
}

/** The earlier versions of which there is an installation, the oldest first. */
export function earlierVersions(): string[] {
  const entries = readdirSync(FOLDER, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && /^\d{4}/.test(entry.name)).map(({ name }) => name);
  return names.sort();
}

/** An installation as an earlier version left it. */
export async function openEarlier(version: string): Promise<Earlier> {
  const unpacked = async (name: string) =>
    gunzipSync(await readFile(join(FOLDER, version, `${name}.gz`))).toString('utf8');
  const seen: Seen = JSON.parse(await unpacked('seen.json'));
  const database = await keptDatabase();
  const script = scriptOf(await unpacked('database.sql'));
  await database.visit((ask) => ask(script));
  return installed(seen, database, join(FOLDER, version, 'data'));
}

async function installed(seen: Seen, database: KeptDatabase, data: string): Promise<Earlier> {
  const folder = await mkdtemp(join(tmpdir(), 'recording-bot-earlier-'));
  const dataDir = join(folder, 'data');
  await cp(data, dataDir, { recursive: true });
  let world: World | undefined;
  return {
    seen,
    database,
    copy: async () => installed(seen, await database.copy(), dataDir),
    async start() {
      world = await startOn(database, dataDir, seen);
      return world;
    },
    async remove() {
      await world?.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A dump without what older servers do not know. */
function scriptOf(dump: string): string {
  return `${dump.replace(/^SET transaction_timeout.*$/m, '')}\nSET search_path TO public;`;
}

/** How long after the earlier version was stopped the present one is started. */
const LATER_MS = 10 * 60_000;

async function startOn(kept: KeptDatabase, dataDir: string, { now }: Seen): Promise<World> {
  const { linkSecrets, masterKeys, auditKeys } = withDemoSecrets(
    parseConfig({ DATA_DIR: dataDir, DEMO_DATA: 'own', RECORDER_DIR: '/', DIRECTORY_FILE: '/' }),
  );
  let database: Database | undefined;
  try {
    database = await kept.open();
    return await createWorld({
      now: new Date(Date.parse(now) + LATER_MS).toISOString(),
      database,
      recorder: join(FOLDER, 'recorder'),
      env: { DATA_DIR: dataDir },
      config: { linkSecrets, masterKeys, auditKeys },
    });
  } catch (error) {
    await database?.close();
    throw error;
  }
}
