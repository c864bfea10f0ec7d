import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { actionsOf, inputsOf, urlOf } from '../helpers/card.js';
import { linkPage } from '../helpers/linkPage.js';
import { forgetDeputies, forgetRequests } from '../helpers/reset.js';
import { handOver, submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
let staff: Person;
let manager: Person;
let deputy: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
  staff = world.as('staff');
  manager = world.as('manager');
  deputy = world.as('deputy');
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  await forgetDeputies(world);
  for (const person of [chief, staff, manager, deputy]) await person.say('こんにちは');
});

const request = () => world.app.ctx.db.client.request.findFirstOrThrow();
const titles = (card: { json: unknown }) => actionsOf(card.json).map(({ title }) => title);

async function prepare(): Promise<void> {
  const confirmation = await walkToConfirmation(staff);
  expect(titles(confirmation)).toContain('課長へ確認を依頼する');
  const handed = await staff.press(confirmation, '課長へ確認を依頼する', { pledged: 'true' });
  expect(handed.words).toContain('試験 花子 様が確認して申請します');
  await world.app.runPending();
}

describe('staff who prepare an application', () => {
  it('hand it to the chief, who files it with one click', async () => {
    await prepare();
    const card = chief.lastCard();
    expect(card.words).toContain('市民課　試験 一郎 様が作成した申請書です');
    expect(card.words).toContain('（090）1234-5678');
    expect((await chief.press(card, 'この内容で申請する')).words).toContain('R8-1');
    expect(await request()).toMatchObject({ preparedById: staff.id, chiefId: chief.id, chiefTitle: '市民課長' });
  });

  it('cannot file by themselves, not even with a forged press', async () => {
    await prepare();
    const answer = await staff.press(chief.lastCard(), 'この内容で申請する');
    expect(answer.words).toContain('申請した課（室）の長のみ');
    expect((await request()).status).toBe('draft');
  });

  it('get it back with the words of the chief, mend it and hand it over again', async () => {
    await prepare();
    const asked = await chief.press(chief.lastCard(), '担当者へ戻す…');
    expect((await chief.press(asked, '担当者へ戻す')).words).toContain('担当者へのことばを入力してください');
    await chief.press(asked, '担当者へ戻す', { words: '時間を確認してください' });
    await world.app.runPending();
    expect(staff.lastCard().words).toContain('課長からのことば：時間を確認してください');
    await staff.say('時間は10時20分です');
    const confirmation = await staff.say('続き');
    await staff.press(confirmation, '課長へ確認を依頼する', { pledged: 'true' });
    await world.app.runPending();
    expect(chief.lastCard().words).toContain('10時20分');
  });

  it('get it back once, however often Teams repeats the press', async () => {
    await prepare();
    const asked = await chief.press(chief.lastCard(), '担当者へ戻す…');
    await chief.press(asked, '担当者へ戻す', { words: '時間を確認してください' });
    await chief.press(asked, '担当者へ戻す', { words: '時間を確認してください' });
    expect(await world.app.ctx.db.client.notice.count({ where: { kind: 'handedBack' } })).toBe(1);
  });

  it('cannot hand it over again with the card of before it came back', async () => {
    const confirmation = await walkToConfirmation(staff);
    await staff.press(confirmation, '課長へ確認を依頼する', { pledged: 'true' });
    await world.app.runPending();
    const asked = await chief.press(chief.lastCard(), '担当者へ戻す…');
    await chief.press(asked, '担当者へ戻す', { words: '時間を確認してください' });
    const again = await staff.press(confirmation, '課長へ確認を依頼する', { pledged: 'true' });
    expect(again.words).toContain('内容が変わっています');
    expect(await request()).toMatchObject({ draftOwner: staff.id, returnWords: '時間を確認してください' });
    expect((await chief.press(asked, '担当者へ戻す', { words: 'もう一度' })).words).toContain(
      'すでに担当者が作成しています',
    );
  });

  it('and their chief can do all of it in words', async () => {
    await walkToConfirmation(staff);
    expect((await staff.say('課長に確認を依頼して')).words).toContain('課長へ確認を依頼しました');
    await world.app.runPending();
    const asked = await chief.say('担当者に戻して。時間を確認してください');
    expect(inputsOf(asked.json).words).toContain('時間を確認してください');
    await chief.press(asked, '担当者へ戻す');
    await world.app.runPending();
    await staff.say('時間は10時20分です');
    await staff.say('課長に確認を依頼して');
    await world.app.runPending();
    expect((await chief.say('この内容で申請する')).words).toContain('申請を受け付けました');
    expect(await request()).toMatchObject({ status: 'submitted', callTime: '10:20' });
  });

  it('keep the form while they write it: the chief cannot file it from under their hands', async () => {
    await walkToConfirmation(staff);
    const { id, version } = await request();
    const forged = {
      action: { type: 'Action.Execute', verb: 'submit', data: { requestId: id, version, pledged: 'true' } },
    };
    const answer = JSON.stringify((await chief.invoke(forged)).body);
    expect(answer).toContain('いまほかの方が作成・確認しています');
    expect((await request()).status).toBe('draft');
  });

  it('see that the chief mended the form and filed it', async () => {
    await prepare();
    const first = await chief.press(chief.lastCard(), '内容を直す');
    await chief.press(first, '次へ', { callTime: '10:16' });
    await chief.say('次へ');
    await chief.say('次へ');
    expect((await chief.say('この内容で申請する')).words).toContain('申請を受け付けました');
    expect((await staff.say('R8-1は？')).words).toContain('10時16分');
  });

  it('hand over only what is complete', async () => {
    const card = await staff.say('申請');
    expect((await staff.press(card, '次へ', { callDate: '2026-09-15' })).words).toContain('あと4項目です');
  });
});

