import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createBot } from 'node:http';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod/v4';
import { ROOT } from '../../bot/paths.js';

interface Program {
  ended: Promise<number>;
  stop(): Promise<void>;
}
interface PlaygroundModule {
  startPlayground(options: {
    root: string;
    role: string;
    port: number;
    botPort: number;
    log: string;
    onLine: (line: string) => void;
  }): Program;
  playgroundReady(playground: Program, port: number): Promise<void>;
}

const PERSON = z.object({ name: z.string(), aadObjectId: z.guid() });
const NAMED = z.object({ id: z.string(), name: z.string() });
const SETTINGS = z.object({
  config: z.object({
    tenantId: z.guid(),
    currentUser: PERSON,
    users: z.array(PERSON),
    personalChat: NAMED,
    groupChats: z.array(NAMED),
    teams: z.tuple([z.object({ id: z.string(), channels: z.array(NAMED) })]),
  }),
});
type Settings = z.infer<typeof SETTINGS>['config'];

const LOOPBACK = pathToFileURL(join(ROOT, 'scripts', 'loopback.mjs')).href;
const module = pathToFileURL(join(ROOT, 'scripts', 'playground.mjs')).href;
const { startPlayground, playgroundReady }: PlaygroundModule = await import(module);

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts the real playground with the committed settings and asks it what it understood; it asks for its bot first. */
async function settingsOf(role: string, botPort: number): Promise<Settings> {
  const log = join(folder, `${role}.log`);
  let told = (_line: string) => {};
  const playground = startPlayground({ root: ROOT, role, port: 0, botPort, log, onLine: (line) => told(line) });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      told = (line) => line.startsWith('Listening on ') && resolve(Number(line.split(' ').at(-1)));
      playground.ended.then((code) => reject(new Error(`the playground ended with code ${code}`)), reject);
    });
    await playgroundReady(playground, port);
    const answer = await fetch(`http://127.0.0.1:${port}/_internal/v1/config`);
    return SETTINGS.parse(await answer.json()).config;
  } finally {
    await playground.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'playground-'));
const bot = createBot((_, response) => response.end());
const settings: { chief?: Settings; manager?: Settings } = {};
beforeAll(async () => {
  const botPort = await listening(bot);
  [settings.chief, settings.manager] = await Promise.all([
    settingsOf('chief', botPort),
    settingsOf('manager', botPort),
  ]);
}, 120_000);
afterAll(async () => {
  bot.closeAllConnections();
  await new Promise((resolve) => bot.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const conversations = (one: Settings | undefined) =>
  one === undefined ? [] : [one.personalChat, ...one.groupChats, ...one.teams[0].channels].map(({ id }) => id);

describe('the two windows of the demo', () => {
  it('are accepted by the playground, one as Hanako and one as Taro', () => {
    expect(settings.chief?.currentUser.name).toBe('試験 花子');
    expect(settings.manager?.currentUser.name).toBe('試験 太郎');
  });

  it('show people of one organisation, each known to the other by the same id', () => {
    expect(settings.chief?.tenantId).toBe(settings.manager?.tenantId);
    expect(settings.chief?.users).toContainEqual(expect.objectContaining({ ...settings.manager?.currentUser }));
    expect(settings.manager?.users).toContainEqual(expect.objectContaining({ ...settings.chief?.currentUser }));
  });

  it('share no conversation, since the bot answers each conversation at one address', () => {
    const all = [...conversations(settings.chief), ...conversations(settings.manager)];
    expect(all.length).toBeGreaterThanOrEqual(6);
    expect(new Set(all).size).toBe(all.length);
  });

  it('give the manager the channel where decisions are made', () => {
    expect(settings.manager?.teams[0].channels.map(({ name }) => name)).toContain('管財課　決裁');
  });

  it('are open to this machine only', () => {
    const listens = `const s = require('node:http').createServer(); s.listen(0, () => { console.log(s.address().address); s.close(); });`;
    const { stdout } = spawnSync(process.execPath, ['--import', LOOPBACK, '-e', listens], { encoding: 'utf8' });
    expect(stdout).toBe('127.0.0.1\n');
  });
});
