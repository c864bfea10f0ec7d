import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startProgram } from './processes.mjs';

const PATIENCE_MS = 60_000;

/**
 * Starts one Microsoft 365 Agents Playground: a Teams-like page in the browser, for one person.
 *
 * @param {{ root: string, role: string, port: number, botPort: number, log: string, onLine?: (line: string) => void }}
 *   options `role` names the folder under playground/ whose settings say who the person is; with port 0 it takes any that
 *   is free and says which; `onLine` hears every line it prints
 * @returns {import('./processes.mjs').Program}
 */
export function startPlayground({ root, role, port, botPort, log, onLine }) {
  const folder = join(root, 'playground', role);
  return startProgram({
    name: `the playground of the ${role}`,
    args: [
      '--import',
      pathToFileURL(join(root, 'scripts', 'loopback.mjs')).href,
      join(root, 'node_modules', '@microsoft', 'm365agentsplayground', 'cli.js'),
      ...['-e', `http://127.0.0.1:${botPort}/api/messages`, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    ],
    cwd: folder,
    env: {
      ...process.env,
      TEAMSAPPTESTER_BROWSER: 'none',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: join(folder, '.m365agentsplayground.yml'),
      // It writes its own log, with everything that is said, into the working directory unless told otherwise.
      M365_AGENTS_PLAYGROUND_LOGFILE: log,
    },
    log: `${log}.out`,
    onLine,
  });
}

/**
 * Waits until a playground answers on its port.
 *
 * @param {import('./processes.mjs').Program} playground
 * @param {number} port
 * @throws {Error} when it ended (a settings file it dislikes ends it without a word) or stays silent for a minute
 */
export async function playgroundReady(playground, port) {
  const giveUp = Date.now() + PATIENCE_MS;
  while (playground.isRunning() && Date.now() < giveUp) {
    const answer = await fetch(`http://127.0.0.1:${port}/_debug/ping`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`${playground.name} did not start.`);
}

/**
 * Tells the bot that it was added to the manager's own chat and to the decision channel, as Teams does when an
 * administrator adds it; otherwise it would know neither before somebody opens that page.
 *
 * @param {number} port the manager's playground
 */
export async function addBot(port) {
  const { config } = await (await fetch(`http://127.0.0.1:${port}/_internal/v1/config`)).json();
  const channels = config.teams[0].channels;
  for (const { id } of [config.personalChat, channels[channels.length - 1]]) {
    await fetch(`http://127.0.0.1:${port}/_debug/conversation/${encodeURIComponent(id)}/installation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
  }
}
