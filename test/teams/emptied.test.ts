import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pressedData } from '../cards/renderer.js';
import { actionsOf, inputsOf, wordsOf } from '../helpers/card.js';
import { isRecord } from '../helpers/json.js';
import { forgetRequests } from '../helpers/reset.js';
import { ENTRIES } from '../helpers/submitting.js';
import { type Card, createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
});
afterAll(() => world.close());
beforeEach(() => forgetRequests(world));

/** Presses a button as the renderer itself does: an input that is empty is not in what it sends. */
async function pressAsClients(card: Card, button: string, typed: Record<string, string> = {}): Promise<Card> {
  const verb = actionsOf(card.json).find(({ title }) => title === button)?.verb;
  const data = pressedData(card.json, button, typed);
  const answer = await chief.invoke({ action: { type: 'Action.Execute', verb, data }, trigger: 'manual' });
  if (!isRecord(answer.body) || !isRecord(answer.body.value)) throw new Error(JSON.stringify(answer));
  return { json: answer.body.value, words: wordsOf(answer.body.value) };
}

const { callDate, callTime, durationMinutes, otherNumber, cityNumber } = ENTRIES;
const CALL = { callDate, callTime, durationMinutes, otherNumber, cityNumber };

describe('an entry that somebody empties', () => {
  it.each(Object.keys(CALL))('%s is asked for again, and does not come back', async (field) => {
    await pressAsClients(await chief.say('申請'), '次へ', CALL);
    const again = await pressAsClients(await chief.say('戻る'), '次へ', { [field]: '' });
    expect(again.words).toContain('手順 1/4');
    expect(inputsOf(again.json)[field]).toBe('');
    expect(inputsOf(await chief.say('続き').then(({ json }) => json))[field]).toBe('');
  });

  it('is empty too after 戻る', async () => {
    const purpose = await pressAsClients(await chief.say('申請'), '次へ', CALL);
    const applicant = await pressAsClients(purpose, '次へ', { purpose: '1' });
    await pressAsClients(applicant, '戻る', { documentNumber: '', contactName: '' });
    await chief.say('次へ');
    const shown = inputsOf((await chief.say('続き')).json);
    expect([shown.documentNumber, shown.contactName]).toEqual(['', '']);
  });

  it('keeps what stands on other cards', async () => {
    const purpose = await pressAsClients(await chief.say('申請'), '次へ', CALL);
    await pressAsClients(purpose, '次へ', { purpose: '4', purposeOther: '開示請求への対応' });
    await chief.say('戻る');
    const call = await chief.say('戻る');
    expect(inputsOf(call.json)).toMatchObject({ callTime: '10:15', cityNumber: '12345' });
    expect(inputsOf((await pressAsClients(call, '次へ')).json)).toMatchObject({ purposeOther: '開示請求への対応' });
  });
});

describe('a number and 非通知, which exclude each other', () => {
  it('ticking 非通知 takes the number away, and says so', async () => {
    await pressAsClients(await chief.say('申請'), '次へ', CALL);
    const purpose = await pressAsClients(await chief.say('戻る'), '次へ', { withheld: 'true' });
    expect(purpose.words).toContain('手順 2/4');
    expect(purpose.words).toContain('「非通知」を選ばれたため、相手方電話番号を空欄にしました');
    const call = await chief.say('戻る');
    expect(inputsOf(call.json)).toMatchObject({ otherNumber: '', withheld: 'true' });
  });

  it('a number typed where 非通知 was ticked takes the tick away, and says so', async () => {
    await pressAsClients(await chief.say('申請'), '次へ', { ...CALL, otherNumber: '', withheld: 'true' });
    const purpose = await pressAsClients(await chief.say('戻る'), '次へ', { otherNumber: '090-1234-5678' });
    expect(purpose.words).toContain('「非通知」の選択を外しました');
    expect(inputsOf((await chief.say('戻る')).json)).toMatchObject({ otherNumber: '（090）1234-5678', withheld: '' });
  });

  it('traps nobody: of both at once the tick holds', async () => {
    const purpose = await pressAsClients(await chief.say('申請'), '次へ', { ...CALL, withheld: 'true' });
    expect(purpose.words).toContain('手順 2/4');
  });

  it('a press that Teams repeats brings nothing new, whichever of the two gave way', async () => {
    const form = await chief.say('申請');
    await pressAsClients(form, '次へ', { ...CALL, withheld: 'true' });
    const again = await pressAsClients(form, '次へ', { ...CALL, withheld: 'true' });
    expect(again.words).toContain('手順 2/4');
    expect(again.words).not.toContain('別のカード');
  });

  it('an unticked box with a number is no contradiction', async () => {
    const purpose = await pressAsClients(await chief.say('申請'), '次へ', { ...CALL, withheld: 'false' });
    expect(purpose.words).not.toContain('非通知');
  });
});
