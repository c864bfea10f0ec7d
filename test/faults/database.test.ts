import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, fileBy, openBench, SERVER } from './bots.js';

const onServer = SERVER === '' ? describe.skip : describe;

onServer('while the database is away', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const readiness = async (bot: { url(path: string): string }) => {
    const response = await fetch(bot.url('/readyz'));
    return { status: response.status, body: await response.json() };
  };

  it('a bot with a job under way stays up, says so, and delivers all that is owed, once, when the database is back', async () => {
    const bot = await bench.start();
    await bot.as('manager').say('こんにちは');
    await bot.as('chief').say('こんにちは');
    // The manager's card is on its way while the connection breaks.
    const release = bench.connector.hold('a:manager');
    const underway = bench.connector.arrival('a:manager');
    await fileBy(bot.as('chief'));
    await underway;

    const away = bot.told(({ msg }) => msg === 'the database is away');
    bench.wire?.cut();
    await away;
    expect(await readiness(bot)).toEqual({ status: 503, body: { status: 'waiting', waiting: ['database'] } });
    expect((await fetch(bot.url('/healthz'))).status).toBe(200);
    const asked = bench.connector.next('a:manager', (words) => words.includes('承認をお願いします'));
    release();
    const card = await asked;

    const back = bot.told(({ msg }) => msg === 'the database is back');
    bench.wire?.mend();
    await back;
    expect((await readiness(bot)).status).toBe(200);
    expect(bot.isRunning()).toBe(true);

    const notice = bench.connector.next('a:chief', (words) => words.includes('録音データが交付されました'));
    await bot.as('manager').press(card, '承認する');
    await notice;
    const cards = bench.connector.shown.filter(({ conversationId }) => conversationId === 'a:manager');
    expect(cards).toHaveLength(2);
    // What has just been sent is noted a moment later.
    const pending = () => bench.sql('SELECT 1 FROM "Notice" WHERE "state" = \'pending\'');
    const until = performance.now() + 30_000;
    while ((await pending()).length > 0 && performance.now() < until);
    expect(await pending()).toEqual([]);
  });

  it('a bot that is started waits for it, says so, and serves when it is there', async () => {
    bench.wire?.cut();
    const bot = await bench.start({}, 'listening');
    expect(await readiness(bot)).toEqual({ status: 503, body: { status: 'starting', waiting: ['database'] } });
    expect((await fetch(bot.url('/healthz'))).status).toBe(200);
    const ready = bot.told(({ msg }) => msg === 'ready');
    bench.wire?.mend();
    await ready;
    expect((await readiness(bot)).status).toBe(200);
    expect((await bot.as('chief').say('申請')).words).toContain('1/4');
  });

  it('one that takes connections and answers nothing is noticed, and not waited for without end', async () => {
    const bot = await bench.start({ DATABASE_TIMEOUT_SECONDS: '2' });
    const away = bot.told(({ msg }) => msg === 'the database is away');
    bench.wire?.stall();
    const said = bot.as('chief').say('状況');
    await away;
    expect((await said).words).toContain('もう一度');
    expect((await readiness(bot)).status).toBe(503);
    const back = bot.told(({ msg }) => msg === 'the database is back');
    bench.wire?.mend();
    await back;
    expect((await bot.as('chief').say('状況')).words).not.toContain('もう一度');
  });
});
