import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { actionsOf, inputsOf } from '../helpers/card.js';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
});
afterAll(() => world.close());
beforeEach(() => forgetRequests(world));

const drafts = () => world.app.ctx.db.client.request.findMany({ where: { status: 'draft' } });

describe('「写して新しく申請する」', () => {
  it('opens a form with the call and the purpose of the old one, and a number and date of its own', async () => {
    await submitApplication(world);
    await chief.press(await chief.say('R8-1を取り下げたい'), '取り下げる');
    world.clock.set('2026-09-17T10:00:00+09:00');
    const form = await chief.press(await chief.say('R8-1は？'), '写して新しく申請する');
    expect(form.words).toContain('令和8年度第1号の内容を写しました');
    expect(inputsOf(form.json)).toMatchObject({ callDate: '2026-09-15', callTime: '10:15', cityNumber: '12345' });
    const [draft] = await drafts();
    expect(draft?.entries).toMatchObject({ purpose: '1', documentNumber: '124', applicationDate: '2026-09-17' });
    expect(draft?.entries).not.toHaveProperty('pledged');
    expect((await chief.say('R8-1は？')).words).toContain('「取下げ」です');
    const row = await world.app.ctx.db.client.auditEntry.findFirst({ where: { action: 'request.copy' } });
    expect(row?.data).toMatchObject({ draft: draft?.id, article: '第6条第1項' });
  });

  it.each(['R8-1を写して申請したい', 'R8-1と同じ内容でもう一度申請したい', '申請内容を写して新しく申請する'])(
    'is said: %s',
    async (text) => {
      await submitApplication(world);
      expect((await chief.say(text)).words).toContain('令和8年度第1号の内容を写しました');
    },
  );

  it.each(['R8-1を写して申請しないでください', 'R8-1を写して申請するとどうなりますか'])(
    'is not done by: %s',
    async (text) => {
      await submitApplication(world);
      await chief.say(text);
      expect(await drafts()).toEqual([]);
    },
  );

  it('leaves a form that is in hand, and offers to begin anew with what was copied', async () => {
    await submitApplication(world);
    await walkToConfirmation(chief, { callTime: '14:05', documentNumber: '200' });
    const asked = await chief.say('R8-1を写して申請したい');
    expect(asked.words).toContain('作成途中の申請があります');
    expect(await drafts()).toHaveLength(1);
    const form = await chief.press(asked, '破棄して新しく始める');
    expect(inputsOf(form.json)).toMatchObject({ callTime: '10:15' });
    expect(await drafts()).toHaveLength(1);
  });

  it('is offered to the section, not to 管財課', async () => {
    await submitApplication(world);
    const titles = (card: { json: unknown }) => actionsOf(card.json).map(({ title }) => title);
    expect(titles(await chief.say('R8-1は？'))).toContain('写して新しく申請する');
    expect(titles(await world.as('manager').say('R8-1は？'))).not.toContain('写して新しく申請する');
  });
});
