import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { actionsOf } from '../helpers/card.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver, walkToConfirmation } from '../helpers/submitting.js';
import { type Card, createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterAll(() => world.close());
beforeEach(() => forgetRequests(world));

const presses = ({ json }: Card) => actionsOf(json).filter(({ type }) => type === 'Action.Execute');

/** What must not change by an old card: everything but the log, which tells of refusals and views. */
async function state(): Promise<unknown> {
  const { client } = world.app.ctx.db;
  const [requests, links, copies, chosen, notices, steps] = await Promise.all([
    client.request.findMany({ orderBy: { id: 'asc' } }),
    client.link.findMany({ orderBy: { id: 'asc' } }),
    client.copy.findMany({ orderBy: { id: 'asc' } }),
    client.chosenRecording.findMany(),
    client.notice.findMany({ orderBy: { id: 'asc' }, select: { key: true } }),
    client.auditEntry.count({ where: { action: { startsWith: 'request.' }, NOT: { action: 'request.view' } } }),
  ]);
  return { requests, links, copies, chosen, notices, steps };
}

it('every card of a request’s whole life, pressed again when it is over, shows how it stands and changes nothing', async () => {
  const people = { chief: world.as('chief'), staff: world.as('staff'), manager: world.as('manager') };
  const { chief, staff, manager } = people;
  for (const person of Object.values(people)) await person.say('こんにちは');
  const old: [Person, Card][] = [];
  const keep = (person: Person, card: Card): Card => {
    old.push([person, card]);
    return card;
  };
  const settle = () => world.app.runPending();

  const confirmation = keep(staff, await walkToConfirmation(staff));
  await staff.press(confirmation, '課長へ確認を依頼する', { pledged: 'true' });
  await settle();
  const prepared = keep(chief, chief.lastCard());
  const giving = keep(chief, await chief.press(prepared, '担当者へ戻す…'));
  await chief.press(giving, '担当者へ戻す', { words: '時間を確認してください' });
  await settle();
  await staff.press(keep(staff, await staff.say('時間は10時15分です')), '課長へ確認を依頼する', { pledged: 'true' });
  await settle();
  const again = keep(chief, chief.lastCard());
  const filed = keep(chief, await chief.press(again, 'この内容で申請する'));
  await settle();
  await chief.press(filed, '審査を催促する');
  keep(chief, await chief.say('R8-1を取り下げたい'));
  const first = keep(manager, manager.lastCard());
  keep(manager, await manager.press(first, '不交付にする…'));
  const returning = keep(manager, await manager.press(first, '差し戻す…'));
  await manager.press(returning, '差し戻す', { words: '時間をご確認ください', choice: 'callTime' });
  await settle();
  const refiling = keep(chief, await chief.say('時間は10時16分です'));
  await chief.press(refiling, '再申請する', { pledged: 'true' });
  await settle();
  await manager.press(keep(manager, await manager.press(await manager.say('R8-1は？'), '審査する')), '承認する');
  keep(manager, await manager.say('R8-1の承認を取り消す'));
  await settle();
  const answered = keep(chief, await chief.say('R8-1は？'));
  await chief.press(answered, '受領しました');
  keep(chief, await chief.press(answered, '課内の職員に渡す…'));
  await chief.press(keep(chief, await chief.say('R8-1のリンクを再発行して')), '再発行する');
  const stopping = keep(manager, await manager.say('R8-1のリンクを失効させて'));
  await manager.press(stopping, '失効させる', { words: '宛先の誤りのため' });
  const registering = keep(chief, await chief.press(await chief.say('R8-1は？'), '文書登録の番号を入力…'));
  await chief.press(registering, '登録を完了する', { words: 'R8-市民-1' });
  await settle();

  const before = await state();
  const pressed = new Set<string>();
  for (const [person, card] of old) {
    for (const { title = '', verb = '' } of presses(card)) {
      // To begin anew and to look somewhere else are no steps of this request.
      if (['apply', 'copy', 'list_mine', 'list_open', 'list_unsent', 'help'].includes(String(verb))) continue;
      const answer = await person.press(card, String(title), { words: '別の理由', pledged: 'true', choice: staff.id });
      pressed.add(String(verb));
      expect([verb, answer.words.length > 0]).toEqual([verb, true]);
      expect([verb, answer.words]).not.toEqual([verb, expect.stringMatching(/処理できませんでした|[A-Za-z]{12,}/)]);
      expect([verb, await state()]).toEqual([verb, before]);
    }
  }
  expect([...pressed].sort()).toEqual(
    expect.arrayContaining([
      'approve',
      'submit',
      'hand',
      'handBack',
      'draft_prepared',
      'take',
      'nudge',
      'receive',
      'refuse',
      'register',
      'reissue',
      'reopen',
      'return',
      'revoke',
      'share',
      'withdraw',
    ]),
  );
});

it('a step that rests on no text is taken from an older card, too: 受領 after the links were stopped', async () => {
  const [chief, manager] = [world.as('chief'), world.as('manager')];
  for (const person of [chief, manager]) await person.say('こんにちは');
  await handOver(world);
  const card = await chief.say('R8-1は？');
  await manager.press(await manager.say('R8-1のリンクを失効させて'), '失効させる', { words: '宛先の誤りのため' });
  await world.app.runPending();
  expect((await chief.press(card, '受領しました')).words).toContain('受領を記録しました');
});

const refusals = () => world.app.ctx.db.client.auditEntry.count({ where: { action: 'turn.refused' } });

it('a draft that is thrown away twice is gone, and nobody is taken for an intruder', async () => {
  const chief = world.as('chief');
  const asked = await chief.press(await chief.say('申請'), '下書きを破棄…');
  expect((await chief.press(asked, '破棄する')).words).toContain('下書きを破棄しました');
  expect((await chief.press(asked, '破棄する')).words).toContain('すでに申請されたか、破棄されています');
  expect(await refusals()).toBe(0);
});

it('staff who press an old card of a form that the chief has in hand are told so', async () => {
  const [chief, staff] = [world.as('chief'), world.as('staff')];
  for (const person of [chief, staff]) await person.say('こんにちは');
  const old = await walkToConfirmation(staff);
  await staff.press(old, '課長へ確認を依頼する', { pledged: 'true' });
  await world.app.runPending();
  await chief.press(chief.lastCard(), '内容を直す');
  const { words } = await staff.press(old, '課長へ確認を依頼する', { pledged: 'true' });
  expect(words).toContain('いまほかの方が作成・確認しています');
  expect(words).not.toContain('手順');
});

it('whoever asks too late about 不交付 or 差戻し is shown how it stands, and that they looked is noted', async () => {
  const [chief, manager] = [world.as('chief'), world.as('manager')];
  for (const person of [chief, manager]) await person.say('こんにちは');
  await chief.press(await walkToConfirmation(chief), '申請する', { pledged: 'true' });
  await world.app.runPending();
  const decide = manager.lastCard();
  await manager.press(decide, '承認する');
  const views = () =>
    world.app.ctx.db.client.auditEntry.count({ where: { action: 'request.view', actorId: manager.id } });
  expect(await views()).toBe(0);
  expect((await manager.press(decide, '不交付にする…')).words).toContain('「承認・準備中」');
  expect(await views()).toBe(1);
});
