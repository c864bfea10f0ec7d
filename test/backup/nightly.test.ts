import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkBackup } from '../../bot/backup/check.js';
import { BackupKeeper } from '../../bot/backup/keeper.js';
import { createLogger } from '../../bot/logger.js';
import { createWorld, type World } from '../helpers/world.js';
import { AUDIT_KEY, clearPlaces, KEYS, newFolder, partsOf, WRAPPER } from './places.js';

let world: World;
let folder: string;
const told: Record<string, unknown>[] = [];
beforeAll(async () => {
  world = await createWorld({ now: '2026-11-23T10:00:00+09:00', env: { AUDIT_KEYS: AUDIT_KEY } });
});
beforeEach(async () => {
  folder = join(await newFolder(), 'backups');
  told.length = 0;
});
afterAll(async () => {
  await world.close();
  await clearPlaces();
});

async function newFile(): Promise<string> {
  const file = join(await newFolder(), 'file');
  await writeFile(file, '');
  return file;
}

const log = createLogger({ logLevel: 'info', demo: true } as never, {
  write: (line) => void told.push(JSON.parse(line)),
});
const keeper = (days = 14) => new BackupKeeper(partsOf(world), { folder, days }, log);
const found = async () => (await readdir(folder)).sort();
const at = (iso: string) => world.clock.set(`${iso}+09:00`);

describe('the bot at night', () => {
  it('makes a backup after three o’clock, once, also when it was not running then', async () => {
    at('2026-11-23T02:59:00');
    await keeper().nightly();
    at('2026-11-23T02:59:59');
    await keeper().nightly();
    expect(await found()).toEqual(['recordings-20261123-025900']);
    for (const time of ['03:00:00', '03:15:00', '23:45:00']) {
      at(`2026-11-23T${time}`);
      await keeper().nightly();
    }
    at('2026-11-26T14:00:00');
    await keeper().nightly();
    expect(await found()).toEqual([
      'recordings-20261123-025900',
      'recordings-20261123-030000',
      'recordings-20261126-140000',
    ]);
    await checkBackup(join(folder, 'recordings-20261126-140000'), { keys: KEYS, wrapper: WRAPPER });
    expect(told.filter(({ msg }) => msg === 'backup made')).toHaveLength(3);
  });

  it('deletes what is older than the days it is kept, and what was left unfinished, and nothing else', async () => {
    await mkdir(join(folder, 'recordings-20261109-030000'), { recursive: true });
    await mkdir(join(folder, 'recordings-20261110-030000'));
    await mkdir(join(folder, 'recordings-20261123-030000.part'));
    await mkdir(join(folder, 'recordings-20261125-020000.part'));
    await mkdir(join(folder, 'somebody’s own'));
    await writeFile(join(folder, 'recordings-20200101-000000'), 'a file');
    at('2026-11-24T03:00:00');
    await keeper().nightly();
    await keeper().removeOld();
    expect(await found()).toEqual([
      'recordings-20200101-000000',
      'recordings-20261110-030000',
      'recordings-20261123-030000.part',
      'recordings-20261124-030000',
      'recordings-20261125-020000.part',
      'somebody’s own',
    ]);
    at('2026-11-25T03:00:00');
    await keeper().removeOld();
    expect(await found()).not.toContain('recordings-20261110-030000');
    expect(await found()).not.toContain('recordings-20261123-030000.part');
  });

  it('keeps the last one, however old, while no newer one can be made, and says in the log why not', async () => {
    at('2026-10-01T03:00:00');
    await keeper().nightly();
    at('2026-11-24T03:00:00');
    await mkdir(join(folder, 'recordings-20261124-030000.part'));
    await keeper().nightly();
    await keeper().removeOld();
    expect(await found()).toContain('recordings-20261001-030000');
    // A file where the folder should be.
    await new BackupKeeper(partsOf(world), { folder: await newFile(), days: 14 }, log).nightly();
    const faults = told.filter(({ level, msg }) => level === 50 && msg === 'no backup could be made');
    expect(faults.map(({ fault }) => String(fault).split(':')[1]?.trim())).toEqual(['EEXIST', 'ENOTDIR']);
  });

  it('makes none where no folder is named', async () => {
    await new BackupKeeper(partsOf(world), { folder: '', days: 14 }, log).nightly();
    expect(told).toEqual([]);
  });

  it('ends what is under way when it is told to stop, and leaves nothing of it', async () => {
    at('2026-11-24T03:00:00');
    const one = keeper();
    const making = one.nightly();
    await one.close();
    await making;
    expect(await found()).toEqual([]);
  });
});

describe('a bot that keeps house', () => {
  const DAY = 86_400_000;
  let bot: World;
  let backups: string;
  beforeEach(async () => {
    backups = await newFolder();
    const clocks = { database: async () => undefined };
    bot = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { BACKUP_DIR: backups }, clocks });
    await bot.as('operator').say('こんにちは');
    await bot.app.housekeeping();
    await bot.app.backup();
  });
  afterEach(() => bot.close());

  it('deletes old backups with the days, but none because the clock has jumped', async () => {
    for (let day = 0; day < 15; day++) {
      bot.clock.advance(DAY);
      await bot.app.housekeeping();
    }
    await bot.app.backup();
    await bot.app.housekeeping();
    expect(await readdir(backups)).toEqual(['recordings-20261001-100000']);
    bot.clock.advance(100 * DAY);
    await bot.app.backup();
    await bot.app.housekeeping();
    expect(await readdir(backups)).toHaveLength(2);
  });

  it('tells the 取扱者 once a day that no backup could be made', async () => {
    bot.clock.advance(DAY);
    await mkdir(join(backups, 'recordings-20260917-100000.part'));
    for (const _time of [1, 2]) {
      await bot.app.backup();
      await bot.app.runPending();
    }
    const told = bot
      .as('operator')
      .cards()
      .filter(({ words }) => words.includes('バックアップを作れませんでした'));
    expect(told).toHaveLength(1);
  });
});
