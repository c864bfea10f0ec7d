import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, fileBy, filledBy, openBench } from './bots.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const asks = (words: string) => words.includes('承認をお願いします');
const answers = (words: string) => words.includes('録音データが交付されました');

async function timed(work: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work;
  return performance.now() - started;
}

describe('a chat whose calls hang', () => {
  it('holds up nobody else’s messages, and gets its own when Teams answers again', async () => {
    const bot = await bench.start();
    for (const name of ['manager', 'deputy', 'chief'] as const) await bot.as(name).say('こんにちは');
    const first = bench.connector.next('a:manager', asks);
    await fileBy(bot.as('chief'));
    const card = await first;
    const underway = bench.connector.arrival('a:chief');
    const release = bench.connector.hold('a:chief');
    await bot.as('manager').press(card, '承認する');
    await underway;

    // The chief's answer hangs; another application reaches the manager meanwhile.
    await bot.as('otherChief').say('こんにちは');
    const second = bench.connector.next('a:manager', asks);
    await fileBy(bot.as('otherChief'));
    expect(await timed(second)).toBeLessThan(5000);
    bench.connector.forgetHeld();
    const answered = bench.connector.next('a:chief', answers);
    release();
    await answered;
  });

  it('lets go of the job after ten seconds', async () => {
    const bot = await bench.start();
    await bot.as('manager').say('こんにちは');
    const underway = bench.connector.arrival('a:manager');
    bench.connector.hold('a:manager');
    await fileBy(bot.as('chief'));
    await underway;
    const again = bench.connector.arrival('a:manager');
    expect(await timed(again)).toBeLessThan(30_000);
  });
});

describe('an answer that Teams does not take', () => {
  it.each([
    ['asks for time', { status: 429, headers: { 'retry-after': '1' } }],
    ['has a fault', { status: 503 }],
  ])('is sent when it does: Teams %s', async (_what, fault) => {
    const bot = await bench.start();
    bench.connector.faults.push(fault);
    const answered = bench.connector.next('a:chief', (words) => words.includes('1/4'));
    await bot
      .as('chief')
      .say('申請')
      .catch(() => undefined);
    await answered;
    expect(bench.connector.shown).toHaveLength(1);
  });
});

describe('Teams that asks to be left alone', () => {
  it('is not called for that chat until the time is over, nor are other messages of the chat sent before', async () => {
    const bot = await bench.start();
    await bot.as('manager').say('こんにちは');
    const form = await filledBy(bot.as('chief'));
    bench.connector.faults.push({ status: 429, headers: { 'retry-after': '3' } });
    const refused = bench.connector.arrival('a:manager');
    await bot.as('chief').press(form, '申請する', { pledged: 'true' });
    await refused;
    const next = bench.connector.arrival('a:manager');
    expect(await timed(next)).toBeGreaterThan(2900);
  });
});
