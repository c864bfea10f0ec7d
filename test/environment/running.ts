import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../bot/paths.js';
import { writeExport } from '../faults/bots.js';
import { SERVICE_URL } from '../helpers/botFramework.js';
import { type Chats, createChats } from '../helpers/chats.js';
import { type FakeConnector, startConnector } from '../helpers/fakeConnector.js';

/** What the script knows of a bot that it started. */
interface RunningBot {
  name: string;
  port: number;
  filesPort: number;
  /** Its log, one parsed line each. */
  log: Record<string, unknown>[];
  program: { stop(): Promise<void>; ended: Promise<number> };
  start(): Promise<void>;
}

/** What `npm run environment` starts. */
interface Started {
  folder: string;
  ports: Record<'database' | 'replica' | 'pooler' | 'blobs' | 'proxy' | 'prometheus', number>;
  /** The bot's role: straight to the server, by way of PgBouncer, and to the replica. */
  urls: Record<'direct' | 'pooled' | 'replica', string>;
  bots: [RunningBot, RunningBot];
  microsoft: { callsFor(audience: string): string };
  command(script: string, args?: string[], env?: Record<string, string>): Promise<{ code: number; said: string }>;
  /** The certificate authority of the proxy. */
  ca: string;
  /** Runs statements as the superuser; on the replica with its port. */
  sql(statement: string, port?: number): Promise<string>;
  /** Stops the database's server, and starts it again. */
  database: { halt(): Promise<unknown>; resume(): Promise<unknown> };
  stop(): Promise<void>;
}

interface Script {
  NAMES: Record<'teams' | 'people' | 'botId' | 'tenant', string>;
  startEnvironment(options: {
    directory: string;
    recorder: string;
    onMessage: (path: string, method: string, body: string) => Promise<unknown>;
  }): Promise<Started>;
}

const load = (name: string) => import(pathToFileURL(join(ROOT, 'scripts', 'environment', name)).href);
const script: Script = await load('start.mjs');
const { missingPackages }: { missingPackages(): string[] } = await load('programs.mjs');

export const { NAMES } = script;

/** Packages of Debian without which nothing of it can be started here. */
export const MISSING = missingPackages();

/** The environment with people in it. */
export interface Environment extends Started {
  connector: FakeConnector;
  person: Chats['person'];
  /** Addresses that lead by TLS through the proxy, under the name of each side. */
  teams(path: string): string;
  people(path: string): string;
  /** The bots, by port, that answered what the proxy led to them so far, in order. */
  ledTo(side: 'teams' | 'people'): Promise<number[]>;
}

export async function startRunning(): Promise<Environment> {
  const folder = await mkdtemp(join(tmpdir(), 'recordings-people-'));
  const connector = await startConnector();
  const ends: (() => Promise<unknown>)[] = [
    () => rm(folder, { recursive: true, force: true }),
    () => connector.close(),
  ];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const started = await script.startEnvironment({
      recorder: await writeExport(folder),
      directory: join(folder, 'directory.csv'),
      onMessage: async (path, method, body) =>
        (await fetch(`${connector.url}${path}`, { method, ...(body === '' ? {} : { body }) })).json(),
    });
    ends.push(() => started.stop());
    const [teams, people] = await Promise.all(
      [NAMES.teams, NAMES.people].map((name) => openTunnel(started.ports.proxy, name, started.ca)),
    );
    if (teams === undefined || people === undefined) throw new Error('no tunnel');
    ends.push(teams.close, people.close);
    const { person } = createChats(
      () => teams.url('/api/messages'),
      connector,
      () => started.bots.map(({ log }) => log.slice(-3)),
      (activity) => ({
        activity: { ...activity, ...asInTeams(activity) },
        headers: { authorization: `Bearer ${started.microsoft.callsFor(NAMES.botId)}` },
      }),
      (words) => /まだ公表されていません|施錠/.test(words),
    );
    const ledTo = async (side: 'teams' | 'people') => {
      const lines = (await readFile(join(started.folder, 'nginx', 'access.log'), 'utf8')).split('\n');
      const ours = lines.filter((line) => line.includes(` ${NAMES[side]} `));
      return ours.flatMap((line) => /:(\d+)$/.exec(line)?.[1] ?? []).map(Number);
    };
    return { ...started, connector, person, teams: teams.url, people: people.url, ledTo, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What differs in an activity that comes from Teams of a real tenant. */
function asInTeams({ conversation }: Record<string, unknown>): Record<string, unknown> {
  return {
    id: randomUUID(),
    serviceUrl: SERVICE_URL,
    recipient: { id: `28:${NAMES.botId}`, name: 'bot' },
    conversation: { ...(conversation as object), tenantId: NAMES.tenant },
    channelData: { tenant: { id: NAMES.tenant } },
  };
}

/** Takes requests without TLS and hands them on to the proxy with it, under the name of one side. */
async function openTunnel(port: number, name: string, ca: string) {
  const agent = new Agent({ ca, keepAlive: true });
  const server = createServer((req, res) => {
    const headers = { ...req.headers, host: name };
    const onward = request(
      { agent, host: '127.0.0.1', port, servername: name, method: req.method, path: req.url, headers },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      },
    );
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: (path: string) => `${at}${path}`,
    close: () =>
      new Promise<void>((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
