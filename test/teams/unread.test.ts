import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { printUnread } from '../../bot/commands/unread.js';
import { forgetRequests } from '../helpers/reset.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

/** What nobody can read. */
const STRANGE = 'ぴよぴよ';
/** Something of which the bot asks which of several things is meant. */
const DOUBTFUL = 'お願いします';

let world: World;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  world.app.ctx.config.keepUnread = false;
  await forgetRequests(world);
  await world.app.ctx.db.executeSql('TRUNCATE "UnreadDay", "UnreadSentence"', []);
});

const days = () => world.app.ctx.db.client.unreadDay.findMany({ orderBy: { day: 'asc' } });
const kept = async () =>
  (await world.app.ctx.db.client.unreadSentence.findMany({ orderBy: { id: 'asc' } })).map(({ masked }) => masked);

/** What an operator prints who looks what people say. */
async function printed(): Promise<string> {
  const out = new PassThrough({ encoding: 'utf8' });
  await printUnread(world.app.ctx, out);
  return String(out.read() ?? '');
}

describe('sentences that were not understood', () => {
  it('are counted by day in Tokyo, without their words and without who said them', async () => {
    await world.as('chief').say(STRANGE);
    await world.as('manager').say(DOUBTFUL);
    await world.as('chief').say('私の申請');
    world.clock.set('2026-09-17T00:10:00+09:00');
    await world.as('chief').say(STRANGE);
    expect(
      (await days()).map(({ day, unsure, unknown }) => [day.toISOString().slice(0, 10), unsure + unknown]),
    ).toEqual([
      ['2026-09-16', 2],
      ['2026-09-17', 1],
    ]);
    expect(await kept()).toEqual([]);
    expect(await printed()).toContain('令和8年9月17日');
    expect(await printed()).toContain('文は保存していません');
  });

  it('are told to whoever looks after the bot', async () => {
    await world.as('chief').say(DOUBTFUL);
    expect((await world.as('operator').say('運用状況')).words).toContain('選択肢をお見せした文　1件');
  });

  it('are kept where the operator wants it, with everything of a person or a call masked, for 30 days', async () => {
    world.app.ctx.config.keepUnread = true;
    const name = PEOPLE.chief.name.replace(/\s/g, '');
    await world
      .as('chief')
      .say(`ぴよぴよ録音 西園寺麗子の090-1234-5678、R8-12、${name}、9月10日14時、〒860-8601、12345`);
    const [sentence = ''] = await kept();
    expect(sentence).toContain('録音');
    expect(sentence).not.toMatch(/\d|西園寺|麗子/);
    expect(sentence).not.toContain(name);
    expect(await printed()).toContain(`2026-09-16\t${sentence}`);
    world.clock.set('2026-10-15T10:00:00+09:00');
    await world.app.housekeeping();
    expect(await kept()).toHaveLength(1);
    world.clock.set('2026-10-16T10:00:00+09:00');
    await world.app.housekeeping();
    expect(await kept()).toEqual([]);
    expect(await days()).toHaveLength(1);
  });

  it('are deleted as soon as they may be kept no longer', async () => {
    world.app.ctx.config.keepUnread = true;
    await world.as('chief').say(STRANGE);
    world.app.ctx.config.keepUnread = false;
    await world.app.housekeeping();
    expect(await kept()).toEqual([]);
  });
});
