import { rm } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../bot/clock.js';
import { runImport } from '../../bot/commands/import.js';
import type { Database } from '../../bot/db/database.js';
import { freshDatabase } from '../helpers/database.js';
import { recorderFolder, row, SAMPLE_EXPORT, waveFile } from './recorderFolder.js';

const clock: Clock = { now: () => new Date('2026-11-24T01:00:00Z') };
let database: Database;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(async () => {
  await database.close();
});

beforeEach(async () => {
  await database.client.recording.deleteMany();
});

async function printed(folder: string, { isTTY = false, notBefore }: { isTTY?: boolean; notBefore?: Date } = {}) {
  const out = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  await runImport({ database, clock, out, folder, areaCode: '096', ...(notBefore ? { notBefore } : {}) });
  return String(out.read());
}

describe('what the operator reads after an import', () => {
  it('is a plain summary where there is no terminal', async () => {
    expect((await printed(SAMPLE_EXPORT)).replace(/[\d.]+秒/, '0.1秒').split('\n')).toEqual([
      `録音装置の書き出し先から取り込みます：${SAMPLE_EXPORT}`,
      '取込みが終わりました（索引8行、0.1秒）。',
      '　新しく取り込んだ録音　8件',
      '　取込み済みの録音　0件',
      '　確認が必要なものはありません。',
      '',
    ]);
  });

  it('has a line for each problem with its place, what is wrong and what to do', async () => {
    const folder = await recorderFolder([row('a.wav'), row('gone.wav')], { 'a.wav': waveFile(), 'b.wav': waveFile() });
    const text = await printed(folder);
    await rm(folder, { recursive: true });
    expect(text).toContain('　確認が必要なもの　2件\n');
    expect(text).toMatch(
      /^　　・3行目　gone\.wav：索引に行がありますが、音声ファイルがありません。.+確認してください。$/m,
    );
    expect(text).toMatch(/^　　・b\.wav：音声ファイルがありますが、索引に行がありません。.+確認してください。$/m);
  });

  it('does not call finished what never began', async () => {
    const folder = await recorderFolder([], {});
    await rm(folder, { recursive: true });
    const text = await printed(folder);
    expect(text).toContain('索引を読み取れず、取込みを終えられませんでした');
    expect(text).toContain('　確認が必要なもの　1件\n');
  });

  it('names what is past its retention period (第4条第2項)', async () => {
    const text = await printed(SAMPLE_EXPORT, { notBefore: new Date('2026-09-16T00:00:00+09:00') });
    expect(text).toContain('　新しく取り込んだ録音　4件\n');
    expect(text).toContain('　保存期間を過ぎたため取り込まない録音　4件\n');
  });

  it('says how many more problems there are than it lists', async () => {
    const folder = await recorderFolder(
      Array.from({ length: 1100 }, (_, i) => row(`${i}.wav`)),
      {},
    );
    const text = await printed(folder);
    await rm(folder, { recursive: true });
    expect(text).toContain('　確認が必要なもの　1,100件\n');
    expect(text).toMatch(/　　・ほか100件\n$/);
  });

  it('cannot be made to steer the terminal by the name of a file', async () => {
    const folder = await recorderFolder([], { 'a\u001b[2J\u202e.wav': waveFile() });
    const text = await printed(folder);
    await rm(folder, { recursive: true });
    expect(text).toContain('a�[2J�.wav');
    expect(text).not.toContain('\u001b');
  });

  it('moves a bar on a terminal, which is gone when the summary comes', async () => {
    const text = await printed(SAMPLE_EXPORT, { isTTY: true });
    expect(text).toMatch(/取込み中 █+ 100%　8行/);
    expect(text.slice(text.lastIndexOf('\u001b'))).toMatch(/^\S+取込みが終わりました/);
  });
});