describe('差戻し', () => {
  async function returned(): Promise<void> {
    await submitApplication(world);
    const fold = await manager.press(manager.lastCard(), '差し戻す…');
    await manager.press(fold, '差し戻す', { words: '時間をご確認ください', choice: 'callTime' });
    await world.app.runPending();
  }

  it('brings the form back to the chief at the field that was named', async () => {
    await returned();
    const card = chief.lastCard();
    expect(card.words).toContain('差戻し：時間をご確認ください');
    expect(card.words).toContain('✕ 差戻しで指摘された項目です');
    expect(inputsOf(card.json).callTime).toBe('10:15');
    expect((await chief.say('R8-1は？')).words).toContain('差戻し');
  });

  it('needs words', async () => {
    await submitApplication(world);
    const fold = await manager.press(manager.lastCard(), '差し戻す…');
    expect((await manager.press(fold, '差し戻す')).words).toContain('申請者へのことばを入力してください');
    expect((await request()).status).toBe('submitted');
  });

  it('keeps the receipt number, and the card shows what changed', async () => {
    await returned();
    await chief.press(chief.lastCard(), '次へ', { callTime: '10:20' });
    await chief.say('次へ');
    const confirmation = await chief.say('次へ');
    expect(titles(confirmation)).toContain('再申請する');
    expect((await chief.press(confirmation, '再申請する', { pledged: 'true' })).words).toContain('R8-1');
    await world.app.runPending();
    expect(manager.lastCard().words).toContain('時間：10時15分 → 10時20分');
    expect(await world.app.ctx.db.client.counter.findFirstOrThrow({ where: { kind: 'receipt' } })).toMatchObject({
      value: 1,
    });
  });

  it('leaves no way to approve with the old card', async () => {
    await submitApplication(world);
    const old = manager.lastCard();
    const fold = await manager.press(old, '差し戻す…');
    await manager.press(fold, '差し戻す', { words: '時間をご確認ください', choice: 'callTime' });
    expect((await manager.press(old, '承認する')).words).toContain('差戻し');
    expect((await request()).status).toBe('returned');
  });
});

