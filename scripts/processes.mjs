import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

const GRACE_MS = 10_000;
const KEPT_LINES = 30;
const ON_WINDOWS = process.platform === 'win32';

/**
 * A program started in a process group of its own, so that everything it starts in turn can be stopped with it.
 *
 * @typedef {object} Program
 * @property {string} name for messages
 * @property {() => string[]} tail the last lines it printed
 * @property {Promise<number>} ended settles with the exit code (1 when a signal ended it)
 * @property {() => boolean} isRunning
 * @property {() => Promise<void>} stop asks it to end; after ten seconds it is made to
 */

function signalGroup(child, signal) {
  try {
    if (ON_WINDOWS) spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/**
 * Starts a program in the background, Node.js unless another is named; what it prints goes to a log file, overwriting an older one.
 *
 * @param {{ name: string, command?: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, log: string,
 *   as?: { uid: number, gid: number }, onLine?: (line: string) => void }} options `as` is another account to run it, `onLine` hears every line it
 *   prints
 * @returns {Program}
 */
export function startProgram({ name, command = process.execPath, args, cwd, env, log, as = {}, onLine = () => {} }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log);
  const child = spawn(command, args, { ...as, cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: !ON_WINDOWS });
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine(line);
    });
  }
  let running = true;
  const ended = new Promise((resolve) => {
    const end = (code, signal) => {
      running = false;
      if (signal) lines.push(`ended by ${signal}`);
      // Whoever is told of the end finds the whole log.
      file.end(() => resolve(code ?? 1));
    };
    child.on('error', (error) => {
      lines.push(error.message);
      end(1);
    });
    child.on('close', end);
  });
  return {
    name,
    tail: () => [...lines],
    ended,
    isRunning: () => running,
    stop: async () => {
      if (!running) return;
      signalGroup(child, 'SIGTERM');
      const kill = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}
