import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reading, read, readShown } from '../../bot/chat/understand.js';
import { CONTEXT } from '../../scripts/understand/sentences.js';
import { examplesOf } from '../../scripts/understand/train.js';
import { actionsOf, inputsOf } from '../helpers/card.js';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication } from '../helpers/submitting.js';
import { type Card, createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  // Whatever the test before left asked is not asked any more.
  for (const name of ['chief', 'otherChief', 'manager'] as const) await world.as(name).say('ヘルプ');
});

/** The other's number as it stands in a form. */
const numberIn = ({ json }: Card) => inputsOf(json).otherNumber;

const drafts = () => world.app.ctx.db.client.request.findMany({ where: { status: 'draft' } });

/** A sentence of which the bot asks which of several things is meant. */
const DOUBTFUL = 'お願いします';

describe('「はい」 to a question', () => {
  it.each(['はい', 'はい、お願いします', 'ええ、そうです', 'それでお願いします', 'ＯＫ'])(
    'opens the form that was offered: %s',
    async (yes) => {
      expect((await chief.say('9月10日の10時15分、相手は090-1234-5678')).words).toContain(
        'この通話の録音を申請しますか',
      );
      expect(await drafts()).toEqual([]);
      const form = await chief.say(yes);
      expect(inputsOf(form.json)).toMatchObject({ callTime: '10:15' });
      expect(await drafts()).toHaveLength(1);
    },
  );

  it('fills in what was asked about, and 「いいえ」 leaves the form as it was', async () => {
    await chief.say('録音を申請します');
    const doubtful = 'お客様の090-9999-8888にかけ直しました';
    expect((await chief.say(doubtful)).words).toContain('この内容を申請書に入力しますか');
    const left = await chief.say('いいえ、違います');
    expect(numberIn(left)).not.toBe('（090）9999-8888');
    await chief.say(doubtful);
    expect(numberIn(await chief.say('はい'))).toBe('（090）9999-8888');
  });

  it('is none where one of several things was asked for: 「1番目」 is the first, 「2番目」 the second', async () => {
    const asked = await chief.say(DOUBTFUL);
    expect(asked.words).toContain('次のどれでしょうか');
    expect((await chief.say('はい')).words).toContain('「1番目」のようにお答えいただくか');
    const askedAgain = async () => {
      await forgetRequests(world);
      return chief.say(DOUBTFUL);
    };
    for (const [place, said] of ['1番目', '2番目'].entries()) {
      await askedAgain();
      const answered = (await chief.say(said)).words;
      const again = await askedAgain();
      expect((await chief.press(again, String(actionsOf(again.json)[place]?.title))).words).toBe(answered);
    }
  });

  it('to nothing that was asked shows the form in hand, if there is one', async () => {
    await chief.say('録音を申請します');
    await chief.say('私の申請');
    expect((await chief.say('はい')).words).toContain('手順 1/4');
  });

  it('never does what cannot be undone: the question is shown once more and says so', async () => {
    const serial = await submitApplication(world);
    expect(serial).toBeDefined();
    const asked = await chief.say('R8-1を取り下げて');
    const again = await chief.say('はい');
    expect(again.words).toContain(asked.words);
    expect(again.words).toContain('「はい」というお返事だけでは行いません');
    const [request] = await world.app.ctx.db.client.request.findMany();
    expect(request?.status).toBe('submitted');
    await chief.press(again, '取り下げる');
    expect((await world.app.ctx.db.client.request.findMany())[0]?.status).toBe('withdrawn');
  });

  it('throws no form away', async () => {
    await chief.say('録音を申請します');
    await chief.say('下書きを破棄して');
    await chief.say('はい');
    await chief.say('はい');
    expect(await drafts()).toHaveLength(1);
  });

  it.each(['大丈夫です', 'いいです'])('is not 「%s」, which may as well decline', async (either) => {
    await chief.say('9月10日の10時15分、相手は090-1234-5678');
    await chief.say(either);
    expect(await drafts()).toEqual([]);
  });

  it('is not 「いいえ」: what is declined stays as it was, and nothing is said of a button', async () => {
    await submitApplication(world);
    await chief.say('R8-1を取り下げて');
    const { words } = await chief.say('いいえ');
    expect(words).toContain('R8-1');
    expect(words).not.toContain('ボタンを押してください');
  });

  it('writes nothing when the form that was asked about is gone', async () => {
    await chief.say('録音を申請します');
    await chief.say('お客様の090-9999-8888にかけ直しました');
    await world.app.ctx.db.client.request.updateMany({ data: { status: 'withdrawn' } });
    await world.as('otherChief').say('はい');
    await chief.say('はい');
    const requests = await world.app.ctx.db.client.request.findMany();
    expect(requests.map(({ status, otherNumber }) => [status, otherNumber])).toEqual([['withdrawn', null]]);
  });

  it('is none three minutes later, after something else, or of somebody else', async () => {
    const offered = '9月10日の10時15分、相手は090-1234-5678';
    await chief.say(offered);
    await world.as('otherChief').say('はい');
    world.clock.advance(4 * 60_000);
    await chief.say('はい');
    await chief.say(offered);
    await chief.say('私の申請');
    await chief.say('はい');
    expect(await drafts()).toEqual([]);
  });
});

/** Questions about the rule that dictation might send in two, of which neither half says enough by itself. */
const SPLIT = examplesOf()
  .filter(({ label }) => label.startsWith('rule_'))
  .flatMap(({ sentence }): [string, string][] => {
    const at = sentence.search(/[はがをにの](?=[一-龠ァ-ヶ])/) + 1;
    const halves: [string, string] = [sentence.slice(0, at), sentence.slice(at)];
    const isVague = ({ intent, guessed }: Reading) =>
      guessed !== undefined || intent.kind === 'unsure' || intent.kind === 'unknown';
    const isOne = halves.every((half) => half.length > 3 && isVague(read(half, CONTEXT)));
    return isOne && readShown(sentence, CONTEXT)?.kind === 'rule' ? [halves] : [];
  });

describe('what dictation sends in two', () => {
  it('is read together when neither half is surely understood by itself', async () => {
    expect(SPLIT.length).toBeGreaterThan(2);
    for (const [first, second] of SPLIT.slice(0, 3)) {
      const whole = (await chief.say(first + second)).words;
      await chief.say(first);
      expect((await chief.say(second)).words).toBe(whole);
    }
  });

  it('orders nothing, whatever both halves together would order', async () => {
    await submitApplication(world);
    for (const [first, second] of [
      ['ぴよぴよR8-1を', '承認します'],
      ['ぴよぴよR8-1を', '承認お願いします'],
    ] as const) {
      expect(read(first, CONTEXT).guessed).toBeDefined();
      await world.as('manager').say(first);
      await world.as('manager').say(second);
    }
    const request = await world.app.ctx.db.client.request.findFirst({ where: { serial: 1 } });
    expect(request?.status).toBe('submitted');
  });

  it('is two things when a minute lies between', async () => {
    const [first, second] = SPLIT[0] ?? ['', ''];
    const alone = (await world.as('otherChief').say(second)).words;
    await chief.say(first);
    world.clock.advance(61_000);
    expect((await chief.say(second)).words).toBe(alone);
  });
});