describe('取下げ', () => {
  it('is confirmed first, then the manager sees it on the card', async () => {
    await submitApplication(world);
    const old = manager.lastCard();
    const asked = await chief.say('申請1を取り下げたい');
    expect(asked.words).toContain('申請を取り下げますか');
    expect((await request()).status).toBe('submitted');
    await chief.press(asked, '取り下げる');
    await world.app.runPending();
    expect(manager.lastCard().words).toContain('取下げ');
    expect((await manager.press(old, '承認する')).words).toContain('取下げ');
    expect((await request()).status).toBe('withdrawn');
  });

  it('is no longer possible after the decision', async () => {
    await handOver(world);
    expect((await chief.say('申請1を取り下げたい')).words).toContain('「交付済」のため、取下げはできません');
  });

  it('is not for others', async () => {
    await submitApplication(world);
    expect((await world.as('otherChief').say('申請1を取り下げたい')).words).toContain('見つかりませんでした');
    expect((await staff.say('申請1を取り下げたい')).words).toContain('申請した課（室）の長のみ');
  });
});

describe('代決', () => {
  it('is set by the manager in words, and the deputy then decides within the period', async () => {
    const set = await manager.say('9月16日から18日まで代決者を試験四郎に');
    expect(set.words).toContain('試験 四郎 様を代決者に設定しました（9月16日（水）から9月18日（金）まで）');
    await submitApplication(world);
    await deputy.press(deputy.lastCard(), '承認する');
    expect(await request()).toMatchObject({ decidedById: deputy.id, decidedAsDeputy: true });
    await world.app.runPending();
    expect((await manager.say('R8-1は？')).words).toContain('承認（代決）　試験 四郎');
    expect(manager.cards().some(({ words }) => words.includes('承認をお願いします'))).toBe(false);
    expect((await manager.say('代決者は？')).words).toContain('代決済　R8-1　承認　試験 四郎 様');
  });

  it('ends with the period', async () => {
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    await submitApplication(world);
    world.clock.set('2026-09-19T00:00:00+09:00');
    const answer = await deputy.press(deputy.lastCard(), '承認する');
    expect(answer.words).toContain('代決期間中の代決者のみ');
    expect((await request()).status).toBe('submitted');
  });

  it('can be seen and ended', async () => {
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    const list = await manager.say('代決者は？');
    expect(list.words).toContain('試験 四郎 様　9月16日（水）から9月18日（金）まで');
    expect((await manager.press(list, '試験 四郎 様の代決を終了（9月16日（水）から）')).words).toContain(
      '代決を終了しました',
    );
    await submitApplication(world);
    expect(deputy.cards().some(({ words }) => words.includes('承認をお願いします'))).toBe(false);
  });

  it.each([
    ['9月16日から18日まで代決者を試験花子に', '代決者として登録されている方'],
    ['2026年9月1日から2026年9月3日まで代決者を試験四郎に', '過ぎた日付'],
    ['12月5日から12月1日まで代決者を試験四郎に', '終わりが始まりより前になっていないか'],
    ['8月1日から8月5日まで代決者を試験四郎に', '過ぎた日付'],
    ['代決者を試験四郎に', '期間をお知らせください'],
  ])('「%s」 is answered with what is possible', async (said, answer) => {
    expect((await manager.say(said)).words).toContain(answer);
    expect(await world.app.ctx.db.client.deputyPeriod.count()).toBe(0);
  });

  it('is changed by setting it again, and set once however often it is said', async () => {
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    const changed = await manager.say('9月17日から25日まで代決者を試験四郎に');
    expect(changed.words).toContain('9月17日（木）から9月25日（金）まで');
    expect(changed.words).not.toContain('9月18日');
    expect(await world.app.ctx.db.client.deputyPeriod.count()).toBe(2);
    expect((await manager.say('代決の設定を教えて')).words).toContain('9月17日（木）から9月25日（金）まで');
  });

  it('is not set by others', async () => {
    expect((await chief.say('9月16日から18日まで代決者を試験四郎に')).words).toContain('管理責任者（管財課長）のみ');
  });

  it("takes over the manager's own application; where there is none, the operator is told", async () => {
    const operator = world.as('operator');
    await operator.say('こんにちは');
    const file = async () => manager.press(await walkToConfirmation(manager), '申請する', { pledged: 'true' });
    await file();
    await world.app.runPending();
    expect(operator.lastCard().words).toContain('審査できる方がいません');
    expect((await manager.say('R8-1を承認')).words).not.toContain('承認しました');
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    expect((await deputy.say('R8-1を承認')).words).toContain('承認しました');
  });
});

