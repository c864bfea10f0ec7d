import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LABELS } from '../../bot/chat/learned/labels.js';
import { SAYINGS } from '../../bot/chat/learned/sayings.js';
import { read } from '../../bot/chat/understand.js';
import { CONTEXT } from '../../scripts/understand/sentences.js';
import { examplesOf } from '../../scripts/understand/train.js';
import { actionsOf } from '../helpers/card.js';
import { objectsIn } from '../helpers/json.js';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication } from '../helpers/submitting.js';
import { type Card, createWorld, type World } from '../helpers/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterAll(() => world.close());
beforeEach(() => forgetRequests(world));

/** The sentences that the help puts first. */
const sayings = ({ words }: Card): string[] =>
  [...words.matchAll(/^「(.+)」$/gm)].map(([, said]) => String(said)).filter((said) => said !== '');

describe('「ヘルプ」', () => {
  it.each(['chief', 'staff', 'manager', 'deputy', 'operator', 'auditor'] as const)(
    'names six things that %s can say, and each is answered',
    async (name) => {
      const person = world.as(name);
      const said = sayings(await person.say('ヘルプ'));
      expect(said).toHaveLength(6);
      for (const sentence of said) {
        const { words } = await person.say(sentence);
        expect(words).not.toMatch(/読み取れません|次のどれでしょうか|お答えできません/);
      }
    },
  );

  it('begins with the form in hand', async () => {
    expect(sayings(await world.as('chief').say('ヘルプ'))).not.toContain(SAYINGS.resume);
    await world.as('chief').say('昨日の14時の録音がほしい');
    expect(sayings(await world.as('chief').say('ヘルプ'))[0]).toBe(SAYINGS.resume);
  });

  it('tells whoever decides of what waits, and the section of what it has filed and was given', async () => {
    await world.as('manager').say('こんにちは');
    expect(sayings(await world.as('manager').say('ヘルプ'))).not.toContain(SAYINGS.examine_next);
    await submitApplication(world);
    expect(sayings(await world.as('manager').say('ヘルプ'))[0]).toBe(SAYINGS.examine_next);
    expect(sayings(await world.as('chief').say('ヘルプ'))[0]).toBe(SAYINGS.progress);
    await world.as('manager').say('R8-1を承認');
    await world.app.runPending();
    expect(sayings(await world.as('chief').say('ヘルプ'))[0]).toBe(SAYINGS.download);
  });

  it('folds everything else away until it is asked for', async () => {
    const { json } = await world.as('chief').say('ヘルプ');
    const more = [...objectsIn(json)].find(({ id }) => id === 'more');
    expect(more).toMatchObject({ isVisible: false });
    expect(actionsOf(json)).toContainEqual(expect.objectContaining({ type: 'Action.ToggleVisibility' }));
  });
});

/** A sentence whose meaning the bot guesses, without being sure. */
function guessedSentence() {
  const lists = examplesOf().filter(({ label }) => ['list_mine', 'rule_retention', 'rule_refusal'].includes(label));
  for (const { sentence } of lists) {
    const half = sentence.slice(0, Math.ceil(sentence.length / 2));
    const { guessed } = read(half, CONTEXT);
    if (guessed !== undefined && guessed in SAYINGS && !/\d/.test(half)) return { said: half, label: guessed };
  }
  throw new Error(`the bot is sure of everything: ${LABELS.length} labels`);
}

describe('after a guess', () => {
  it('a line tells how the same can be said so that it needs none', async () => {
    const { said, label } = guessedSentence();
    const { words } = await world.as('chief').say(said);
    expect(words).toContain(`次からは「${SAYINGS[label as keyof typeof SAYINGS]}」でも承ります。`);
  });

  it('no line teaches whoever was understood for sure', async () => {
    expect((await world.as('chief').say(SAYINGS.rule_retention)).words).not.toContain('次からは');
  });

  it('a choice among several is taught too', async () => {
    const chief = world.as('chief');
    const answer = await chief.invoke({
      action: { type: 'Action.Execute', verb: 'meant', data: { label: 'rule_retention', text: 'あの、あれ' } },
      trigger: 'manual',
    });
    expect(JSON.stringify(answer.body)).toContain(`次からは「${SAYINGS.rule_retention}」でも承ります。`);
  });
});
