import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACTIONS } from '../../bot/teams/in/actions.js';
import { wordsOf } from '../helpers/card.js';
import { isRecord } from '../helpers/json.js';
import { handOver, submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, DIRECTORY, PEOPLE, type Person, type World } from '../helpers/world.js';
import { consequences } from './consequences.js';

const OTHER_STAFF = '11111111-1111-4111-8111-000000000302';
const WITHOUT_POST = '11111111-1111-4111-8111-000000000401';
const NOW = '2026-09-16T10:00:00+09:00';

/** Everybody but the chief whose requests these are. */
const CALLERS = [
  'colleague',
  'otherChief',
  'otherStaff',
  'manager',
  'deputy',
  'operator',
  'auditor',
  'withoutPost',
  'stranger',
] as const;
type Caller = (typeof CALLERS)[number];

const NOBODY: Caller[] = [];
const DECIDER: Caller[] = ['manager'];
const OFFICE: Caller[] = ['manager', 'operator'];
const READERS: Caller[] = ['colleague', 'manager', 'deputy', 'operator', 'auditor'];
const APPLICANTS: Caller[] = ['colleague', 'otherChief', 'otherStaff', 'manager'];
const EVERYBODY: Caller[] = ['colleague', 'otherChief', 'otherStaff', 'manager', 'deputy', 'operator', 'auditor'];

type Target = 'draft' | 'submitted' | 'answered' | 'none';

/** Which request of 市民課 each verb is tried on, and who of the others is not refused. A verb that is not here fails a test. */
const VERBS: Record<string, [Target, Caller[]]> = {
  apply: ['none', APPLICANTS],
  apply_for: ['none', APPLICANTS],
  draft_resume: ['none', EVERYBODY],
  draft_afresh: ['draft', APPLICANTS],
  draft_fill: ['none', EVERYBODY],
  draft_next: ['draft', NOBODY],
  draft_back: ['draft', NOBODY],
  discard_ask: ['draft', NOBODY],
  discard: ['draft', NOBODY],
  submit: ['draft', NOBODY],
  resubmit: ['draft', NOBODY],
  hand: ['draft', NOBODY],
  draft_prepared: ['draft', NOBODY],
  take: ['draft', NOBODY],
  handBack_ask: ['draft', NOBODY],
  handBack: ['draft', NOBODY],
  refuse_ask: ['submitted', DECIDER],
  examine: ['submitted', READERS],
  // Whoever decides nothing is told that nothing waits for them.
  examine_next: ['none', EVERYBODY],
  approve: ['submitted', DECIDER],
  refuse: ['submitted', DECIDER],
  return_ask: ['submitted', DECIDER],
  return: ['submitted', DECIDER],
  preserve: ['submitted', DECIDER],
  show: ['submitted', READERS],
  showForm: ['submitted', NOBODY],
  copy: ['submitted', NOBODY],
  withdraw_ask: ['submitted', NOBODY],
  withdraw: ['submitted', NOBODY],
  nudge: ['submitted', NOBODY],
  reopen_ask: ['answered', DECIDER],
  reopen: ['answered', DECIDER],
  receive: ['answered', NOBODY],
  register_ask: ['answered', NOBODY],
  register: ['answered', NOBODY],
  reissue_ask: ['answered', NOBODY],
  reissue: ['answered', NOBODY],
  share_ask: ['answered', NOBODY],
  share: ['answered', NOBODY],
  revoke_ask: ['answered', DECIDER],
  revoke: ['answered', DECIDER],
  disown: ['submitted', READERS],
  propose_ask: ['submitted', OFFICE],
  search_find: ['submitted', OFFICE],
  propose: ['submitted', OFFICE],
  detach_ask: ['answered', OFFICE],
  detach: ['answered', OFFICE],
  deputies: ['none', ['manager', 'deputy']],
  deputy_end: ['none', DECIDER],
  directory_confirm: ['none', DECIDER],
  restored: ['none', OFFICE],
  clock_right: ['none', OFFICE],
  operations: ['none', OFFICE],
  check_log: ['none', [...OFFICE, 'auditor']],
  retry_failed: ['none', OFFICE],
  list: ['none', EVERYBODY],
  list_mine: ['none', EVERYBODY],
  list_open: ['none', EVERYBODY],
  list_unsent: ['none', OFFICE],
  resend: ['none', OFFICE],
  help: ['none', EVERYBODY],
  // A complaint that the chief wrote down, which only those who decide answer.
  matter_list: ['none', EVERYBODY],
  matter_show: ['none', ['manager', 'operator', 'auditor']],
  matter_ask: ['none', DECIDER],
  matter_do: ['none', DECIDER],
};

let world: World;
let callers: Record<Caller, Person>;
let matterId: string;
const requests: Record<Target, { id: string; version: number }> = {
  draft: { id: '', version: 0 },
  submitted: { id: '', version: 0 },
  answered: { id: '', version: 0 },
  none: { id: '', version: 0 },
};

