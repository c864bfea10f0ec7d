import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, type Bot, fileBy, openBench, SERVER } from './bots.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const asks = (words: string) => words.includes('承認をお願いします');

/** What became of a call: an answer, or the other end was not there to take it; anything else is a call that was lost. */
async function outcomeOf(work: Promise<{ status: number }>): Promise<'answered' | 'refused' | string> {
  try {
    const { status } = await work;
    return status === 200 ? 'answered' : String(status);
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return code === 'ECONNREFUSED' ? 'refused' : String(code);
  }
}

/** Waits until it has ended of its own accord; where it did not end well, what it said last tells why. */
async function endsWell(bot: Bot): Promise<void> {
  const code = await bot.ended;
  expect({ code, said: code === 0 ? [] : bot.log.slice(-8) }).toEqual({ code: 0, said: [] });
}

/** Whether a proxy would find it ready no more. */
const isLeaving = async (bot: { url(path: string): string }): Promise<boolean> =>
  (await fetch(bot.url('/readyz'))).status === 503;

describe('a bot that is told to stop', () => {
  it('answers whatever it received: nobody of twenty who press again and again is cut off', async () => {
    const bot = await bench.start();
    const outcomes: string[] = [];
    const clients = Array.from({ length: 20 }, async (_, index) => {
      const person = bot.person(`client${index}`, bot.as('chief').id);
      for (;;) {
        const outcome = await outcomeOf(
          person.invoke({ action: { type: 'Action.Execute', verb: 'list_mine', data: {} }, trigger: 'manual' }),
        );
        outcomes.push(outcome);
        if (outcomes.length === 200) bot.kill('SIGTERM');
        // As a proxy does, which asks whether the bot is ready.
        if (outcome !== 'answered' || (await isLeaving(bot))) return;
      }
    });
    await Promise.all(clients);
    await endsWell(bot);
    expect(outcomes.length).toBeGreaterThan(200);
    expect(outcomes.filter((one) => one !== 'answered' && one !== 'refused')).toEqual([]);
  });

  it('ends within twenty seconds, also while somebody has sent half a request', async () => {
    const bot = await bench.start();
    const { port } = new URL(bot.url('/'));
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    socket.write(
      'POST /api/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"type":',
    );
    // Answered after it: so the half of the other was read.
    await fetch(bot.url('/healthz'));
    const started = performance.now();
    bot.kill('SIGTERM');
    await endsWell(bot);
    expect(performance.now() - started).toBeLessThan(20_000);
    socket.destroy();
  });

  it('gives back what it cannot finish, and the next one does it at once', async () => {
    const first = await bench.start();
    await first.as('manager').say('こんにちは');
    const underway = bench.connector.arrival('a:manager');
    bench.connector.hold('a:manager');
    await fileBy(first.as('chief'));
    await underway;
    first.kill('SIGTERM');
    await endsWell(first);
    bench.connector.forgetHeld();
    const asked = bench.connector.next('a:manager', asks);
    const started = performance.now();
    await bench.start();
    await asked;
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  const onServer = SERVER === '' ? it.skip : it;
  onServer('one after the other, under load, loses no request', async () => {
    let bots = [await bench.start(), await bench.start()];
    const answered: Promise<string>[] = [];
    let over = false;
    const clients = Array.from({ length: 8 }, async (_, index) => {
      for (let turn = 0; !over; turn++) {
        const bot = bots[turn % bots.length];
        if (bot === undefined) throw new Error('no bot');
        const person = bot.person(`client${index}`, bot.as('chief').id);
        const value = { action: { type: 'Action.Execute', verb: 'list_mine', data: {} }, trigger: 'manual' };
        const outcome = await outcomeOf(person.invoke(value));
        // A proxy takes the other one.
        const leaves = outcome === 'refused' || (await isLeaving(bot));
        if (leaves) bots = bots.filter((one) => one !== bot);
        answered.push(Promise.resolve(outcome));
      }
    });
    for (const old of [...bots]) {
      const fresh = await bench.start();
      bots = [...bots, fresh];
      old.kill('SIGTERM');
      await endsWell(old);
    }
    over = true;
    await Promise.all(clients);
    const outcomes = await Promise.all(answered);
    expect(outcomes.filter((one) => one !== 'answered' && one !== 'refused')).toEqual([]);
    expect(outcomes.filter((one) => one === 'answered').length).toBeGreaterThan(50);
  });
});
