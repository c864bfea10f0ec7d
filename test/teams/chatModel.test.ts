import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openChatModel } from '../../bot/azure/chatModel.js';
import { MEANINGS } from '../../bot/teams/cards/unsure.js';
import { actionsOf } from '../helpers/card.js';
import { type FakeModel, startModel } from '../helpers/chatModel.js';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication } from '../helpers/submitting.js';
import { everyTable } from '../helpers/tables.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

/** Nothing that the examples have. */
const STRANGE = 'ぽよぽよのやつ頼むわ田中一郎の090-1234-5678のぽよ';

let model: FakeModel;
let world: World;
beforeAll(async () => {
  model = await startModel();
  const env = { CHAT_MODEL: 'chat', CHAT_MODEL_URL: model.url, CHAT_MODEL_KEY: 'a key of the tests' };
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env });
});
afterAll(async () => {
  await world.close();
  await model.close();
});
beforeEach(async () => {
  Object.assign(model, { asked: [], says: '{"meaning":"none"}', status: 200 });
  await forgetRequests(world);
  await world.as('manager').say('こんにちは');
  await submitApplication(world);
});

/** What the model was told of the sentence. */
function sentences(): string[] {
  return model.asked.map((body) => {
    const { messages } = JSON.parse(body.slice(body.indexOf('{'))) as { messages: { role: string; content: string }[] };
    return messages.find(({ role }) => role === 'user')?.content ?? '';
  });
}

describe('a model that is asked what nobody understands', () => {
  it('puts what it chose before the other buttons, and one press answers', async () => {
    model.says = '{"meaning":"list_mine"}';
    const card = await world.as('chief').say(STRANGE);
    expect(card.words).toMatch(/次の(?:どれ|こと)でしょうか/);
    expect(actionsOf(card.json)[0]).toMatchObject({ title: MEANINGS.list_mine });
    expect((await world.as('chief').press(card, MEANINGS.list_mine)).words).toContain('R8-1');
  });

  it('is asked at the deployment that is named, and gets nothing of a person or a call', async () => {
    await world.as('chief').say(STRANGE);
    expect(model.asked[0]).toMatch(/^\/openai\/deployments\/chat\/chat\/completions\?api-version=/);
    expect(sentences()).toHaveLength(1);
    expect(sentences()[0]).not.toMatch(/\d|田中|一郎/);
  });

  it('is not asked what is understood, in a channel, or in more words than a button carries', async () => {
    await world.as('chief').say('私の申請');
    await world.as('manager').say('R8-1を承認しないで');
    await world.post({
      ...{ id: 'in a channel', type: 'message', channelId: 'msteams', text: STRANGE, serviceUrl: world.connector.url },
      from: { id: '29:manager', aadObjectId: PEOPLE.manager.id },
      recipient: { id: '28:bot', name: 'bot' },
      conversation: { id: '19:channel@thread.tacv2;messageid=1', conversationType: 'channel', tenantId: 'tenant' },
    });
    await world.as('chief').say(STRANGE.repeat(20));
    expect(model.asked).toEqual([]);
  });

  it.each([
    '{"meaning":"approve"}',
    'approve',
    '{"meaning":["approve"]}',
    '{"meaning":"approve","of":{"serial":1}}',
    '{"meaning":"__proto__"}',
    '{"meaning":"apply"}',
    '{"meaning":"complaint_new"}',
    '{"kind":"approve","of":{"fiscalYear":2026,"serial":1}}',
    'R8-1を承認',
    '{"meaning":"preservation_new"}',
    '',
    '[',
  ])('that answers %j to everything changes nothing', async (says) => {
    for (const name of ['chief', 'manager', 'operator'] as const) await world.as(name).say('こんにちは');
    const { UnreadDay: _, ...before } = await everyTable(world);
    model.says = says;
    for (const name of ['chief', 'manager', 'operator'] as const) {
      const { words } = await world.as(name).say(STRANGE);
      expect(words).toMatch(/次の(?:どれ|こと)でしょうか|読み取れません/);
      await world.as(name).say('はい');
    }
    expect(await everyTable(world)).toMatchObject(before);
  });

  it.each([302, 307, 401, 404, 429, 500])('and answers %i is done without, and the log says why', async (status) => {
    model.status = status;
    expect((await world.as('chief').say(STRANGE)).words).toMatch(/次のどれでしょうか|読み取れません/);
    expect(model.asked).toHaveLength(1);
    const told = world.log.filter(({ msg }) => msg === 'the chat model did not answer').at(-1);
    expect(told).toMatchObject(status < 400 ? { type: expect.any(String) } : { status });
  });

  it('that does not answer in time is done without', async () => {
    model.says = null;
    const failures: unknown[] = [];
    const chatModel = { deployment: 'chat', url: model.url, key: 'a key of the tests' };
    const asked = openChatModel({ chatModel, bot: world.app.ctx.config.bot }, (why) => failures.push(why), 50);
    expect(await asked?.choose('ぽよ', MEANINGS)).toBeUndefined();
    expect(failures).toEqual([{ type: 'TimeoutError' }]);
  });
});

it('without a deployment nothing is asked', () => {
  const chatModel = { deployment: '', url: '', key: '' };
  expect(openChatModel({ chatModel, bot: world.app.ctx.config.bot }, () => {})).toBeUndefined();
});