describe('after the answer', () => {
  it('the first download counts as 受領, and the document number ends the matter', async () => {
    const page = linkPage(world, await handOver(world));
    const [file] = (await page.enter('chief')).files;
    await page.post(file?.downloadsHref ?? '');
    expect((await request()).status).toBe('received');
    const asked = await chief.say('R8-1の文書番号を登録したい');
    expect((await chief.press(asked, '登録を完了する')).words).toContain('登録した番号を入力してください');
    const ended = await chief.press(asked, '登録を完了する', { words: 'R8-市民-1234' });
    expect(ended.words).toContain('これで手続は終わりです');
    expect(await request()).toMatchObject({ status: 'registered', registeredNumber: 'R8-市民-1234' });
  });

  it('「受領しました」 does it in words', async () => {
    await handOver(world);
    expect((await chief.say('受領しました')).words).toContain('受領を記録しました');
    expect((await chief.say('受領しました')).words).toContain('すでに受領済みです');
  });

  it('a new link takes the place of the old one, and the manager is told', async () => {
    const token = await handOver(world);
    await chief.press(await chief.say('リンクを再発行してください'), '再発行する');
    await world.app.runPending();
    const card = await chief.say('R8-1は？');
    const renewed = urlOf(card.json, '回答書と録音を開く').split('#')[1] ?? '';
    expect(renewed).not.toBe(token);
    expect((await linkPage(world, token).enter('chief')).state).toBe('revoked');
    expect((await linkPage(world, renewed).enter('chief')).state).toBe('open');
    expect(manager.lastCard().words).toContain('取得リンクが再発行されました');
  });

  it('the manager stops every link at once, with a reason that reaches the chief', async () => {
    const page = linkPage(world, await handOver(world));
    const view = await page.enter('chief');
    const asked = await manager.say('R8-1のリンクを失効させて');
    expect((await manager.press(asked, '失効させる')).words).toContain('失効の理由を入力してください');
    await manager.press(asked, '失効させる', { words: '宛先の誤りのため' });
    await world.app.runPending();
    expect((await page.post(view.files[0]?.downloadsHref ?? '')).status).toBe(410);
    expect(chief.lastCard().words).toContain('取得リンクが失効しました');
    expect(chief.lastCard().words).toContain('宛先の誤りのため');
  });

  it('after 失効 there is no way to a new link: not again, not for a colleague, not by an old card', async () => {
    const token = await handOver(world);
    const card = await chief.say('R8-1は？');
    const [again, share] = [
      await chief.press(card, '取得リンクを再発行…'),
      await chief.press(card, '課内の職員に渡す…'),
    ];
    await chief.press(share, 'この方に渡す', { choice: staff.id });
    await world.app.runPending();
    const colleagues = linkPage(world, urlOf(staff.lastCard().json, '回答書と録音を開く').split('#')[1] ?? '');
    const pages = [linkPage(world, token), colleagues] as const;
    await pages[0].enter('chief');
    await pages[1].enter('staff');
    const asked = await manager.say('R8-1のリンクを失効させて');
    await manager.press(asked, '失効させる', { words: '宛先の誤りのため' });
    await manager.press(asked, '失効させる', { words: '別の理由' });
    for (const page of pages) expect(await (await page.view()).json()).toMatchObject({ state: 'revoked', files: [] });
    expect((await chief.press(again, '再発行する')).words).toContain('管財課により失効しています');
    expect((await chief.press(share, 'この方に渡す', { choice: staff.id })).words).toContain(
      '管財課により失効しています',
    );
    expect(titles(await chief.say('R8-1は？'))).not.toContain('取得リンクを再発行…');
    expect(await request()).toMatchObject({ linksStoppedWords: '宛先の誤りのため' });
    expect(await world.app.ctx.db.client.link.count({ where: { kind: 'answer', revokedAt: null } })).toBe(0);
  });

  it('a repeated press makes one new link and tells the manager once', async () => {
    await handOver(world);
    const asked = await chief.say('R8-1のリンクを再発行して');
    await Promise.all([chief.press(asked, '再発行する'), chief.press(asked, '再発行する')]);
    await world.app.runPending();
    expect(await world.app.ctx.db.client.link.count({ where: { kind: 'answer' } })).toBe(2);
    expect(manager.cards().filter(({ words }) => words.includes('取得リンクが再発行されました'))).toHaveLength(1);
  });

  it('a link never outlives the copies', async () => {
    await handOver(world);
    world.clock.set('2026-10-13T10:00:00+09:00');
    await chief.press(await chief.say('R8-1のリンクを再発行して'), '再発行する');
    const newest = await world.app.ctx.db.client.link.findFirstOrThrow({ where: { kind: 'answer', revokedAt: null } });
    expect(newest.expiresAt).toEqual(new Date('2026-10-16T10:00:00+09:00'));
  });

  it('the chief hands the files to a member of the own section, with a link and a count of their own', async () => {
    await handOver(world);
    const card = await chief.say('R8-1は？');
    const asked = await chief.press(card, '課内の職員に渡す…');
    expect(asked.words).toContain('主査　試験 一郎');
    await chief.press(asked, 'この方に渡す', { choice: staff.id });
    await world.app.runPending();
    const token = urlOf(staff.lastCard().json, '回答書と録音を開く').split('#')[1] ?? '';
    const page = linkPage(world, token);
    const view = await page.enter('staff');
    const [file] = view.files;
    expect((await page.post(file?.downloadsHref ?? '')).status).toBe(200);
    const left = async (person: Person) => {
      const where = { link: { recipientId: person.id, kind: 'answer' }, copyId: file?.id ?? '' };
      const { allowed, downloads } = await world.app.ctx.db.client.linkFile.findFirstOrThrow({ where });
      return allowed - downloads;
    };
    expect([await left(staff), await left(chief)]).toEqual([4, 5]);
    const [entry] = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'link.download' } });
    expect(entry).toMatchObject({ actorId: staff.id, actorName: '試験 一郎' });
  });

  it('somebody who used up their downloads is handed the files anew', async () => {
    await handOver(world);
    const asked = await chief.say('R8-1の録音を課内の試験一郎に渡して');
    await chief.press(asked, 'この方に渡す');
    await world.app.ctx.db.client.linkFile.updateMany({
      where: { link: { recipientId: staff.id } },
      data: { downloads: 5 },
    });
    expect((await chief.press(asked, 'この方に渡す')).words).toContain('試験 一郎 様へ取得リンクをお送りしました');
    await world.app.runPending();
    const token = urlOf(staff.lastCard().json, '回答書と録音を開く').split('#')[1] ?? '';
    expect((await linkPage(world, token).enter('staff')).files[0]?.downloadsLeft).toBe(5);
  });

  it('the same can be said: 「R8-1の録音を課内の試験一郎に渡して」', async () => {
    await handOver(world);
    const asked = await chief.say('R8-1の録音を課内の試験一郎に渡して');
    expect(inputsOf(asked.json).choice).toBe(staff.id);
    expect((await chief.press(asked, 'この方に渡す')).words).toContain('試験 一郎 様へ取得リンクをお送りしました');
    expect((await chief.press(asked, 'この方に渡す')).words).toContain('すでに取得リンクをお渡ししています');
    expect(await world.app.ctx.db.client.link.count({ where: { kind: 'answer', recipientId: staff.id } })).toBe(1);
  });

  it('nobody of another section can be handed the files, not even with a forged card', async () => {
    await handOver(world);
    const asked = await chief.press(await chief.say('R8-1は？'), '課内の職員に渡す…');
    const answer = await chief.press(asked, 'この方に渡す', { choice: PEOPLE.otherChief.id });
    expect(answer.words).toContain('市民課の職員からお選びください');
    expect(await world.app.ctx.db.client.link.count({ where: { recipientId: PEOPLE.otherChief.id } })).toBe(0);
  });

  it('the copy is deleted 30 days later, its hash stays, and a new link says so', async () => {
    await handOver(world);
    world.clock.set('2026-10-16T10:00:00+09:00');
    await world.app.housekeeping();
    const copies = await world.app.ctx.db.client.copy.findMany();
    expect(copies.every(({ deletedAt, removedAt, sha256 }) => deletedAt && removedAt && sha256.length === 64)).toBe(
      true,
    );
    for (const { storeKey } of copies) await expect(world.app.ctx.files.open(storeKey)).rejects.toThrow();
    expect((await chief.press(await chief.say('リンクを再発行'), '再発行する')).words).toContain(
      '保管期間が過ぎ、削除されています',
    );
    expect(await world.app.ctx.db.client.auditEntry.count({ where: { action: 'copy.delete' } })).toBe(2);
  });
});

