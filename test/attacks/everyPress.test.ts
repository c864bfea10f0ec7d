import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { civilDate, momentOf } from '../../bot/japanese/civil.js';
import { ACTIONS } from '../../bot/teams/in/actions.js';
import { wordsOf } from '../helpers/card.js';
import { runs } from '../helpers/chance.js';
import { isRecord } from '../helpers/json.js';
import { handOver, submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type PersonName, type World } from '../helpers/world.js';
import { consequences } from './consequences.js';

const NAMES = Object.keys(PEOPLE) as PersonName[];

/** Requests in every state, each known by the last digits of its caller's number. */
const TARGETS = {
  draft: '4101',
  handed: '4202',
  submitted: '4303',
  returned: '4404',
  answered: '4505',
  refused: '4606',
  withdrawn: '4707',
} as const;
type Target = keyof typeof TARGETS;

/**
 * What may leave no row of its own, and why. Everything else leaves exactly one: what was done, what was refused, or what was
 * shown.
 */
const WITHOUT_ROW = {
  /** The log tells already that they had to do with this request today; the present state of it is shown once more. */
  seenToday: 'the log names person and request today',
  /** What is typed into a form in hand is noted when it is handed over or submitted; one begun by its reader says nothing but their own words. */
  ownForm: 'it is the form that they have in hand',
  /** Help, a question for which section, 「there is nothing」: nothing of any request is said. */
  nothingShown: 'nothing of a request is shown, and nothing changed',
} as const;

let world: World;
let requests: Record<Target, string>;
let matterId: string;

beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  for (const name of NAMES) await world.as(name).say('こんにちは');
  const chief = world.as('chief');
  const manager = world.as('manager');
  let documents = 200;
  const entries = (target: Target) => ({
    otherNumber: `090-1234-${TARGETS[target]}`,
    documentNumber: String(++documents),
    ...(target === 'answered' ? { otherNumber: '090-1234-5678' } : {}),
  });
  const decideCard = () => {
    const cards = manager.cards().filter(({ words }) => /(承認|審査)をお願いします/.test(words));
    const card = cards.at(-1);
    if (card === undefined) throw new Error('the manager was sent no card');
    return card;
  };
  await handOver(world, entries('answered'));
  await submitApplication(world, entries('refused'));
  const refusing = await manager.press(decideCard(), '不交付にする…');
  await manager.press(refusing, '不交付を決定する', { reason: 'not_stored' });
  await world.app.runPending();
  const withdrawn = await submitApplication(world, entries('withdrawn'));
  await chief.press(await chief.press(withdrawn, '取り下げる…'), '取り下げる');
  await submitApplication(world, entries('submitted'));
  // The last, for a chief with a returned application is asked whether a new one is meant.
  await submitApplication(world, entries('returned'));
  await manager.press(await manager.press(decideCard(), '差し戻す…'), '差し戻す', { words: '日付をご確認ください' });
  const staff = world.as('staff');
  await staff.press(await walkToConfirmation(staff, entries('handed')), '課長へ確認を依頼する', { pledged: 'true' });
  await walkToConfirmation(world.as('otherChief'), entries('draft'));
  await staff.press(await staff.say('苦情を記録したい'), '記録して管財課長へ送る', {
    field_way: 'phone',
    field_content: '録音をやめてほしい。',
  });
  matterId = (await world.app.ctx.db.client.matter.findFirstOrThrow()).id;
  await world.app.runPending();
  const all = await world.app.ctx.db.client.request.findMany({ orderBy: { createdAt: 'asc' } });
  const idOf = (test: (one: (typeof all)[number]) => boolean) => all.find(test)?.id ?? '';
  requests = {
    draft: idOf(({ status, handedAt }) => status === 'draft' && handedAt === null),
    handed: idOf(({ handedAt, status }) => status === 'draft' && handedAt !== null),
    submitted: idOf(({ status }) => status === 'submitted'),
    returned: idOf(({ status }) => status === 'returned'),
    answered: idOf(({ status }) => status === 'answered'),
    refused: idOf(({ status }) => status === 'refused'),
    withdrawn: idOf(({ status }) => status === 'withdrawn'),
  };
  expect(Object.values(requests)).not.toContain('');
});
afterAll(() => world.close());

