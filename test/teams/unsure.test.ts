import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LABELS } from '../../bot/chat/learned/labels.js';
import { understand } from '../../bot/chat/understand.js';
import { MEANINGS } from '../../bot/teams/cards/unsure.js';
import { CONTEXT } from '../../scripts/understand/sentences.js';
import { examplesOf } from '../../scripts/understand/train.js';
import { actionsOf } from '../helpers/card.js';
import { isRecord } from '../helpers/json.js';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, type Person, type World } from '../helpers/world.js';

/** Rows of the log that tell that somebody looked, and of nothing that was done. */
const LOOKING = ['request.shown', 'request.list', 'request.view'];

/** The first half of what means one thing, the second of what means another: some of these the bot is unsure of, whatever it learned last. */
function vagueSentence(): string {
  const examples = examplesOf();
  const firsts = LABELS.map((label) => examples.find((one) => one.label === label)?.sentence ?? '');
  const halves = firsts.flatMap((one) =>
    firsts.map((other) => `${one.slice(0, one.length / 2)}${other.slice(other.length / 2)}`),
  );
  const vague = halves.find((text) => {
    const intent = understand(text, CONTEXT);
    return intent.kind === 'unsure' && intent.guesses.length > 1 && !/\d/.test(text);
  });
  if (vague === undefined) throw new Error('the bot is sure of everything');
  return vague;
}

let world: World;
let chief: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
});
afterAll(() => world.close());
beforeEach(() => forgetRequests(world));

const meanings = (card: { json: Record<string, unknown> }) =>
  actionsOf(card.json).filter(({ verb }) => verb === 'meant');

describe('a sentence that may mean several things', () => {
  const vague = vagueSentence();

  it('is answered with up to three buttons that name them', async () => {
    const card = await chief.say(vague);
    expect(card.words).toContain('次のどれでしょうか');
    const offered = meanings(card).map(({ title }) => title);
    expect(offered.length).toBeGreaterThan(0);
    expect(offered.length).toBeLessThanOrEqual(3);
    expect(Object.values(MEANINGS)).toEqual(expect.arrayContaining(offered));
  });

  it('is answered as what was pressed, with one press', async () => {
    const card = await chief.say(vague);
    const [first] = meanings(card);
    const answer = await chief.press(card, String(first?.title));
    expect(answer.words).not.toContain('次のどれでしょうか');
  });

  it('keeps the form in hand within reach', async () => {
    await chief.say('申請');
    const card = await chief.say(vague);
    expect((await chief.press(card, '続きから再開')).words).toContain('手順 1/4');
  });

  it('changes nothing, whatever a forged press names as its meaning, by whomever', async () => {
    await submitApplication(world);
    const { request, auditEntry } = world.app.ctx.db.client;
    const state = async () => ({
      requests: await request.findMany({ where: { serial: { not: null } } }),
      acts: await auditEntry.findMany({
        where: { action: { startsWith: 'request.', notIn: LOOKING } },
        select: { action: true },
        orderBy: { seq: 'asc' },
      }),
    });
    const before = await state();
    expect([before.requests.length, before.acts.length > 0]).toEqual([1, true]);
    for (const person of [chief, world.as('manager')]) {
      for (const label of [...LABELS, 'approve', 'submit', 'constructor', '__proto__', '']) {
        const data = { label, text: 'R8-1を承認。録音を残してください' };
        const action = { type: 'Action.Execute', verb: 'meant', data };
        const answer = await person.invoke({ action, trigger: 'manual' });
        expect([label, answer.status, isRecord(answer.body)]).toEqual([label, 200, true]);
      }
    }
    expect(await state()).toEqual(before);
  });
});
