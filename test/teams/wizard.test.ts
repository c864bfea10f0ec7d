import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inputsOf } from '../helpers/card.js';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
});
afterAll(() => world.close());
beforeEach(() => forgetRequests(world));

describe('a section chief who begins an application', () => {
  it.each(['申請', '申請したいです。', '録音データを取り出したい', '電話の録音がほしいのですが'])(
    'says 「%s」',
    async (said) => {
      expect((await chief.say(said)).words).toContain('手順 1/4　通話');
    },
  );

  it('finds date, time and number of the first sentence filled in', async () => {
    const card = await chief.say('昨日の14時ごろ、090-1234-5678からの電話の録音がほしい');
    expect(inputsOf(card.json)).toMatchObject({
      callDate: '2026-09-15',
      callTime: '14:00',
      otherNumber: '（090）1234-5678',
    });
  });

  it('finds section, name, 文書記号 and today filled in', async () => {
    const third = await chief.press(
      await chief.press(await chief.say('申請'), '次へ', {
        callDate: '2026-09-15',
        callTime: '10:15',
        durationMinutes: '1',
        otherNumber: '0963282111',
        cityNumber: '12345',
      }),
      '次へ',
      { purpose: '2' },
    );
    expect(third.words).toContain('文書番号（必須・市民発第');
    expect(inputsOf(third.json)).toMatchObject({
      applicationDate: '2026-09-16',
      contactSection: '市民局市民課',
      contactName: '試験 花子',
    });
  });

  it('sees what is wrong at the field, with everything typed kept', async () => {
    const typed = {
      callDate: '2026-09-17',
      callTime: '25:00',
      durationMinutes: '0',
      otherNumber: 'でんわ',
      cityNumber: '1234',
    };
    const card = await chief.press(await chief.say('申請'), '次へ', typed);
    expect(card.words).toContain('5項目を直してください');
    expect(card.words).toContain('✕ 日付が今日より後になっています');
    expect(card.words).toContain('✕ 時間は00時00分から23時59分までの間');
    expect(card.words).toContain('✕ 通話時間は1から1440');
    expect(card.words).toContain('✕ 電話番号として読み取れませんでした');
    expect(card.words).toContain('✕ 本庁舎の内線は5桁');
    expect(inputsOf(card.json)).toMatchObject(typed);
  });

  it('is told that calls before the rule took effect were not recorded', async () => {
    const card = await chief.press(await chief.say('申請'), '次へ', { callDate: '2025-10-31' });
    expect(card.words).toContain('要綱の施行日（令和7年11月1日）より前');
  });

  it('is warned about a call older than 90 days but may file it', async () => {
    const confirmation = await walkToConfirmation(chief, { callDate: '2026-06-17' });
    expect(confirmation.words).toContain('保存期間（第4条第2項）を過ぎています');
    const filed = await chief.press(confirmation, '申請する', { pledged: 'true' });
    expect(filed.words).toContain('申請を受け付けました');
  });

  it('may choose 非通知 instead of a number', async () => {
    const card = await chief.press(await chief.say('申請'), '次へ', {
      callDate: '2026-09-15',
      callTime: '10:15',
      durationMinutes: '1',
      withheld: 'true',
      cityNumber: '12345',
    });
    expect(card.words).toContain('手順 2/4　利用目的');
  });

  it('needs words for その他', async () => {
    const first = await chief.say('昨日の10時15分、090-1234-5678から内線12345に1分くらいの電話の録音がほしい');
    const second = await chief.press(await chief.press(first, '次へ'), '次へ', { purpose: '4', purposeOther: '　' });
    expect(second.words).toContain('✕ 「その他」を選んだときは、利用目的を具体的に入力してください。');
  });

  it('accepts the pledge before filing', async () => {
    const refused = await chief.press(await walkToConfirmation(chief), '申請する', {});
    expect(refused.words).toContain('申請するには、受領後の取扱いを確認し');
    expect(await world.app.ctx.db.client.request.count({ where: { status: 'submitted' } })).toBe(0);
  });

  it('goes back at every step and finds everything as it was', async () => {
    const confirmation = await walkToConfirmation(chief);
    const third = await chief.press(confirmation, '戻る');
    const second = await chief.press(third, '戻る', { contactName: '試験 一郎' });
    const first = await chief.press(second, '戻る');
    expect(inputsOf(first.json)).toMatchObject({ callTime: '10:15', otherNumber: '（090）1234-5678' });
    const again = await chief.press(await chief.press(await chief.press(first, '次へ'), '次へ'), '次へ');
    expect(again.words).toContain('市民局市民課　試験 一郎');
  });
});