describe('催促', () => {
  it('reaches whoever decides, once a day', async () => {
    await submitApplication(world);
    expect((await chief.say('R8-1を催促して')).words).toContain('試験 太郎 様へお知らせしました');
    await world.app.runPending();
    expect(manager.lastCard().words).toContain('審査のお願いが届いています');
    expect((await chief.say('R8-1を催促して')).words).toContain('催促は1日1回まで');
    world.clock.set('2026-09-17T09:00:00+09:00');
    expect((await chief.say('R8-1を催促して')).words).toContain('お知らせしました');
  });
});

describe('the deputy', () => {
  const heard = (person: Person, words: string) => person.cards().filter((card) => card.words.includes(words)).length;
  const settle = () => world.app.runPending();

  it('is told of being set, of a change and of the end', async () => {
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    await settle();
    expect(deputy.lastCard().words).toContain('代決者に設定されました');
    expect(deputy.lastCard().words).toContain('9月16日（水）から9月18日（金）まで');
    await manager.say('9月17日から25日まで代決者を試験四郎に');
    await settle();
    expect(deputy.lastCard().words).toContain('代決の期間が変更されました');
    await manager.say('代決を終了');
    await settle();
    expect(deputy.lastCard().words).toContain('代決が終了しました');
  });

  it('is not told of a period that ended before the message reached them', async () => {
    await world.app.ctx.db.client.conversation.deleteMany({ where: { personId: deputy.id } });
    await manager.say('9月16日から18日まで代決者を試験四郎に');
    await manager.say('代決を終了');
    await settle();
    await deputy.say('こんにちは');
    await settle();
    expect(heard(deputy, '代決者に設定されました')).toBe(0);
    expect(heard(deputy, '代決が終了しました')).toBe(1);
  });

  it('with two periods has each ended by a button of its own', async () => {
    await manager.say('明日から3日間、代決者を試験四郎に');
    await manager.say('10月1日から1週間、代決者を試験四郎に');
    const asked = await manager.say('試験四郎さんの代決を終了');
    expect(asked.words).toContain('終了する代決の期間をお選びください');
    expect(asked.words).toContain('9月17日（木）から9月19日（土）まで');
    expect(asked.words).toContain('10月1日（木）から10月7日（水）まで');
    await manager.press(asked, '試験 四郎 様の代決を終了（10月1日（木）から）');
    const left = await manager.say('代決者は？');
    expect(left.words).toContain('9月17日（木）から9月19日（土）まで');
    expect(left.words).not.toContain('10月1日（木）から');
  });
});
