import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { actionsOf } from '../helpers/card.js';
import { submitApplication } from '../helpers/submitting.js';
import { type Card, createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let manager: Person;
beforeEach(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  manager = world.as('manager');
  for (const name of ['chief', 'manager', 'operator'] as const) await world.as(name).say('こんにちは');
});
afterEach(() => world.close());

const buttons = (card: Card) => actionsOf(card.json).map(({ title }) => title);
const decided = async () =>
  (await world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'request.approve' } })).length;

describe('several applications that wait (第6条第2項)', () => {
  beforeEach(async () => {
    for (const documentNumber of ['123', '124', '125']) await submitApplication(world, { documentNumber });
  });

  it('are decided one after the other from one card, the oldest first, each a decision of its own', async () => {
    const list = await manager.say('未処理一覧');
    const first = await manager.press(list, '古い順に審査する');
    expect(first.words).toContain('令和8年度第1号');
    const second = await manager.press(await manager.press(first, '承認する'), '次の申請を審査する（残り2件）');
    expect(second.words).toContain('令和8年度第2号');
    const third = await manager.press(await manager.press(second, '承認する'), '次の申請を審査する（残り1件）');
    expect(third.words).toContain('令和8年度第3号');
    const last = await manager.press(third, '承認する');
    expect(last.words).toContain('承認しました');
    expect(buttons(last).filter((title) => String(title).startsWith('次の申請'))).toEqual([]);
    expect(await decided()).toBe(3);
  });

  it('go on after 不交付 and 差戻し as well', async () => {
    const first = await manager.say('順番に審査したい');
    const returned = await manager.press(await manager.press(first, '差し戻す…'), '差し戻す', {
      words: '時間をご確認ください',
      choice: 'callTime',
    });
    const second = await manager.press(returned, '次の申請を審査する（残り2件）');
    expect(second.words).toContain('令和8年度第2号');
  });

  it('are never decided by one sentence: the first of them is shown', async () => {
    for (const said of ['まとめて承認して', '全部続けて承認してください', '古い順に決裁します']) {
      expect((await manager.say(said)).words).toContain('令和8年度第1号');
    }
    expect(await decided()).toBe(0);
  });

  it('are shown to nobody who does not decide', async () => {
    const card = await world.as('operator').say('順番に審査したい');
    expect(card.words).toContain('審査を待っている申請はありません');
    expect(buttons(await world.as('operator').say('未処理一覧'))).not.toContain('古い順に審査する');
  });
});
