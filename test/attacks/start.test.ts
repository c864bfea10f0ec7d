import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';

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

describe('the program itself, without the identity of a bot,', () => {
  it.each<[string, Record<string, string>]>([
    ['on all addresses', { HOST: '0.0.0.0' }],
    ['on an address of the network', { HOST: '192.0.2.1' }],
    ['in production', { NODE_ENV: 'production' }],
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
