import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { actionsOf } from '../helpers/card.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver, submitApplication } from '../helpers/submitting.js';
import { createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
let manager: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
  manager = world.as('manager');
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  await manager.say('こんにちは');
});

describe('asking how a request stands', () => {
  it.each(['申請1の状況は？', 'R8-1は？', 'Ｒ８−１は？', '令和8年度第1号はどうなりましたか'])(
    '「%s」 tells where it is and what comes next',
    async (said) => {
      await submitApplication(world);
      const { words } = await chief.say(said);
      expect(words).toContain('「審査待ち」です');
      expect(words).toContain('審査待ちです（9月16日（水）10時00分から）。管財課長 試験 太郎 様へお送りしています');
      expect(words).toContain('承認または不交付の決定');
    },
  );

  it('shows who did what and when, and lets the chief open the answer', async () => {
    await handOver(world);
    const card = await chief.say('R8-1は？');
    expect(card.words).toMatch(/申請\n9月16日（水）10時00分　試験 花子/);
    expect(card.words).toMatch(/承認\n9月16日（水）10時00分　試験 太郎/);
    expect(actionsOf(card.json)[0]).toMatchObject({ type: 'Action.OpenUrl', title: '回答書と録音を開く' });
  });

  it('is noted in the log, once a person and day', async () => {
    await submitApplication(world);
    for (const _time of [1, 2]) await manager.say('R8-1は？');
    await chief.say('R8-1は？');
    world.clock.advance(86_400_000);
    await manager.say('R8-1は？');
    world.clock.advance(-86_400_000);
    const views = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'request.view' } });
    expect(views.map(({ actorName }) => actorName)).toEqual(['試験 太郎', '試験 花子', '試験 太郎']);
  });

  it("is open to the section's staff, without the chief's own link", async () => {
    await handOver(world);
    const card = await world.as('staff').say('R8-1は？');
    expect(card.words).toContain('「交付済」です');
    expect(actionsOf(card.json).some(({ type }) => type === 'Action.OpenUrl')).toBe(false);
  });

  it('tells somebody of another section the same about a request that exists and one that does not', async () => {
    await submitApplication(world);
    const existing = await world.as('otherChief').say('R8-1は？');
    const missing = await world.as('otherChief').say('R8-2は？');
    expect(existing.words).toBe(missing.words);
    expect(existing.words).toContain('その申請は見つかりませんでした');
  });

  it('「先週の申請どうなった」 lists by the day of filing', async () => {
    await submitApplication(world);
    world.clock.set('2026-09-24T09:00:00+09:00');
    expect((await chief.say('先週の申請どうなった')).words).toContain('R8-1　審査待ち');
    expect((await chief.say('今週の申請は？')).words).toContain('に提出された申請です。ご覧になれる申請はありません');
    world.clock.set('2026-09-16T10:00:00+09:00');
  });

  it('「私の申請」 opens each one by a press', async () => {
    await submitApplication(world);
    const list = await chief.say('私の申請');
    expect(list.words).toContain('1件');
    expect((await chief.press(list, '見る')).words).toContain('「審査待ち」です');
  });

  it('「未処理一覧」 shows the manager what waits', async () => {
    await submitApplication(world);
    await submitApplication(world);
    await manager.press(manager.lastCard(), '承認する');
    await world.app.runPending();
    const list = await manager.say('未処理一覧');
    expect(list.words).toContain('未処理の申請　1件');
    const status = await manager.press(list, '見る');
    expect((await manager.press(status, '審査する')).words).toContain('承認をお願いします');
  });
});

describe('small talk', () => {
  it('「まだ？」 shows the only request that is under way', async () => {
    expect((await chief.say('まだ？')).words).toContain('手続中の申請はありません');
    await submitApplication(world);
    expect((await chief.say('まだ？')).words).toContain('審査待ちです');
  });

  it('「明日の天気」 gets a kind no', async () => {
    expect((await chief.say('明日の天気は？')).words).toContain('お答えできません');
  });

  it('what is not understood offers buttons', async () => {
    const card = await chief.say('あいうえお');
    expect(card.words).toContain('うまく読み取れませんでした');
    expect(actionsOf(card.json).length).toBeGreaterThan(1);
  });

  it('「ヘルプ」 says what can be said', async () => {
    expect((await chief.say('ヘルプ')).words).toContain('申請の状況をお知らせします');
  });
});

describe('what comes from nowhere', () => {
  it('a verb that no card has, and data that fits no card, are answered with a sentence', async () => {
    for (const data of [undefined, null, 'x', { requestId: 'nonsense' }, { requestId: 12, version: 'x' }]) {
      for (const verb of ['approve', 'draft_next', 'toString', '__proto__', 'show', 7, undefined]) {
        const answer = await chief.invoke({ action: { type: 'Action.Execute', verb, data }, trigger: 'manual' });
        expect(answer.status).toBe(200);
        expect(JSON.stringify(answer.body)).not.toContain('処理できませんでした');
      }
    }
  });

  it('activities of another channel or another service address are not answered', async () => {
    const base = {
      type: 'message',
      text: '申請',
      from: { id: '29:x', aadObjectId: chief.id },
      recipient: { id: '28:bot' },
      conversation: { id: 'a:x', conversationType: 'personal' },
    };
    await world.post({ ...base, id: '1', channelId: 'emulator', serviceUrl: world.connector.url });
    await world.post({ ...base, id: '2', channelId: 'msteams', serviceUrl: 'http://evil.example/' });
    expect(world.connector.shown.filter(({ conversationId }) => conversationId === 'a:x')).toHaveLength(0);
    expect(await world.app.ctx.db.client.request.count()).toBe(0);
  });
});
