import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';
import { REAL_ENV } from '../helpers/botFramework.js';
import { rawRequest } from '../helpers/rawRequest.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';
import { consequences } from './consequences.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-bot-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the built program as an operator would, and waits for its end. */
function start(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const bot = spawn(process.execPath, [join(ROOT, 'dist', 'bot', 'main.js')], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: join(folder, 'data'), ...env },
    });
    let said = '';
    bot.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    bot.on('error', reject);
    bot.on('close', (code) => resolve({ code, said }));
  });
}

/** Starts it, and ends it politely when it says a word. */
function runUntil(env: Record<string, string>, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const bot = spawn(process.execPath, [join(ROOT, 'dist', 'bot', 'main.js')], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', PORT: '0', ...env },
    });
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(word)) bot.kill('SIGTERM');
    };
    bot.stdout.on('data', hear);
    bot.stderr.on('data', hear);
    bot.on('error', reject);
    bot.on('close', () => (said.includes(word) ? resolve() : reject(new Error(said))));
  });
}

describe('the program itself, without the identity of a bot,', () => {
  it.each<[string, Record<string, string>]>([
    ['on all addresses', { HOST: '0.0.0.0' }],
    ['on an address of the network', { HOST: '192.0.2.1' }],
    ['in production', { NODE_ENV: 'production' }],
    ['for an address of the world', { PUBLIC_URL: 'https://recordings.city.example.jp' }],
    ['behind a proxy', { TRUST_PROXY: '1' }],
    ['with a real directory', { DIRECTORY_FILE: '/srv/directory.csv' }],
    ['on a real recorder', { RECORDER_DIR: '/mnt/recorder' }],
    ['on a server database', { DATABASE_URL: 'postgresql://bot@db.example.jp/recordings' }],
  ])('does not start %s, says why, and leaves nothing behind', async (_where, env) => {
    const { code, said } = await start(env);
    expect(code).toBe(1);
    expect(said).toContain('BOT_ID');
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not start with half an identity, and no secret is in what it says', async () => {
    const { code, said } = await start({
      BOT_ID: '22222222-2222-4222-8222-000000000001',
      BOT_PASSWORD: 'a secret word',
    });
    expect(code).toBe(1);
    expect(said).toContain('BOT_TENANT_ID');
    expect(said).not.toContain('a secret word');
  });
});

describe('the program itself, with the identity of a bot,', () => {
  const real = { ...REAL_ENV, DIRECTORY_FILE: '/srv/directory.csv' };

  it('does not start in a folder that others can look into, and says how to close it', async () => {
    const open = join(folder, 'open');
    await mkdir(open);
    await chmod(open, 0o755);
    const { code, said } = await start({ ...real, DATA_DIR: open });
    expect([code, said]).toEqual([1, expect.stringContaining(`chmod -R go= ${open}`)]);
    expect(await readdir(open)).toEqual([]);
    await rm(open, { recursive: true });
  });

  it('never holds the connection of the database’s owner', async () => {
    const owner = 'postgresql://owner:a-secret-word@localhost/recordings';
    const { code, said } = await start({ ...real, DATABASE_OWNER_URL: owner });
    expect([code, said]).toEqual([1, expect.stringMatching(/^DATABASE_OWNER_URL: .*npm run migrate/)]);
    expect(said).not.toContain('a-secret-word');
  });
});

describe('what the program writes', () => {
  it('is for its own account only, the embedded database among it, also what an earlier version left open', async () => {
    const data = join(folder, 'written');
    await mkdir(join(data, 'database'), { recursive: true, mode: 0o755 });
    await writeFile(join(data, 'left'), '', { mode: 0o666 });
    await chmod(join(data, 'left'), 0o666);
    await runUntil({ DATA_DIR: data, DEMO_DATA: 'own', DIRECTORY_FILE: join(data, 'left') }, '"msg":"ready"');
    const entries = await readdir(data, { recursive: true, withFileTypes: true });
    const open = entries.filter((entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o077) !== 0);
    expect(entries.length).toBeGreaterThan(100);
    expect(open.map(({ name }) => name)).toEqual([]);
    expect(statSync(data).mode & 0o077).toBe(0);
    await rm(data, { recursive: true });
  });
});

describe('the demo', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const CHIEF = { id: 'x', type: 'message', channelId: 'msteams', text: '申請', conversation: { id: 'a:x' } };
  it.each<[string, Record<string, string>]>([
    ['by another name for this machine (DNS rebinding)', { host: 'rebound.example' }],
    ['by a name that begins like this machine', { host: 'localhost.evil.example:3978' }],
    ['through a proxy', { 'x-forwarded-for': '192.0.2.7' }],
    ['through a proxy that says little', { via: '1.1 proxy' }],
    ['through a proxy in its plainest form', { 'x-real-ip': '192.0.2.7' }],
    ['through a proxy of another kind', { forwarded: 'for=192.0.2.7' }],
    ['for another host', { 'x-forwarded-host': 'localhost' }],
  ])('answers nobody who comes %s', async (_how, headers) => {
    for (const path of ['/notice', '/files', '/healthz', '/readyz', '/files/api/view']) {
      const { status, body } = await rawRequest(world, { path, headers });
      expect([path, status, body]).toEqual([path, 403, expect.stringContaining('このコンピューターのブラウザー')]);
    }
    const sent = { path: '/api/messages', method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
    const body = JSON.stringify({
      ...CHIEF,
      serviceUrl: world.connector.url,
      from: { aadObjectId: PEOPLE.manager.id },
    });
    const { answer, changed, audit } = await consequences(world, () => rawRequest(world, { ...sent, body }));
    expect([answer.status, changed]).toEqual([403, []]);
    expect(audit).toEqual([{ actorId: null, action: 'gate.refused', requestId: null, data: { because: 'host' } }]);
  });

  it('answers nobody who comes through a proxy that says nothing at all but speaks HTTP/1.0', async () => {
    const asked = (head: string, body = '') =>
      new Promise<string>((resolve, reject) => {
        let heard = '';
        const socket = connect(
          world.app.port,
          '127.0.0.1',
          () => void socket.write(`${head}\r\nHost: 127.0.0.1\r\n${body}`),
        );
        socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
        socket.on('error', reject);
        socket.on('close', () => resolve(heard));
      });
    expect(await asked('GET /notice HTTP/1.0', '\r\n')).toMatch(/^HTTP\/1\.\d 403/);
    const body = JSON.stringify({ ...CHIEF, from: { aadObjectId: PEOPLE.manager.id } });
    const rest = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const { answer, changed, audit } = await consequences(world, () => asked('POST /api/messages HTTP/1.0', rest));
    expect([answer, changed]).toEqual([expect.stringMatching(/^HTTP\/1\.\d 403/), []]);
    expect(audit.map(({ data }) => data)).toEqual([{ because: 'host' }]);
  });

  it('answers this machine by each of its names', async () => {
    for (const host of ['localhost:1', '127.0.0.1', '[::1]:3978', 'LOCALHOST']) {
      expect((await rawRequest(world, { path: '/healthz', headers: { host } })).status).toBe(200);
    }
  });

  it('with data of one’s own warns of it at each start', () => {
    expect(world.log.filter(({ msg }) => String(msg).includes('a demo with data of your own'))).toHaveLength(1);
  });
});
