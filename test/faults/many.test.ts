import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PEOPLE } from '../helpers/world.js';
import { type Bench, type Bot, fileBy, openBench, SERVER } from './bots.js';

const onServer = SERVER === '' ? describe.skip : describe;

onServer('several processes on one database', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const asks = (words: string) => words.includes('承認をお願いします');

  it('can all be started at once: ten of them, and all serve', async () => {
    const bots = await Promise.all(Array.from({ length: 10 }, () => bench.start()));
    for (const [index, bot] of bots.entries()) {
      expect((await bot.person(`chief${index}`, PEOPLE.chief.id).say('状況')).words).not.toContain(
        '処理できませんでした',
      );
    }
    // One of them has taken over the directory and imported, the others found it done.
    const rows = await bench.sql<{ action: string }>(
      `SELECT "action" FROM "AuditEntry" WHERE "action" LIKE 'directory.%'`,
    );
    expect(rows).toEqual([{ action: 'directory.load' }]);
    expect(await bench.sql('SELECT 1 FROM "Recording"')).toHaveLength(1);
    expect(bots.flatMap(({ log }) => log.filter(({ level }) => Number(level) >= 50))).toEqual([]);
  });

  it('take away a right in all of them within a second', async () => {
    const [one, other] = await Promise.all([bench.start(), bench.start()]);
    await other.as('chief').say('申請');
    const file = join(bench.folder, 'directory.csv');
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => !line.includes(PEOPLE.chief.id));
    // Each looks at the file by itself: the first one takes it over, and the other hears of it.
    const loaded = [one, other].map((bot) => bot.told(({ msg }) => msg === 'directory loaded'));
    for (const either of loaded) either.catch(() => undefined);
    await writeFile(file, lines.join('\n'));
    await Promise.race(loaded);
    const until = performance.now() + 1000;
    let words = '';
    do words = (await other.as('chief').say('申請')).words;
    while (!words.includes('職員名簿に登録がない') && performance.now() < until);
    expect(words).toContain('職員名簿に登録がない');
  });

  it('work by the same settings within a second, whichever of them the manager changed them in', async () => {
    const [one, other] = await Promise.all([bench.start(), bench.start()]);
    const manager = one.as('manager');
    await manager.press(await manager.say('設定を変えたい'), '設定を変える', { field_LINK_DAYS: '21' });
    const until = performance.now() + 1000;
    let words = '';
    do words = (await other.person('elsewhere', PEOPLE.manager.id).say('設定を見せて')).words;
    while (!words.includes('21日') && performance.now() < until);
    expect(words).toContain('21日（変更済み）');
  });

  it('count the tries of one sender together: who spreads them over three gets no more of them', async () => {
    const bots = await Promise.all([bench.start(), bench.start(), bench.start()]);
    const headers = { 'Content-Type': 'application/json', 'X-Kumamoto-Page': '1', 'Sec-Fetch-Site': 'same-origin' };
    const body = JSON.stringify({ token: 'no-link.of-ours' });
    const answers: number[] = [];
    for (let attempt = 0; attempt < 36; attempt++) {
      const bot = bots[attempt % 3] as Bot;
      answers.push((await fetch(bot.url('/files/api/code'), { method: 'POST', headers, body })).status);
    }
    expect(answers.filter((status) => status !== 429)).toHaveLength(20);
    const rows = await bench.sql(`SELECT 1 FROM "AuditEntry" WHERE "action" = 'link.throttled'`);
    expect(rows).toHaveLength(1);
    // Who tried is nowhere in the database, not even for a minute.
    const kept = await bench.sql<{ key: string }>(`SELECT "key" FROM "Throttle"`);
    expect(kept.map(({ key }) => key).join()).not.toContain('127.0.0.1');
  });

  it('count the requests of one sender for pages together', async () => {
    const bots = await Promise.all([bench.start(), bench.start()]);
    const asked = Array.from({ length: 640 }, (_, index) => fetch((bots[index % 2] as Bot).url('/notice')));
    const answers = await Promise.all(asked);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(600);
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  });

  it('serve people while one of three is killed in the middle: everything that was acknowledged is done, once', async () => {
    const bots: Bot[] = await Promise.all([bench.start(), bench.start(), bench.start()]);
    const [first, second, third] = bots as [Bot, Bot, Bot];
    await first.as('manager').say('こんにちは');
    const REQUESTS = 9;
    let killed = false;
    let filed = 0;
    for (let index = 0; index < REQUESTS; index++) {
      const bot = killed ? [second, third][index % 2] : [first, second, third][index % 3];
      if (bot === undefined) throw new Error('no bot');
      const person = bot.person(`chief${index}`, index % 2 === 0 ? PEOPLE.chief.id : PEOPLE.otherChief.id);
      await fileBy(person);
      filed += 1;
      if (index === 4) {
        first.kill();
        killed = true;
      }
    }
    expect(filed).toBe(REQUESTS);
    const settled = async () => {
      const rows = await bench.sql<{ left: number }>(
        `SELECT (SELECT count(*) FROM "Job")::int + (SELECT count(*) FROM "Notice" WHERE "state" = 'pending')::int AS "left"`,
      );
      return rows[0]?.left === 0;
    };
    const until = performance.now() + 30_000;
    while (!(await settled()) && performance.now() < until);
    expect(await settled()).toBe(true);
    const serials = await bench.sql<{ serial: number }>(
      'SELECT "serial" FROM "Request" WHERE "serial" IS NOT NULL ORDER BY 1',
    );
    expect(serials.map(({ serial }) => serial)).toEqual(Array.from({ length: REQUESTS }, (_, index) => index + 1));
    const cards = bench.connector.shown.filter(
      ({ conversationId, card }) => conversationId === 'a:manager' && asks(JSON.stringify(card)),
    );
    expect(cards.length).toBeGreaterThanOrEqual(REQUESTS);
    expect(cards.length).toBeLessThanOrEqual(REQUESTS + 1);
  });
});