beforeAll(async () => {
  const directory = `${DIRECTORY}\n${OTHER_STAFF},試験 八郎,hachiro@example.jp,健康福祉局,保護課,保護発,主事,担当者`;
  world = await createWorld({ now: NOW, directory });
  const { client } = world.app.ctx.db;
  await client.person.create({ data: { id: WITHOUT_POST, name: '試験 九美', mail: 'kumi@example.jp' } });
  await world.app.ctx.directory.refresh({ force: true });
  callers = {
    colleague: world.as('staff'),
    otherChief: world.as('otherChief'),
    otherStaff: world.person('otherStaff', OTHER_STAFF),
    manager: world.as('manager'),
    deputy: world.as('deputy'),
    operator: world.as('operator'),
    auditor: world.as('auditor'),
    withoutPost: world.person('withoutPost', WITHOUT_POST),
    stranger: world.as('stranger'),
  };
  for (const name of CALLERS) await callers[name].say('こんにちは');
  await handOver(world);
  await submitApplication(world, { documentNumber: '124' });
  await walkToConfirmation(world.as('chief'), { documentNumber: '125' });
  const complaint = await world.as('chief').say('苦情を記録したい');
  await world.as('chief').press(complaint, '記録して管財課長へ送る', {
    field_way: 'phone',
    field_content: '録音をやめてほしい。',
  });
  matterId = (await client.matter.findFirstOrThrow()).id;
  for (const target of ['answered', 'submitted', 'draft'] as const) {
    requests[target] = await client.request.findFirstOrThrow({ where: { status: target } });
  }
});
afterAll(() => world.close());

/** What a card of ours would send, and beside it everything by which a caller might pass for somebody else. */
function forged(target: Target, caller: Person): Record<string, unknown> {
  const { manager } = PEOPLE;
  const { id, version } = requests[target];
  return {
    ...{ requestId: id, version, step: 4, pledged: 'true', edition: 1, choice: caller.id, words: '急ぎのため' },
    sha256: 'a'.repeat(64),
    ...{ answerNumber: '900', proposedNumber: '900', ground: '1', reason: 'no_ground', periodId: WITHOUT_POST },
    ...{ recordingIds: WITHOUT_POST, callTime: '23:59', facts: {} },
    ...{ kind: 'complaint', does: 'answer', matterId, openedById: caller.id },
    ...{ field_way: 'phone', field_words: 'お伝えした。', field_answeredOn: '2026-09-16' },
    ...{
      role: 'manager',
      roles: ['管理責任者'],
      approver: manager.id,
      actor: { personId: manager.id, deputises: true },
    },
    ...{ personId: manager.id, aadObjectId: manager.id, from: { aadObjectId: manager.id }, decidedById: manager.id },
    ...{ status: 'approved', draftOwner: caller.id, chiefId: caller.id, preparedById: caller.id, allowed: true },
  };
}

const cardOf = ({ body }: { body: unknown }) => (isRecord(body) && isRecord(body.value) ? wordsOf(body.value) : '');

describe('whoever may not, and presses all the same with data that says otherwise,', () => {
  it('finds every verb of every card on this list', () => {
    expect(Object.keys(VERBS).sort()).toEqual(Object.keys(ACTIONS).sort());
  });

  it.each(Object.entries(VERBS))('is refused in words, with one row and no change: %s', async (verb, [target, may]) => {
    for (const name of CALLERS.filter((one) => !may.includes(one))) {
      const caller = callers[name];
      const { answer, changed, audit } = await consequences(world, () =>
        caller.invoke({ action: { type: 'Action.Execute', verb, data: forged(target, caller) }, trigger: 'manual' }),
      );
      const known = !['withoutPost', 'stranger'].includes(name);
      const because = expect.stringMatching(known ? /^not_(allowed|found)$/ : /^not_in_directory$/);
      const sees = target !== 'draft' && target !== 'none' && READERS.includes(name);
      expect({ name, status: answer.status, changed, audit }).toEqual({
        name,
        status: 200,
        changed: [],
        audit: [
          {
            actorId: known ? caller.id : null,
            action: 'turn.refused',
            requestId: sees ? requests[target].id : null,
            data: { what: `press ${verb}`, because, ...(known ? {} : { objectId: caller.id }) },
          },
        ],
      });
      expect([name, cardOf(answer)]).toEqual([name, expect.stringMatching(/。/)]);
      if (!sees) expect(cardOf(answer)).not.toMatch(/1234|試験 花子|R8-|10時15分|録音をやめて/);
    }
  });

  it('with the very button that the manager was sent is refused as well', async () => {
    const card = callers.manager.cards().find(({ words }) => words.includes('承認をお願いします'));
    if (card === undefined) throw new Error('the manager was sent no card');
    for (const name of CALLERS.filter((one) => one !== 'manager')) {
      const { changed, audit } = await consequences(world, () => callers[name].press(card, '承認する'));
      expect([name, changed, audit.map(({ action }) => action)]).toEqual([name, [], ['turn.refused']]);
    }
  });

  it('cannot put a form of somebody else in the place of their own', async () => {
    const { id, version } = requests.draft;
    const data = { requestId: id, version, facts: { callTime: '23:59' } };
    await callers.otherChief.invoke({ action: { type: 'Action.Execute', verb: 'draft_afresh', data } });
    expect(await world.app.ctx.db.client.request.findUnique({ where: { id } })).toMatchObject({
      version,
      draftOwner: PEOPLE.chief.id,
      preparedById: PEOPLE.chief.id,
    });
  });
});

describe('a refresh that Teams sends by itself', () => {
  it.each(Object.keys(VERBS).filter((verb) => verb !== 'show'))(
    'makes no verb run, not even for whoever may: %s',
    async (verb) => {
      const [target] = VERBS[verb] ?? ['none'];
      for (const caller of [callers.manager, world.as('chief')]) {
        const { changed, audit } = await consequences(world, () =>
          caller.invoke({
            action: { type: 'Action.Execute', verb, data: forged(target, caller) },
            trigger: 'automatic',
          }),
        );
        expect([changed, audit]).toEqual([
          [],
          [
            expect.objectContaining({
              action: 'turn.refused',
              data: { what: `press ${verb}`, because: 'not_allowed' },
            }),
          ],
        ]);
      }
    },
  );
});