interface Press {
  name: PersonName;
  verb: string;
  data: unknown;
  trigger: 'manual' | 'automatic';
  place: 'personal' | 'channel';
}

const RUBBISH = fc.oneof(fc.constantFrom(null, 1, true, [], 'x', '-'.repeat(36), '0'.repeat(36)), fc.string());

/** What a card of ours may send, with pieces missing, or wrong, or more than it should. */
function dataOf(): fc.Arbitrary<Record<string, unknown>> {
  const ids = fc.constantFrom(...Object.values(requests), randomUUID(), '-'.repeat(36), 'a'.repeat(36));
  const fields = {
    requestId: fc.oneof({ weight: 9, arbitrary: ids }, { weight: 1, arbitrary: RUBBISH }),
    version: fc.oneof(fc.integer({ min: 0, max: 9 }), RUBBISH),
    step: fc.constantFrom(1, 2, 3, 4, '4', 9),
    pledged: fc.constantFrom('true', 'false', ''),
    words: fc.constantFrom('', '確認をお願いします', 'x'.repeat(3000)),
    choice: fc.oneof(fc.constantFrom(PEOPLE.staff.id, '-'.repeat(36), ''), RUBBISH),
    recordingIds: fc.constantFrom('', '-'.repeat(36), randomUUID()),
    ground: fc.constantFrom('1', '2', '', '3'),
    answerNumber: fc.constantFrom('900', '', 'x'),
    reason: fc.constantFrom('no_ground', 'not_stored', ''),
    scope: fc.constantFrom('mine', 'open'),
    search: fc.constantFrom('', '市民課', '%'),
    page: fc.constantFrom(1, 2, -1, 'x'),
    periodId: fc.constantFrom(randomUUID(), '-'.repeat(36)),
    facts: fc.constantFrom({}, { callTime: '10:20' }, 3),
    callTime: fc.constantFrom('10:20', '25:99'),
    kind: fc.constantFrom('complaint', 'preservation', 'case', 'notice', 'lock', 'x'),
    does: fc.constantFrom('receive', 'answer', 'close', 'wish', 'order', 'keep', 'lapse', 'open', 'draft', 'check'),
    matterId: fc.oneof({ weight: 3, arbitrary: fc.constant(matterId) }, { weight: 1, arbitrary: fc.uuid() }),
    field_way: fc.constantFrom('phone', 'x'),
    field_content: fc.constantFrom('録音をやめてほしい。', ''),
    field_words: fc.constantFrom('お伝えした。', ''),
    field_answeredOn: fc.constantFrom('2026-09-16', 'x'),
    field_receivedOn: fc.constantFrom('2026-09-16', '2099-01-01'),
  };
  return fc.record(fields, { requiredKeys: ['requestId'] });
}

function presses(): fc.Arbitrary<Press> {
  return fc.record({
    name: fc.constantFrom(...NAMES),
    verb: fc.constantFrom(...Object.keys(ACTIONS), 'draft_submit', 'constructor', ''),
    data: fc.oneof({ weight: 9, arbitrary: dataOf() }, { weight: 1, arbitrary: RUBBISH }),
    trigger: fc.oneof(
      { weight: 5, arbitrary: fc.constant('manual' as const) },
      { weight: 1, arbitrary: fc.constant('automatic' as const) },
    ),
    place: fc.oneof(
      { weight: 4, arbitrary: fc.constant('personal' as const) },
      { weight: 1, arbitrary: fc.constant('channel' as const) },
    ),
  });
}

async function make({ name, verb, data, trigger, place }: Press): Promise<{ status: number; words: string }> {
  const value = { action: { type: 'Action.Execute', verb, data }, trigger };
  const channel = { id: '19:office@thread.tacv2', conversationType: 'channel', tenantId: 'tenant', isGroup: true };
  const response = await world.post({
    ...{ type: 'invoke', name: 'adaptiveCard/action', id: randomUUID(), channelId: 'msteams', value },
    ...{ serviceUrl: world.connector.url, recipient: { id: '28:bot', name: 'bot' } },
    from: { id: `29:${name}`, aadObjectId: PEOPLE[name].id },
    conversation: place === 'channel' ? channel : { id: `a:${name}`, conversationType: 'personal', tenantId: 'tenant' },
    channelData: { tenant: { id: 'tenant' } },
  });
  const body: unknown = await response.json();
  const answer = isRecord(body) ? body.value : undefined;
  return {
    status: response.status,
    words: typeof answer === 'string' ? answer : wordsOf(isRecord(answer) ? answer : {}),
  };
}

