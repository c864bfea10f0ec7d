import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, fileBy, openBench, SERVER } from './bots.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const cardsOf = (chat: string) => bench.connector.shown.filter(({ conversationId }) => conversationId === chat);
const asks = (words: string) => words.includes('承認をお願いします');
const answers = (words: string) => words.includes('録音データが交付されました');

/** How long whoever is owed a message may wait after a fault, in milliseconds. */
const AFTER_RESTART = 30_000;
const AFTER_TAKEOVER = 10_000;

async function timed(work: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work;
  return performance.now() - started;
}

describe('a bot that is killed', () => {
  it('while a card is on its way sends it within thirty seconds of its restart', async () => {
    const first = await bench.start();
    await first.as('manager').say('こんにちは');
    bench.connector.hold('a:manager');
    const underway = bench.connector.arrival('a:manager');
    await fileBy(first.as('chief'));
    await underway;
    first.kill();
    await first.ended;
    bench.connector.forgetHeld();

    const asked = bench.connector.next('a:manager', asks);
    await bench.start();
    expect(await timed(asked)).toBeLessThan(AFTER_RESTART);
  });

  it('right after a decision was acknowledged answers the chief within thirty seconds of its restart', async () => {
    const first = await bench.start();
    await first.as('manager').say('こんにちは');
    const asked = bench.connector.next('a:manager', asks);
    await fileBy(first.as('chief'));
    const { json, words } = await asked;
    bench.connector.hold('a:chief');
    const underway = bench.connector.arrival('a:chief');
    await first.as('manager').press({ json, words }, '承認する');
    await underway;
    first.kill();
    await first.ended;
    bench.connector.forgetHeld();

    const answered = bench.connector.next('a:chief', answers);
    await bench.start();
    expect(await timed(answered)).toBeLessThan(AFTER_RESTART);
    expect(cardsOf('a:chief').filter(({ card }) => JSON.stringify(card).includes('交付されました'))).toHaveLength(1);
  });

  const onServer = SERVER === '' ? it.skip : it;
  onServer('leaves its jobs to another one, which has them done within ten seconds', async () => {
    const first = await bench.start();
    await first.as('manager').say('こんにちは');
    const release = bench.connector.hold('a:manager');
    const underway = bench.connector.arrival('a:manager');
    await fileBy(first.as('chief'));
    await underway;
    const second = await bench.start();
    const asked = bench.connector.next('a:manager', asks);
    first.kill();
    const waited = timed(asked);
    await first.ended;
    bench.connector.forgetHeld();
    release();
    expect(await waited).toBeLessThan(AFTER_TAKEOVER);
    expect(second.isRunning()).toBe(true);
  });
});
