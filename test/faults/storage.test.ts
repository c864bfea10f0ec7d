import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, type Bot, fileBy, openBench } from './bots.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const asks = (words: string) => words.includes('承認をお願いします');
const answers = (words: string) => words.includes('録音データが交付されました');
const files = () => join(bench.folder, 'data', 'files');

const readiness = async (bot: Bot) => {
  const response = await fetch(bot.url('/readyz'));
  return { status: response.status, body: await response.json() };
};
const metrics = async (bot: Bot) => (await fetch(bot.url('/metrics'))).text();

/** Takes the place of files away, as a share that is lost, and gives it back. */
async function lose(): Promise<() => Promise<void>> {
  await mkdir(files(), { recursive: true });
  await rename(files(), `${files()}.away`);
  await writeFile(files(), '');
  return async () => {
    await rm(files());
    await rename(`${files()}.away`, files());
  };
}

describe('a place of files that is lost', () => {
  it('is told to the 取扱者, on /readyz and in the metrics; an approval says that it will be late; it heals by itself', async () => {
    const bot = await bench.start();
    for (const name of ['manager', 'operator', 'chief'] as const) await bot.as(name).say('こんにちは');
    const asked = bench.connector.next('a:manager', asks);
    await fileBy(bot.as('chief'));
    const card = await asked;
    expect(await metrics(bot)).toContain('recording_storage_up 1');

    const told = bench.connector.next('a:operator', (words) => words.includes('ファイルの保管先が使えません'));
    const giveBack = await lose();
    // The copy of the approval is the first to find out.
    await bot.as('manager').press(card, '承認する');
    await told;
    expect(await readiness(bot)).toEqual({ status: 503, body: { status: 'waiting', waiting: ['storage'] } });
    expect(await metrics(bot)).toContain('recording_storage_up 0');
    expect((await bot.as('chief').say('R8-1')).words).toContain('お渡しが遅れます');
    expect((await bot.as('operator').say('運用状況')).words).toContain('✕ ファイルの保管先');

    const answered = bench.connector.next('a:chief', answers);
    const again = bench.connector.next('a:operator', (words) => words.includes('使えるようになりました'));
    await giveBack();
    await Promise.all([answered, again]);
    expect((await readiness(bot)).status).toBe(200);
    expect((await bot.as('operator').say('運用状況')).words).toContain('✓ ファイルの保管先');
  });
});