describe('a draft', () => {
  it('is resumed with 「続き」 where it was left', async () => {
    await chief.press(await chief.say('申請'), '次へ', {
      callDate: '2026-09-15',
      callTime: '10:15',
      durationMinutes: '1',
      otherNumber: '0963282111',
      cityNumber: '12345',
    });
    expect((await chief.say('続き')).words).toContain('手順 2/4　利用目的');
  });

  it('is not lost when the chief says 「申請」 again', async () => {
    await walkToConfirmation(chief);
    const asked = await chief.say('申請');
    expect(asked.words).toContain('作成途中の申請があります');
    expect((await chief.press(asked, '続きから再開')).words).toContain('手順 4/4　確認');
  });

  it('is thrown away only after a second press', async () => {
    const first = await chief.say('申請');
    const asked = await chief.press(first, '下書きを破棄…');
    expect(await world.app.ctx.db.client.request.count()).toBe(1);
    await chief.press(asked, '破棄する');
    expect(await world.app.ctx.db.client.request.count()).toBe(0);
    expect((await chief.press(first, '次へ')).words).toContain('すでに申請されたか、破棄されています');
  });

  it('can be filled in, moved and filed in words alone', async () => {
    await chief.say('昨日の10時15分に090-1234-5678から内線12345にかかってきた1分くらいの電話の録音がほしい');
    expect((await chief.say('次へ')).words).toContain('手順 2/4　利用目的');
    expect((await chief.say('利用目的は2')).words).toContain('手順 3/4　申請者');
    await chief.press(world.as('chief').lastCard(), '次へ', { documentNumber: '12' });
    expect((await chief.say('この内容で申請する')).words).toContain('申請を受け付けました');
  });

  it('belongs to its writer: a press by somebody else changes nothing', async () => {
    const card = await chief.say('申請');
    const other = await world.as('otherChief').press(card, '次へ', { callDate: '2026-09-15' });
    expect(other.words).not.toContain('手順');
    expect((await chief.say('続き')).words).toContain('手順 1/4　通話');
  });
});

describe('filing', () => {
  it('gives numbers without gaps, by 年度', async () => {
    expect((await submitApplication(world)).words).toContain('R8-1');
    expect((await submitApplication(world)).words).toContain('R8-2');
    world.clock.set('2027-03-31T23:59:00+09:00');
    expect((await submitApplication(world, { callDate: '2027-03-30' })).words).toContain('R8-3');
    world.clock.set('2027-04-01T00:00:00+09:00');
    expect((await submitApplication(world, { callDate: '2027-03-30' })).words).toContain('R9-1');
    world.clock.set('2026-09-16T10:00:00+09:00');
  });

  it('happens once, however often Teams repeats the press', async () => {
    const confirmation = await walkToConfirmation(chief);
    const presses = await Promise.all([1, 2, 3].map(() => chief.press(confirmation, '申請する', { pledged: 'true' })));
    for (const { words } of presses) expect(words).toContain('R8-1');
    expect(await world.app.ctx.db.client.request.count()).toBe(1);
    await world.app.runPending();
    expect(await world.app.ctx.db.client.letter.count()).toBe(1);
    expect(await world.app.ctx.db.client.notice.count({ where: { kind: 'decide' } })).toBe(1);
  });

  it('shows the confirmation again when the draft was changed on another device meanwhile', async () => {
    const confirmation = await walkToConfirmation(chief);
    await chief.say('時間は11時20分です');
    const answer = await chief.press(confirmation, '申請する', { pledged: 'true' });
    expect(answer.words).toContain('内容が変わっています');
    expect(answer.words).toContain('11時20分');
  });

  it('survives a press on the old card: it shows how the request stands', async () => {
    const confirmation = await walkToConfirmation(chief);
    await chief.press(confirmation, '申請する', { pledged: 'true' });
    expect((await chief.press(confirmation, '戻る')).words).toContain('審査待ち');
  });
});

describe('people who may not file', () => {
  it('are told whom to ask: somebody who is not in the directory', async () => {
    const card = await world.as('stranger').say('申請');
    expect(card.words).toContain('職員名簿に登録がない');
    expect(card.words).toContain('管財課');
  });

  it('are told why: an auditor', async () => {
    expect((await world.as('auditor').say('申請')).words).toContain(
      '取出し申請は、主管課長（課長・室長）と申請担当者が行います',
    );
  });
});

describe('hostile text', () => {
  it('in the words for その他 reaches the manager as text', async () => {
    const words = '$' + '{requestId} [リンク](https://evil.example) \\ ` <b>';
    await world.as('manager').say('こんにちは');
    await submitApplication(world, { purpose: '4', purposeOther: words });
    expect(world.as('manager').lastCard().words).toContain(words);
  });
});
