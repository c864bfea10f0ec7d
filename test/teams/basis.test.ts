import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { findActor } from '../../bot/directory/people.js';
import { exportLedger } from '../../bot/ledger/exportLedger.js';
import { inputsOf } from '../helpers/card.js';
import { forgetRequests } from '../helpers/reset.js';
import { type Card, createWorld, PEOPLE, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
let manager: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  [chief, manager] = [world.as('chief'), world.as('manager')];
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  await manager.say('こんにちは');
});

const CALL = {
  callDate: '2026-09-15',
  callTime: '10:15',
  durationMinutes: '5',
  otherNumber: '090-1234-5678',
  cityNumber: '12345',
};
const OUTSIDE = {
  outsideBody: '熊本東警察署',
  outsideDocument: '捜査関係事項照会書　第12号',
  outsideBasis: '刑事訴訟法第197条第2項',
  answerBy: '2026-09-30',
};
const DISCLOSURE = {
  disclosureLaw: 'law',
  disclosureNumber: '令和8年度第3号',
  disclosureDate: '2026-09-10',
};

/** The second step, with the call filled in. */
async function purposeCard(words = '録音がほしい'): Promise<Card> {
  return chief.press(await chief.say(words), '次へ', CALL);
}
async function file(purpose: Card): Promise<void> {
  const third = await chief.press(purpose, '次へ', { documentNumber: '12' });
  await chief.press(third, '申請する', { pledged: 'true' });
  await world.app.runPending();
}
const inputs = (card: Card) => Object.keys(inputsOf(card.json));

describe('an application for a body outside the city', () => {
  it('is asked for the body, its document and on what it rests, and only then', async () => {
    const card = await purposeCard();
    expect(inputs(card)).toEqual(['purpose', 'purposeOther']);
    const asked = await chief.press(card, '次へ', { purpose: '3' });
    expect(asked.words).toContain('あと3項目です');
    expect(inputs(asked)).toEqual(expect.arrayContaining(Object.keys(OUTSIDE)));
    expect(inputs(asked)).not.toContain('disclosureLaw');
    const again = await chief.press(asked, '次へ', { ...OUTSIDE, outsideBasis: '' });
    expect(again.words).toContain('照会等の根拠を入力してください');
    expect(inputsOf(again.json)).toMatchObject({ outsideBody: '熊本東警察署', outsideBasis: '' });
    await file(await chief.press(again, '次へ', OUTSIDE));
    const card2 = manager.cards().findLast(({ words }) => words.includes('承認をお願いします'));
    for (const value of ['熊本東警察署', '捜査関係事項照会書　第12号', '刑事訴訟法第197条第2項'])
      expect(card2?.words).toContain(value);
    expect(await world.app.ctx.db.client.request.findFirst()).toMatchObject({ ...OUTSIDE, disclosureLaw: null });
  });

  it('forgets nothing of it when another purpose was chosen by mistake', async () => {
    const card = await chief.press(await chief.press(await purposeCard(), '次へ', { purpose: '3' }), '次へ', OUTSIDE);
    const back = await chief.press(await chief.press(card, '戻る'), '次へ', { purpose: '1' });
    const second = await chief.press(await chief.press(back, '戻る'), '次へ', { purpose: '3' });
    expect(second.words).toContain('手順 3/4');
    await file(second);
    expect(await world.app.ctx.db.client.request.findFirst()).toMatchObject(OUTSIDE);
  });

  it('stands in the register of what left the house, and in the ledger, once it was handed over', async () => {
    await file(await chief.press(await chief.press(await purposeCard(), '次へ', { purpose: '3' }), '次へ', OUTSIDE));
    expect((await manager.say('外部提供の一覧')).words).toContain('交付した録音はありません');
    await manager.say('R8-1を承認');
    await world.app.runPending();
    const register = await manager.say('外部提供の一覧');
    expect(register.words).toContain('外部に提供した録音　1件');
    expect(register.words).toContain('熊本東警察署　捜査関係事項照会書　第12号　刑事訴訟法第197条第2項');
    // Who extracts recordings reads whose they are no further than they need.
    expect((await world.as('operator').say('外部提供の一覧')).words).not.toContain('熊本東警察署');
    const { content } = await exportLedger(
      world.app.ctx,
      findActor(world.app.ctx.directory, PEOPLE.manager.id, '2026-09-16'),
      { channel: 'chat' },
      { format: 'csv' },
    );
    expect(content.toString()).toContain('熊本東警察署　捜査関係事項照会書　第12号　刑事訴訟法第197条第2項');
  });
});

describe('an application that answers a request for disclosure (第5条第1号)', () => {
  it('is named as it was said: 市民からの開示請求', async () => {
    const card = await purposeCard('市民からの開示請求があったため、録音がほしい');
    expect(inputsOf(card.json)).toMatchObject({ purpose: '4', purposeOther: '開示請求への対応' });
  });

  it('is found by what was said, and asked for the law, the number and the day', async () => {
    const card = await purposeCard('個人情報の開示請求があったため、録音がほしい');
    expect(inputsOf(card.json)).toMatchObject({ purpose: '4', purposeOther: '個人情報の開示請求への対応' });
    expect(inputs(card)).toContain('disclosureLaw');
    const again = await chief.press(card, '次へ', { ...DISCLOSURE, disclosureDate: '2026-09-20' });
    expect(again.words).toContain('今日より後');
    await file(await chief.press(again, '次へ', DISCLOSURE));
    const decide = manager.cards().findLast(({ words }) => words.includes('承認をお願いします'));
    expect(decide?.words).toContain('個人情報の保護に関する法律');
    expect(decide?.words).toContain('令和8年度第3号');
    await manager.say('R8-1を承認');
    await world.app.runPending();
    expect(await world.app.ctx.db.client.request.findFirst()).toMatchObject({
      ...DISCLOSURE,
      ground: 1,
      outsideBody: null,
    });
    expect((await manager.say('外部提供の一覧')).words).toContain(
      '開示請求（個人情報の保護に関する法律）　令和8年度第3号',
    );
  });
});