/** The requests that a card says something of: the digits of their caller. */
function shownIn(words: string): string[] {
  return (
    (Object.keys(TARGETS) as Target[])
      // Help has a number of its own for an example.
      .filter((target) =>
        words.replaceAll('090-1234-5678からの電話', '').includes(target === 'answered' ? '5678' : TARGETS[target]),
      )
      .map((target) => requests[target])
  );
}

/** Whether the log tells that the person had to do with the request today. */
async function isTold(name: PersonName, requestId: string): Promise<boolean> {
  const rows = await world.app.ctx.db.client.auditEntry.findMany({
    where: { actorId: PEOPLE[name].id, at: { gte: momentOf(civilDate(world.clock.now()), '00:00') } },
    select: { requestId: true, data: true },
  });
  return rows.some(
    ({ requestId: about, data }) =>
      about === requestId || (isRecord(data) && Array.isArray(data.requests) && data.requests.includes(requestId)),
  );
}

async function isOwnForm(name: PersonName, requestId: string): Promise<boolean> {
  const { id } = PEOPLE[name];
  const found = await world.app.ctx.db.client.request.findUnique({ where: { id: requestId } });
  return found?.status === 'draft' && found.draftOwner === id && found.preparedById === id;
}

/** Which of the reasons of the short list a press without a row has; undefined for none. */
async function reasonFor(
  press: Press,
  words: string,
  changed: string[],
): Promise<keyof typeof WITHOUT_ROW | undefined> {
  const shown = shownIn(words);
  const own = await world.app.ctx.db.client.request.count({
    where: { draftOwner: PEOPLE[press.name].id, status: { in: ['draft', 'returned'] } },
  });
  const touched = changed.filter((table) => table !== 'Conversation');
  if (touched.length > 0) return touched.every((table) => table === 'Request') && own > 0 ? 'ownForm' : undefined;
  if (shown.length === 0) return 'nothingShown';
  const told = await Promise.all(shown.map((id) => isTold(press.name, id)));
  if (told.every(Boolean)) return 'seenToday';
  const theirs = await Promise.all(shown.map((id) => isOwnForm(press.name, id)));
  return theirs.every(Boolean) ? 'ownForm' : undefined;
}

describe('any press of anybody, with any data,', () => {
  it('leaves exactly one row or has one of three reasons to leave none, and shows nothing that the log does not tell of', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(presses(), fc.boolean(), async (press, nextDay) => {
        // Now and then a day goes by, after which everything is seen for the first time again.
        if (nextDay && seen.size % 5 === 0) world.clock.advance(3_600_000);
        const { answer, changed, audit } = await consequences(world, () => make(press));
        expect(answer.status).toBe(200);
        const reason = audit.length === 0 ? await reasonFor(press, answer.words, changed) : undefined;
        expect([press, changed, audit.map(({ action }) => action), reason]).toEqual([
          press,
          changed,
          audit.length === 0 ? [] : [expect.any(String)],
          audit.length === 0 ? expect.any(String) : undefined,
        ]);
        for (const id of shownIn(answer.words)) {
          expect([press, id, (await isTold(press.name, id)) || (await isOwnForm(press.name, id))]).toEqual([
            press,
            id,
            true,
          ]);
        }
        seen.add(reason ?? audit[0]?.action ?? '');
      }),
      { numRuns: runs(600) },
    );
    // The property says nothing if hardly anything but refusals was tried.
    expect([...seen]).toEqual(
      expect.arrayContaining(['turn.refused', 'request.view', 'request.list', ...Object.keys(WITHOUT_ROW)]),
    );
  });

  it('in a channel is never answered with a number, a name or somebody’s own words', async () => {
    await fc.assert(
      fc.asyncProperty(presses(), async (press) => {
        const { words } = await make({ ...press, place: 'channel', trigger: 'manual' });
        expect([press, words]).toEqual([
          press,
          expect.not.stringMatching(/4[1-7]0[1-7]|5678(?!からの電話)|試験(?!四郎に|一郎に)/),
        ]);
      }),
      { numRuns: runs(100) },
    );
  });
});
