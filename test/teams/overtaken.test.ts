import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { actionsOf, inputsOf, urlOf } from '../helpers/card.js';
import { linkPage } from '../helpers/linkPage.js';
import { forgetDeputies, forgetRequests } from '../helpers/reset.js';
import { handOver, submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
let staff: Person;
let manager: Person;
let deputy: Person;
let operator: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  [chief, staff, manager] = [world.as('chief'), world.as('staff'), world.as('manager')];
  [deputy, operator] = [world.as('deputy'), world.as('operator')];
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  await forgetDeputies(world);
  for (const person of [chief, staff, manager, deputy, operator]) await person.say('こんにちは');
});

const heard = (person: Person, words: string) => person.cards().filter((card) => card.words.includes(words)).length;
const titles = (card: { json: unknown }) => actionsOf(card.json).map(({ title }) => title);

async function withdraw(): Promise<void> {
  await chief.press(await chief.say('R8-1を取り下げたい'), '取り下げる');
  await world.app.runPending();
}

/** Staff prepare, the chief files. */
async function fileForStaff(): Promise<void> {
  await staff.press(await walkToConfirmation(staff), '課長へ確認を依頼する', { pledged: 'true' });
  await world.app.runPending();
  await chief.press(chief.lastCard(), 'この内容で申請する');
  await world.app.runPending();
}

describe('a call to act', () => {
  it('of the chief to decide (催促) is taken back where it was sent, once the application is withdrawn', async () => {
    await submitApplication(world);
    await chief.say('R8-1を催促して');
    await world.app.runPending();
    expect(heard(manager, '審査のお願いが届いています')).toBe(1);
    await withdraw();
    expect(heard(manager, '審査のお願いが届いています')).toBe(0);
    expect(heard(manager, '「取下げ」です')).toBe(2);
  });

  it('of the operator ends with the decision: 「対応をお願いします」 does not stay', async () => {
    await submitApplication(world, { otherNumber: '096-999-0000', callTime: '06:10' });
    expect(heard(operator, '対応をお願いします')).toBe(1);
    const fold = await manager.press(manager.lastCard(), '不交付の内容を確認する');
    await manager.press(fold, '不交付を決定する');
    await world.app.runPending();
    expect(heard(operator, '対応をお願いします')).toBe(0);
  });

  it('of a reminder ends when somebody decided', async () => {
    await submitApplication(world);
    world.clock.set('2026-09-18T10:00:00+09:00');
    await world.app.housekeeping();
    await world.app.runPending();
    expect(heard(manager, '審査をお待ちしている申請があります')).toBe(1);
    await manager.say('R8-1を承認');
    await world.app.runPending();
    expect(heard(manager, '審査をお待ちしている申請があります')).toBe(0);
  });

  it('of a returned form says what to mend, and ends when it is withdrawn', async () => {
    await submitApplication(world);
    const fold = await manager.press(manager.lastCard(), '差し戻す…');
    await manager.press(fold, '差し戻す', { words: '時間をご確認ください', choice: 'callTime' });
    await world.app.runPending();
    const returned = chief.lastCard();
    expect(returned.words).toContain('申請が差し戻されました');
    expect(returned.words).toContain('差戻し：時間をご確認ください');
    expect(titles(returned)).toContain('取り下げる…');
    await chief.press(await chief.press(returned, '取り下げる…'), '取り下げる');
    await world.app.runPending();
    expect(heard(chief, '申請が差し戻されました')).toBe(0);
  });

  it('of a returned form ends when it was filed again', async () => {
    await submitApplication(world);
    const fold = await manager.press(manager.lastCard(), '差し戻す…');
    await manager.press(fold, '差し戻す', { words: '時間をご確認ください', choice: 'callTime' });
    await world.app.runPending();
    expect(heard(chief, '申請が差し戻されました')).toBe(1);
    await chief.say('時間は10時20分です');
    await chief.say('この内容で申請します');
    await world.app.runPending();
    expect(heard(chief, '申請が差し戻されました')).toBe(0);
  });

  it('to fetch the answer ends with its link: 失効 and 再発行 leave no button that leads nowhere', async () => {
    await handOver(world);
    expect(heard(chief, '録音データが交付されました')).toBe(1);
    await chief.press(await chief.say('R8-1のリンクを再発行して'), '再発行する');
    await world.app.runPending();
    expect(heard(chief, '録音データが交付されました')).toBe(0);
  });

  it('is gone from the deputy whose period ended, and comes back with the next one', async () => {
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    await submitApplication(world);
    expect(heard(deputy, '承認をお願いします')).toBe(1);
    world.clock.set('2026-09-19T09:00:00+09:00');
    await world.app.housekeeping();
    await world.app.runPending();
    expect(heard(deputy, '承認をお願いします')).toBe(0);
    await manager.say('9月24日から25日まで代決者を試験四郎に');
    world.clock.set('2026-09-24T09:00:00+09:00');
    await world.app.housekeeping();
    await world.app.runPending();
    expect(heard(deputy, '承認をお願いします')).toBe(1);
  });

  it('is gone from the deputy at once when the manager ends the period', async () => {
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    await submitApplication(world);
    await manager.say('代決を終了');
    await world.app.runPending();
    expect(heard(deputy, '承認をお願いします')).toBe(0);
  });
});

