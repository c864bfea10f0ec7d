import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ACTIONS } from '../../bot/teams/in/actions.js';
import { wordsOf } from '../helpers/card.js';
import { isRecord } from '../helpers/json.js';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type Person, type World } from '../helpers/world.js';
import { consequences } from './consequences.js';

let world: World;
let requestId: string;
let version: number;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  for (const name of ['chief', 'otherChief', 'manager', 'deputy', 'operator', 'auditor'] as const) {
    await world.as(name).say('こんにちは');
  }
  await submitApplication(world);
  ({ id: requestId, version } = await world.app.ctx.db.client.request.findFirstOrThrow());
});
afterAll(() => world.close());
/** Their chats are theirs again, whatever somebody who passed for another has just tried. */
beforeEach(async () => {
  for (const name of ['manager', 'otherChief'] as const) await world.as(name).say('こんにちは');
});

const press = (person: Person, verb: unknown, data: unknown) =>
  person.invoke({ action: { type: 'Action.Execute', verb, data }, trigger: 'manual' });
const cardOf = ({ body }: { body: unknown }) => (isRecord(body) && isRecord(body.value) ? wordsOf(body.value) : '');

/** Verbs that read nothing of the card's data. */
const WITHOUT_DATA = [
  'examine_next',
  'list',
  'apply',
  'draft_resume',
  'deputies',
  'list_mine',
  'list_open',
  'list_unsent',
  'resend',
  'restored',
  'clock_right',
  'operations',
  'check_log',
  'retry_failed',
  'help',
];

describe('signs that no text holds', () => {
  it.each([
    ['a NUL', 'a\0b'],
    ['half a character', 'a\ud800b'],
  ])('are left out: %s breaks nothing, and what remains is read', async (_what, text) => {
    const lines = world.log.length;
    const found = await press(world.as('manager'), 'list', { scope: 'mine', search: text, sought: text });
    expect([found.status, cardOf(found)]).toEqual([200, expect.not.stringContaining('申し訳')]);
    await world.as('chief').say('申請');
    const draft = await world.app.ctx.db.client.request.findFirstOrThrow({ where: { status: 'draft' } });
    const data = { requestId: draft.id, version: draft.version, step: 1, otherNumber: text };
    expect(cardOf(await press(world.as('chief'), 'draft_next', data))).toContain('電話番号');
    expect(world.log.slice(lines).filter(({ msg }) => msg === 'turn failed')).toEqual([]);
    await world.app.ctx.db.client.request.delete({ where: { id: draft.id } });
  });

  it('as a day before all days is refused in words', async () => {
    const lines = world.log.length;
    const card = cardOf(await press(world.as('manager'), 'list', { scope: 'mine', from: '0000-01-01' }));
    expect(card).toContain('内容を読み取れません');
    expect(world.log.slice(lines).filter(({ msg }) => msg === 'turn failed')).toEqual([]);
  });
});

describe('card data that no card of ours would send', () => {
  const id = randomUUID();
  const everywhere = Object.keys(ACTIONS).filter((verb) => !WITHOUT_DATA.includes(verb));
  const withVersion = ['draft_next', 'draft_back', 'submit', 'approve', 'refuse', 'return'];
  const withWords = ['handBack', 'return', 'register', 'share', 'detach', 'revoke'];

  it.each<[string, string[], unknown]>([
    [
      'an id that is SQL',
      everywhere,
      { requestId: "' OR 1=1 --", periodId: "' OR 1=1 --", version: 'x', choice: 1, facts: 1 },
    ],
    [
      'an id that is a query',
      everywhere,
      { requestId: { not: '' }, periodId: { not: '' }, version: 1, choice: 1, facts: 1 },
    ],
    ['a list', everywhere, []],
    ['a text', everywhere, 'approve'],
    ['null', everywhere, null],
    ['a version that is no number', withVersion, { requestId: id, version: 'newest', step: 1 }],
    ['words without end', withWords, { requestId: id, version: 1, words: 'あ'.repeat(60_000) }],
  ])('is refused with one row and no change, whatever the verb: %s', async (_what, verbs, data) => {
    for (const verb of verbs) {
      const { answer, changed, audit } = await consequences(world, () => press(world.as('manager'), verb, data));
      expect([verb, answer.status, changed, audit.map((row) => row.data)]).toEqual([
        verb,
        200,
        [],
        [{ what: `press ${verb}`, because: 'unreadable' }],
      ]);
      expect(cardOf(answer)).toMatch(/。/);
    }
  });

  it('is refused with one row and no change: a verb that does not exist, or is a name of the language', async () => {
    for (const verb of ['approve_all', 'constructor', '__proto__', 'toString', 'hasOwnProperty', '', 42, null, {}]) {
      const { answer, changed, audit } = await consequences(world, () =>
        press(world.as('manager'), verb, { requestId, version }),
      );
      expect([verb, answer.status, changed]).toEqual([verb, 200, []]);
      expect(audit.map(({ action, data }) => [action, data])).toEqual([
        ['turn.refused', { what: 'press unknown', because: 'unreadable' }],
      ]);
    }
  });

  it('decides nothing: the version of another moment', async () => {
    const data = { requestId, recordingIds: '', ground: '1', answerNumber: '900', proposedNumber: '900' };
    for (const forged of [version - 1, version + 1, 0, -1, 2_147_483_647]) {
      const { answer, changed } = await consequences(world, () =>
        press(world.as('manager'), 'approve', { ...data, version: forged }),
      );
      expect([forged, changed, cardOf(answer)]).toEqual([forged, [], expect.stringContaining('古くなっています')]);
    }
  });
});

