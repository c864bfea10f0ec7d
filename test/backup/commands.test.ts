import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runBackup } from '../../bot/commands/backup.js';
import { runCheck } from '../../bot/commands/check.js';
import { runCommand } from '../../bot/commands/frame.js';
import { runRestore } from '../../bot/commands/restore.js';
import type { Config } from '../../bot/config.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';
import { AUDIT_KEY, backUp, clearPlaces, copyOf, MASTER_KEY, newFolder, preparedPlace, SERVER } from './places.js';

const clock = fixedClock('2026-09-16T10:00:00+09:00');
let world: World;
let backup: string;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { AUDIT_KEYS: AUDIT_KEY } });
  for (const name of ['manager', 'chief'] as const) await world.as(name).say('こんにちは');
  await handOver(world);
  backup = (await backUp(world)).folder;
});
afterAll(async () => {
  await world.close();
  await clearPlaces();
});

let dataDir: string;
beforeEach(async () => {
  dataDir = await newFolder();
});

type Command = (config: Config, args: string[], at: typeof clock, out: NodeJS.WritableStream) => Promise<number>;

/** Runs a command as its script does. @returns its exit code, and what it printed */
async function run(command: Command, args: string[], env: Record<string, string> = {}): Promise<[unknown, string]> {
  const printed = new PassThrough({ encoding: 'utf8' });
  const settings = { DATA_DIR: dataDir, DEMO_DATA: 'own', MASTER_KEYS: MASTER_KEY, AUDIT_KEYS: AUDIT_KEY, ...env };
  const self = {
    env: settings,
    stdout: printed,
    stderr: printed,
    loadEnvFile: () => {},
    exitCode: undefined as unknown,
  };
  await runCommand(self as never, { sentence: 'できませんでした。', code: 2 }, ({ config, out }) =>
    command(config, args, clock, out),
  );
  return [self.exitCode, String(printed.read() ?? '')];
}

describe('npm run check', () => {
  it('says in one sentence that nothing is wrong', async () => {
    const [code, said] = await run(runCheck, [backup]);
    expect([code, said.replace(/[\d,]+行、ファイル4件、.*バイト）/, 'CONTENTS')]).toEqual([
      0,
      'バックアップに異常はありません（recordings-20260916-100000、令和8年9月16日 10:00現在、CONTENTS。監査記録はつながっています。ファイル4件の中身も、記録されたハッシュ値と一致しました）。\n',
    ]);
  });

  it('says what could not be looked at for want of keys', async () => {
    const [code, said] = await run(runCheck, [backup], { MASTER_KEYS: '', AUDIT_KEYS: '' });
    expect(code).toBe(0);
    expect(said).toContain(
      'ファイルの中身は確かめていません。署名の鍵が設定されていないため、署名は確かめていません）',
    );
  });

  it('looks through the newest one of BACKUP_DIR, and finds one too old that should have been followed by others', async () => {
    const BACKUP_DIR = await newFolder();
    expect(await run(runCheck, [], { BACKUP_DIR })).toEqual([
      2,
      expect.stringContaining('完成したバックアップがありません'),
    ]);
    await mkdir(join(BACKUP_DIR, 'recordings-20260916-090000.part'));
    await rename(await copyOf(backup), join(BACKUP_DIR, 'recordings-20260914-110000'));
    expect((await run(runCheck, [], { BACKUP_DIR }))[0]).toBe(0);
    await rename(join(BACKUP_DIR, 'recordings-20260914-110000'), join(BACKUP_DIR, 'recordings-20260914-090000'));
    expect(await run(runCheck, [], { BACKUP_DIR })).toEqual([2, expect.stringContaining('2日より前のものです')]);
  });

  it('ends with 2 and one sentence where something is wrong', async () => {
    const folder = await copyOf(backup);
    const [key = ''] = await readdir(join(folder, 'files', 'keys'));
    await rm(join(folder, 'files', 'keys', key));
    expect(await run(runCheck, [folder])).toEqual([
      2,
      `バックアップが壊れているか、書き換えられています。復元には、別のバックアップをお使いください。\nthe backup is damaged: files/keys/${key}\n`,
    ]);
    const MASTER_KEYS = Buffer.alloc(32, 'another').toString('base64');
    expect(await run(runCheck, [backup], { MASTER_KEYS })).toEqual([2, expect.stringContaining('作成した時の鍵')]);
  });

  it('tells how it is used', async () => {
    for (const args of [[], ['one', 'another'], ['--what']]) {
      expect(await run(runCheck, args)).toEqual([2, expect.stringContaining('npm run check -- FOLDER')]);
    }
  });
});

describe('npm run backup', () => {
  if (SERVER === '') {
    it('of a database whose tables were not made yet says what to do', async () => {
      const { config } = await preparedPlace();
      const [code, said] = await run(runBackup, ['--out', await newFolder()], { DATA_DIR: config.dataDir });
      expect([code, said]).toEqual([2, expect.stringContaining('npm run migrate を実行してから')]);
      expect(said).not.toContain('invocation');
    });
  }

  it('tells how it is used, and where there is nothing to keep', async () => {
    for (const args of [[], ['--what'], ['folder']]) {
      expect(await run(runBackup, args)).toEqual([2, expect.stringContaining('npm run backup -- --out FOLDER')]);
    }
    expect(await run(runBackup, ['--out', await newFolder()])).toEqual([
      2,
      expect.stringContaining('バックアップするデータベースがありません。'),
    ]);
  });
});

describe('npm run restore, then npm run backup while no bot runs', () => {
  it('brings back an embedded database of which another backup can be made', async () => {
    const [code, said] = await run(runRestore, [backup]);
    expect([code, said]).toEqual([
      0,
      expect.stringContaining('保管先のファイル4件が、記録されたハッシュ値と一致しました'),
    ]);
    expect(said).toContain('「復元しました」を押すと');
    const BACKUP_DIR = await newFolder();
    const [made, told] = await run(runBackup, [], { BACKUP_DIR });
    expect([made, told]).toEqual([0, expect.stringContaining('MASTER_KEYS・AUDIT_KEYS・LINK_SECRET')]);
    expect(await run(runCheck, [], { BACKUP_DIR })).toEqual([0, expect.stringContaining('ファイル4件の中身も')]);
  });

  it('tells how it is used', async () => {
    for (const args of [[], ['one', 'another'], ['--what', 'one']]) {
      expect(await run(runRestore, args)).toEqual([2, expect.stringContaining('npm run restore -- FOLDER')]);
    }
  });
});