describe('審査待ち', () => {
  it('says that nobody has opened it yet, and then who did and when', async () => {
    await submitApplication(world);
    expect((await chief.say('R8-1は？')).words).toContain('審査待ちです（9月16日（水）10時00分から）');
    expect((await chief.say('R8-1は？')).words).not.toContain('審査しています');
    world.clock.set('2026-09-16T10:05:00+09:00');
    await manager.press(manager.lastCard(), '差し戻す…');
    expect((await chief.say('R8-1は？')).words).toContain(
      '管財課長 試験 太郎 様が審査しています（9月16日（水）10時05分に内容を開きました）',
    );
  });

  it('begins anew with every filing, also on the same day', async () => {
    await submitApplication(world);
    const fold = await manager.press(manager.lastCard(), '差し戻す…');
    await manager.press(fold, '差し戻す', { words: '時間をご確認ください', choice: 'callTime' });
    world.clock.set('2026-09-16T11:00:00+09:00');
    await chief.say('時間は10時20分です');
    await chief.say('この内容で申請します');
    await world.app.runPending();
    expect((await chief.say('R8-1は？')).words).toContain('審査待ちです（9月16日（水）11時00分から）');
    world.clock.set('2026-09-16T11:30:00+09:00');
    await manager.say('R8-1は？');
    expect((await chief.say('R8-1は？')).words).toContain('9月16日（水）11時30分に内容を開きました');
  });
});

describe('after the first download', () => {
  it('the chief is asked in the chat for the number that ends the matter, and the card goes when it is there', async () => {
    const page = linkPage(world, await handOver(world));
    const [file] = (await page.enter('chief')).files;
    await page.post(file?.downloadsHref ?? '');
    await page.post(file?.downloadsHref ?? '');
    await world.app.runPending();
    expect(heard(chief, '登録した番号を入力すると手続が終わります')).toBe(1);
    const card = chief.lastCard();
    expect(Object.keys(inputsOf(card.json))).toEqual(['words']);
    await chief.say('文書登録番号は市民第77号です');
    await world.app.runPending();
    expect(heard(chief, '登録した番号を入力すると手続が終わります')).toBe(0);
  });
});

describe('whoever prepared the form', () => {
  it('hears that it was filed and what came of it', async () => {
    await fileForStaff();
    expect(heard(staff, '作成された申請書が申請されました')).toBe(1);
    await manager.say('R8-1を承認');
    await world.app.runPending();
    expect(heard(staff, '作成された申請に回答がありました')).toBe(1);
    expect(staff.lastCard().words).toContain('交付済');
    expect(titles(staff.lastCard())).not.toContain('回答書と録音を開く');
  });
});