describe('somebody who passes for another', () => {
  const { manager, otherChief } = PEOPLE;
  const approve = { type: 'Action.Execute', verb: 'approve', data: { requestId: '', version: 0 } };
  const call = (more: Record<string, unknown>) =>
    world.post({
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: randomUUID(),
      channelId: 'msteams',
      serviceUrl: world.connector.url,
      from: { id: '29:otherChief', aadObjectId: otherChief.id },
      recipient: { id: '28:bot', name: 'bot' },
      conversation: { id: 'a:otherChief', conversationType: 'personal', tenantId: 'tenant' },
      channelData: { tenant: { id: 'tenant' } },
      value: { action: { ...approve, data: { requestId, version, ground: '1' } }, trigger: 'manual' },
      ...more,
    });

  it.each<[string, Record<string, unknown>]>([
    ['by the name', { from: { id: '29:otherChief', aadObjectId: otherChief.id, name: manager.name, role: 'manager' } }],
    ['by the id of Teams', { from: { id: '29:manager', aadObjectId: otherChief.id } }],
    ['by fields beside the press', { aadObjectId: manager.id, user: { aadObjectId: manager.id } }],
    [
      'by the channel’s data',
      { channelData: { tenant: { id: 'tenant' }, from: { aadObjectId: manager.id }, onBehalfOf: [manager.id] } },
    ],
    ['from the chat of the other', { conversation: { id: 'a:manager', conversationType: 'personal' } }],
  ])('is who the verified call says, and is refused as such: %s', async (_how, more) => {
    const { client } = world.app.ctx.db;
    const { answer, audit } = await consequences(world, () => call(more));
    expect(answer.status).toBe(200);
    expect(audit).toEqual([
      {
        actorId: otherChief.id,
        action: 'turn.refused',
        requestId: null,
        data: { what: 'press approve', because: 'not_found' },
      },
    ]);
    expect(await client.request.findUnique({ where: { id: requestId } })).toMatchObject({
      status: 'submitted',
      version,
    });
  });

  it.each<[string, unknown]>([
    ['none', undefined],
    ['an empty one', ''],
    ['a list of two', [otherChief.id, manager.id]],
    ['that of the manager with a space', `${manager.id} `],
    ['a pattern', '%'],
  ])('is nobody without an object id of their own: %s', async (_what, aadObjectId) => {
    const { answer, changed, audit } = await consequences(world, () =>
      call({ from: { id: '29:manager', aadObjectId } }),
    );
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toContain('承認しました');
    expect(changed).toEqual([]);
    expect(audit.filter(({ action }) => action !== 'turn.refused')).toEqual([]);
  });
});

describe('a sentence that asks for what its speaker may not', () => {
  it.each<['chief' | 'otherChief' | 'deputy' | 'operator' | 'auditor', string]>([
    ['otherChief', 'R8-1は？'],
    ['otherChief', 'R8-1を承認'],
    ['otherChief', 'R8-1を取り下げたい'],
    ['otherChief', '令和7年度第3号の状況を教えて'],
    ['chief', 'R8-1を承認'],
    ['chief', 'R8-1を不交付にして'],
    ['chief', 'R8-1を差し戻して'],
    ['chief', 'R8-1のリンクを失効させて'],
    ['chief', '9月16日から18日まで代決者を試験四郎に'],
    ['chief', '未達の一覧'],
    ['deputy', 'R8-1を承認'],
    ['operator', 'R8-1を承認'],
    ['auditor', 'R8-1を承認'],
    ['auditor', 'R8-1を取り下げたい'],
  ])('is refused in words, with one row and no change: %s, 「%s」', async (name, sentence) => {
    const { answer, changed, audit } = await consequences(world, () => world.as(name).say(sentence));
    expect(changed).toEqual([]);
    expect(audit).toEqual([
      {
        actorId: PEOPLE[name].id,
        action: 'turn.refused',
        requestId: null,
        data: { what: 'message', because: expect.stringMatching(/^not_(allowed|found)$/) },
      },
    ]);
    expect(answer.words).toMatch(/。/);
    if (name === 'otherChief') expect(answer.words).not.toMatch(/1234|試験 花子|審査待ち/);
  });

  it('leaves no such row when it is only a slip of the pen', async () => {
    for (const slip of ['R8-1', '日付は13月45日です', 'ありがとう']) {
      const { audit } = await consequences(world, () => world.as('chief').say(slip));
      expect(audit.filter(({ action }) => action === 'turn.refused')).toEqual([]);
    }
  });
});
