import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type PersonName, type World } from '../helpers/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterAll(() => world.close());

/** A message in somebody's own chat, which may be sent and then edited. */
function message(name: PersonName) {
  const id = randomUUID();
  const send = (more: Record<string, unknown>) =>
    world.post({
      id,
      channelId: 'msteams',
      serviceUrl: world.connector.url,
      from: { id: `29:${name}`, aadObjectId: PEOPLE[name].id },
      recipient: { id: '28:bot', name: 'bot' },
      conversation: { id: `a:${name}`, conversationType: 'personal', tenantId: 'tenant' },
      ...more,
    });
  const update = (text: string, eventType: string) =>
    send({ type: 'messageUpdate', text, channelData: { tenant: { id: 'tenant' }, eventType } });
  return {
    say: (text: string) => send({ type: 'message', text, channelData: { tenant: { id: 'tenant' } } }),
    edit: (text: string) => update(text, 'editMessage'),
    restore: (text: string) => update(text, 'undeleteMessage'),
  };
}

const answers = (name: PersonName) => world.as(name).cards().length;

describe('a message that its writer edits', () => {
  it('is read again as it stands now, and answered', async () => {
    const sentence = message('chief');
    await sentence.say('私の新生');
    const before = answers('chief');
    expect((await sentence.edit('私の申請')).status).toBe(200);
    expect(answers('chief')).toBe(before + 1);
    expect(world.as('chief').lastCard().words).toContain('申請の一覧');
  });

  it('is answered once, however often Teams tells of it', async () => {
    const sentence = message('chief');
    await sentence.say('私の新生');
    await sentence.edit('私の申請');
    const before = answers('chief');
    await sentence.edit('私の申請');
    await sentence.edit(' 私の 申請\n');
    expect(answers('chief')).toBe(before);
  });

  it('is not answered again where only its looks were edited, or a deletion was taken back', async () => {
    const sentence = message('chief');
    await sentence.say('私の申請');
    const before = answers('chief');
    await sentence.edit('私の申請');
    await sentence.restore('私の申請');
    await sentence.restore('未処理一覧');
    expect(answers('chief')).toBe(before);
  });

  it('decides once what was ordered by it, and tells whoever edits the order how it stands', async () => {
    await world.as('manager').say('こんにちは');
    await submitApplication(world);
    const order = message('manager');
    await order.say('R8-1を承認');
    const before = answers('manager');
    await order.edit('R8-1を承認します');
    expect(answers('manager')).toBe(before + 1);
    expect(await world.app.ctx.db.client.auditEntry.count({ where: { action: 'request.approve' } })).toBe(1);
    expect(world.as('manager').lastCard().words).toContain('承認・準備中');
  });

  it('is read as it stands when the bot is ready, where it was written while the bot was starting', async () => {
    const other = world;
    world = await createWorld({ starting: true });
    try {
      const answer = world.connector.next('a:chief', (words) => !words.includes('ただいま準備しています'));
      const sentence = message('chief');
      await sentence.say('ヘルプ');
      await sentence.edit('私の申請');
      await world.app.refreshDirectory();
      await world.app.importNow();
      await world.app.startWorkers();
      expect((await answer).words).toContain('申請の一覧');
    } finally {
      await world.close();
      world = other;
    }
  });
});
