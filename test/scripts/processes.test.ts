import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';

interface Program {
  tail(): string[];
  ended: Promise<number>;
  isRunning(): boolean;
  stop(): Promise<void>;
}
interface Options {
  args: string[];
  onLine?: (line: string) => void;
}

const script = (name: string) => pathToFileURL(join(ROOT, 'scripts', name)).href;
const { startProgram }: { startProgram: (options: object) => Program } = await import(script('processes.mjs'));
interface Waiting {
  onWait?: () => void;
  patienceMs?: number;
}
const { portFree }: { portFree: (port: number, waiting?: Waiting) => Promise<boolean> } = await import(
  script('ports.mjs')
);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'processes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = (options: Options) =>
  startProgram({ name: 'a program', cwd: folder, env: process.env, log: join(folder, 'logs', 'a.log'), ...options });

const GRANDCHILD = `setInterval(() => {}, 1000); console.log('grandchild');`;
const FAMILY = `
  const { spawn } = require('node:child_process');
  spawn(process.execPath, ['-e', ${JSON.stringify(GRANDCHILD)}], { stdio: 'inherit' });
  setInterval(() => {}, 1000);`;

describe('a program of the demo', () => {
  it('is stopped together with everything it started', async () => {
    const program = await new Promise<Program>((resolve) => {
      const family = start({ args: ['-e', FAMILY], onLine: (line) => line === 'grandchild' && resolve(family) });
    });
    // It counts as ended only when nobody holds its output any more, so this also waits for the grandchild.
    await program.stop();
    expect(program.isRunning()).toBe(false);
  });

  it('leaves its last lines, its log and its exit code behind when it fails', async () => {
    const failing = `console.log('begun'); for (let i = 1; i <= 20_000; i += 1) console.error('line ' + i); console.error('why'); process.exitCode = 3;`;
    const program = start({ args: ['-e', failing] });
    expect(await program.ended).toBe(3);
    expect(program.tail()).toHaveLength(30);
    expect(program.tail()).toContain('why');
    const log = readFileSync(join(folder, 'logs', 'a.log'), 'utf8').split('\n');
    expect(log).toContain('begun');
    expect(log.filter((line) => line.startsWith('line '))).toHaveLength(20_000);
  });

  it('that ended already is stopped without a word', async () => {
    const program = start({ args: ['-e', ''] });
    await program.ended;
    await expect(program.stop()).resolves.toBeUndefined();
  });
});

/** Listens on a port that the system gives to nobody who asks for any, so that it stays free once it was given back. */
async function listenBelow(host: string): Promise<{ server: Server; port: number }> {
  for (let port = 20_000 + (process.pid % 10_000); ; port++) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, host, () => resolve(true));
    });
    if (free) return { server, port };
  }
}

describe('a port', () => {
  it.each(['127.0.0.1', '0.0.0.0'])('is in use while somebody listens on %s, and free afterwards', async (host) => {
    const { server, port } = await listenBelow(host);
    expect(await portFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await portFree(port)).toBe(true);
  });

  it('that the system gave to a connection of another program is waited for until it is released', async () => {
    const { server: listener, port: elsewhere } = await listenBelow('127.0.0.1');
    listener.on('connection', (socket) => socket.on('error', () => {}));
    const connection = connect({ port: elsewhere, host: '127.0.0.1' });
    const port = await new Promise<number>((resolve) =>
      connection.once('connect', () => resolve(connection.localPort ?? 0)),
    );

    expect(await portFree(port, { patienceMs: 0 })).toBe(false);
    // A reset, after which nothing is kept.
    const release = () => connection.resetAndDestroy();
    expect(await portFree(port, { onWait: release })).toBe(true);
    await new Promise((resolve) => listener.close(resolve));
  });
});
