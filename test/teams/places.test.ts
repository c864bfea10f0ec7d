import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  await world.as('manager').say('こんにちは');
  for (const callTime of ['10:15', '11:20', '13:40']) {
    world.clock.advance(60_000);
    await submitApplication(world, { callTime, documentNumber: callTime.replace(':', '') });
  }
});

/** The receipt number of the request that a card is about. */
const about = ({ words }: { words: string }) => /（(R8-\d+)）/.exec(words)?.[1];

/** The receipt numbers of a list, from its top. */
const listed = ({ words }: { words: string }) => [...new Set(words.match(/R8-\d+/g) ?? [])];

describe('after a list, whoever points at one of it', () => {
  it('is shown that one', async () => {
    const numbers = listed(await chief.say('私の申請'));
    expect(numbers).toHaveLength(3);
    expect(about(await chief.say('2番目を見せて'))).toBe(numbers[1]);
    expect(about(await chief.say('一番下'))).toBe(numbers[2]);
    expect(about(await chief.say('上から三つ目の申請'))).toBe(numbers[2]);
  });

  it('means a number of the list before a place in it', async () => {
    await chief.say('私の申請');
    expect(about(await chief.say('1番'))).toBe('R8-1');
  });

  it('changes nothing by it, also beside an order', async () => {
    await chief.say('私の申請');
    await chief.say('2番目を取り下げて');
    await world.as('manager').say('未処理一覧');
    await world.as('manager').say('2番目を承認');
    const requests = await world.app.ctx.db.client.request.findMany({ where: { serial: { not: null } } });
    expect(requests.map(({ status }) => status)).toEqual(['submitted', 'submitted', 'submitted']);
  });

  it('is shown none when the list was long ago, or was never theirs', async () => {
    await chief.say('私の申請');
    expect(about(await world.as('otherChief').say('2番目を見せて'))).toBeUndefined();
    world.clock.set('2026-09-16T11:00:00+09:00');
    expect(about(await chief.say('2番目を見せて'))).toBeUndefined();
  });

  it('is asked for a list where none was seen', async () => {
    expect((await world.as('otherChief').say('2番目を見せて')).words).toContain('どの一覧についてでしょうか');
  });

  it('is shown none where they went on with a form meanwhile', async () => {
    await chief.say('私の申請');
    world.clock.set('2026-09-16T10:10:00+09:00');
    await chief.say('昨日の14時の録音がほしい');
    expect(about(await chief.say('2番目'))).toBeUndefined();
  });
});
