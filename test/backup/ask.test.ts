import { once } from 'node:events';
import { readdir, rename } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { answerBackups, askForBackup } from '../../bot/backup/ask.js';
import type { Made } from '../../bot/backup/make.js';
import { AppError } from '../../bot/errors.js';
import { clearPlaces, newFolder } from './places.js';

const silent = pino({ level: 'silent' });
let end = () => {};
afterEach(() => end());
afterAll(clearPlaces);

const made = (folder: string) => ({ folder }) as Made;

async function answering(make: (into: string) => Promise<Made>): Promise<string> {
  const dataDir = await newFolder();
  end = answerBackups(dataDir, make, silent);
  while (!(await readdir(dataDir)).includes('backup.sock')) await new Promise((resolve) => setImmediate(resolve));
  return dataDir;
}

describe('whoever wants a backup of the embedded database', () => {
  it('asks the bot, which has it, and hears where the backup is', async () => {
    const dataDir = await answering(async (into) => made(join(into, 'a backup')));
    expect(await askForBackup(dataDir, '/somewhere')).toBe('/somewhere/a backup');
    expect(await askForBackup(dataDir, '/elsewhere')).toBe('/elsewhere/a backup');
  });

  it('hears in a sentence what hinders it', async () => {
    const dataDir = await answering(async () => {
      throw new AppError('unavailable', 'no space', '空き容量が足りません。');
    });
    await expect(askForBackup(dataDir, '/somewhere')).rejects.toMatchObject({
      message: 'no space',
      forPerson: '空き容量が足りません。',
    });
  });

  it('hears that the bot ended meanwhile', async () => {
    const dataDir = await answering(() => {
      end();
      return new Promise(() => {});
    });
    await expect(askForBackup(dataDir, '/somewhere')).rejects.toMatchObject({
      forPerson: expect.stringContaining('途中でボットが止まりました'),
    });
  });

  it('finds nobody where no bot runs, also where one was killed that left its socket behind', async () => {
    expect(await askForBackup(await newFolder(), '/somewhere')).toBeUndefined();
    const dataDir = await newFolder();
    const killed = createServer().listen(join(dataDir, 'first.sock'));
    await once(killed, 'listening');
    // Under another name it does not go with its server.
    await rename(join(dataDir, 'first.sock'), join(dataDir, 'backup.sock'));
    killed.close();
    expect(await askForBackup(dataDir, '/somewhere')).toBeUndefined();
    end = answerBackups(dataDir, async (into) => made(into), silent);
    while ((await askForBackup(dataDir, '/somewhere')) === undefined)
      await new Promise((resolve) => setImmediate(resolve));
  });

  it('is not in the way of others by saying nothing, nonsense, or too much', async () => {
    const dataDir = await answering(async (into) => made(into));
    for (const words of ['', 'nonsense\n', '{"into":1}\n', 'x'.repeat(100_000)]) {
      const socket = createConnection(join(dataDir, 'backup.sock'));
      socket.on('error', () => {});
      socket.end(words);
      await new Promise((resolve) => socket.once('close', resolve).resume());
    }
    expect(await askForBackup(dataDir, '/somewhere')).toBe('/somewhere');
  });
});