describe('the section', () => {
  it('has its 様式第1号 on the card of the chief and of whoever prepared it, and both letters beside the answer', async () => {
    await fileForStaff();
    for (const name of ['chief', 'staff'] as const) {
      const card = await world.as(name).say('R8-1は？');
      const view = await linkPage(world, urlOf(card.json, '申請書（PDF）を開く').split('#')[1] ?? '').enter(name);
      expect(view.letters.map(({ title }) => title)).toEqual(['電話録音データ取出し申請書（様式第1号）']);
    }
    await manager.say('R8-1を承認');
    await world.app.runPending();
    const answer = chief.cards().findLast(({ words }) => words.includes('録音データが交付されました'));
    const page = linkPage(world, urlOf(answer?.json, '回答書と録音を開く').split('#')[1] ?? '');
    const { letters } = await page.enter('chief');
    expect(letters.map(({ title }) => title)).toEqual([
      '電話録音データ取出し回答書（様式第2号）',
      '電話録音データ取出し申請書（様式第1号）',
    ]);
    for (const { href } of letters) expect((await page.get(href)).headers.get('content-type')).toBe('application/pdf');
  });

  it('gets it by words, also when the link has run out', async () => {
    await submitApplication(world);
    world.clock.set('2026-09-30T10:00:00+09:00');
    const card = await chief.say('申請書のPDFを見たい');
    const token = urlOf(card.json, '申請書（PDF）を開く').split('#')[1] ?? '';
    expect((await linkPage(world, token).enter('chief')).state).toBe('open');
  });

  it('does not see the files that 管財課 attaches, nor may it attach any', async () => {
    await submitApplication(world);
    const card = await chief.say('R8-1は？');
    const page = linkPage(world, urlOf(card.json, '申請書（PDF）を開く').split('#')[1] ?? '');
    const view = await page.enter('chief');
    expect(view).toMatchObject({ attached: [], uploadHref: null });
  });
});

describe('a card that answered a press', () => {
  it('goes on saying so to whoever pressed, when it is brought up to date', async () => {
    await fileForStaff();
    expect(heard(chief, '申請を受け付けました')).toBe(1);
    await manager.press(await manager.press(manager.lastCard(), '差し戻す…'), '差し戻す', {
      words: '時間をご確認ください',
    });
    await world.app.runPending();
    expect(heard(manager, '差し戻しました')).toBe(1);
  });

  it('tells what happened since, once something has', async () => {
    await fileForStaff();
    await manager.press(manager.lastCard(), '承認する');
    await world.app.runPending();
    expect(heard(manager, '承認しました')).toBe(0);
    expect(heard(manager, '「交付済」です')).toBe(1);
  });

  it('tells others how it stands, not what they did not do', async () => {
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    await fileForStaff();
    await deputy.press(await deputy.press(deputy.lastCard(), '差し戻す…'), '差し戻す', {
      words: '時間をご確認ください',
    });
    await world.app.runPending();
    expect(heard(deputy, '差し戻しました')).toBe(1);
    expect(heard(manager, '差し戻しました')).toBe(0);
    expect(heard(manager, '「差戻し」です')).toBe(1);
  });
});

describe('a reminder that the link runs out', () => {
  it('is taken back when the chief has a new one', async () => {
    await handOver(world);
    world.clock.set('2026-09-24T10:00:00+09:00');
    await world.app.ctx.db.client.link.updateMany({ data: { expiresAt: new Date('2026-09-25T10:00:00+09:00') } });
    await world.app.housekeeping();
    await world.app.runPending();
    expect(heard(chief, '取得リンクの期限が近づいています')).toBe(1);
    await chief.press(await chief.say('R8-1のリンクを再発行して'), '再発行する');
    await world.app.runPending();
    expect(heard(chief, '取得リンクの期限が近づいています')).toBe(0);
  });
});

describe('an application that nobody could decide', () => {
  it('is no call for the operator any more once somebody can', async () => {
    await manager.press(await walkToConfirmation(manager), '申請する', { pledged: 'true' });
    await world.app.runPending();
    expect(heard(operator, '審査できる方がいません')).toBe(1);
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    await world.app.runPending();
    expect(heard(operator, '審査できる方がいません')).toBe(0);
    expect(heard(deputy, '承認をお願いします')).toBe(1);
  });
});
