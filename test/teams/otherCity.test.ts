import '../helpers/mihon.js';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answerDefinition } from '../../bot/letters/answer.js';
import { applicationDefinition } from '../../bot/letters/application.js';
import { assertCity, holdCity } from '../../bot/matters/city.js';
import { CITIES, CITY } from '../../bot/rule/profile/city.js';
import { refusalSentence } from '../../bot/rule/purposes.js';
import { inputsOf } from '../helpers/card.js';
import { freshDatabase } from '../helpers/database.js';
import { forgetRequests } from '../helpers/reset.js';
import { createWorld, DIRECTORY, type Person, type World } from '../helpers/world.js';
import { read } from '../letters/reading.js';
import { ANSWER, APPLICATION, PRODUCED_AT } from '../letters/samples.js';

/** What nobody of 見本市 may ever read. */
const KUMAMOTO = /本庁舎|令和7年11月|熊本|管財|総務局|要綱|取出し|90日|市側電話番号|様式第\d|第5条の要件|カスハラ対応/;

const CALL = {
  callDate: '2026-09-15',
  callTime: '10:15',
  durationMinutes: '5',
  otherNumber: '090-1234-5678',
  cityNumber: '12345',
};
const INQUIRY = {
  outsideBody: '見本警察署',
  outsideDocument: '捜査関係事項照会書　第12号',
  outsideBasis: '刑事訴訟法第197条第2項',
};

let world: World;
let chief: Person;
let manager: Person;
beforeAll(async () => {
  const { bureau, section, documentSymbol, manager: head } = CITY.office;
  const directory = DIRECTORY.replace(
    '総務局,管財課,管財発,管財課長',
    [bureau, section, documentSymbol, head].join(','),
  )
    .replaceAll('総務局,管財課,管財発', [bureau, section, documentSymbol].join(','))
    .replaceAll('管財課', section);
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', directory });
  [chief, manager] = [world.as('chief'), world.as('manager')];
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  await manager.say('こんにちは');
});

describe('a city with another rule', () => {
  it('is 見本市 here, whose recordings are kept for three months', () => {
    expect(CITY).toBe(CITIES.mihon);
    expect(world.app.ctx.config).toMatchObject({ retention: { months: 3 }, answerSymbol: '総総', areaCode: '03' });
  });

  it('holds its database as its own, and refuses that of another city, told apart by what stands in it or by its age', async () => {
    const { client } = world.app.ctx.db;
    expect((await client.setting.findUnique({ where: { key: 'city' } }))?.value).toBe('mihon');
    const database = await freshDatabase();
    try {
      await holdCity(database);
      await expect(assertCity(database)).resolves.toBeUndefined();
      await database.client.setting.update({ where: { key: 'city' }, data: { value: 'kumamoto' } });
      await expect(holdCity(database)).rejects.toThrow('CITY_PROFILE: this database is kumamoto’s');
    } finally {
      await database.close();
    }
    // One with requests that says nothing is older than the setting, and so Kumamoto's.
    await chief.say('録音がほしい');
    await client.setting.delete({ where: { key: 'city' } });
    await expect(holdCity(world.app.ctx.db)).rejects.toThrow('CITY_PROFILE: this database is kumamoto’s');
    await client.setting.create({ data: { key: 'city', value: 'mihon' } });
  });

  it('offers the five purposes of its form, and proposes the ground of its own article', async () => {
    const purpose = await chief.press(await chief.say('録音がほしい'), '次へ', CALL);
    for (const words of ['1　苦情・不当要求への対応', '3　職員の研修', '4　官公署からの照会への対応', '5　その他'])
      expect(purpose.words).toContain(words);
    const asked = await chief.press(purpose, '次へ', { purpose: '4' });
    expect(Object.keys(inputsOf(asked.json))).toEqual(expect.arrayContaining(Object.keys(INQUIRY)));
    const third = await chief.press(asked, '次へ', { ...INQUIRY, purpose: '4' });
    const confirm = await chief.press(third, '次へ', { documentNumber: '12' });
    expect(confirm.words).toContain('市の電話番号');
    await chief.press(confirm, '申請する', { pledged: 'true' });
    await world.app.runPending();

    const decide = manager.lastCard();
    expect(decide.words).toContain('第8条の要件（必須）');
    expect(decide.words).toContain('「官公署からの照会への対応」は第8条第4号として審査します');
    expect(inputsOf(decide.json)).toMatchObject({ ground: '4', answerNumber: '1' });
    await manager.press(decide, '承認する');
    await world.app.runPending();
    expect(chief.lastCard().words).toContain('録音データが交付されました');
    const state = (await chief.say('R8-1の状況は？')).words;
    expect(state).toContain('第8条第4号　捜査機関その他の官公署からの文書による照会への対応');
    expect(state).toContain('総総第1号');
    // What left the house for another body stands in the register, though its ground has another number than in Kumamoto.
    expect((await manager.say('外部提供の一覧')).words).toContain('R8-1');
  });

  it('knows its purposes when they are said', async () => {
    const { words } = await chief.say('9月15日10時15分、研修に使うので090-1234-5678の録音がほしい');
    expect(words).toContain('手順 1/4');
    const draft = await world.app.ctx.db.client.request.findFirstOrThrow({ where: { status: 'draft' } });
    expect(draft.entries).toMatchObject({ purpose: '3' });
  });

  it('keeps a recording until the eve of the day, three months later, that answers to the day after the call', async () => {
    expect((await chief.say('録音は何日保存されますか')).words).toContain('3か月間');
    const checked = async (callDate: string) => {
      const purpose = await chief.press(await chief.say('録音がほしい'), '次へ', { ...CALL, callDate });
      return purpose.words;
    };
    expect(await checked('2026-06-16')).not.toContain('保存期間');
    await forgetRequests(world);
    expect(await checked('2026-06-15')).toContain('3か月間の保存期間（第6条）を過ぎています');
  });

  it('reads its own articles out', async () => {
    const { words } = await chief.say('第8条を見せて');
    expect(words).toContain('捜査機関その他の官公署から、法令に基づき文書で照会を受けたとき');
    expect((await chief.say('第13条を見せて')).words).toContain('この規程に定めのないことは');
    expect((await chief.say('どんなときに録音をもらえますか')).words).toContain('複製データをお渡しできるのは');
    expect((await chief.say('録音は何か月保存されますか')).words).toContain('3か月間');
    expect((await chief.say('どんなとき不交付になりますか')).words).toContain('第8条の要件に当たらない');
  });

  it('publishes its notice, its rule and its guides in its own words', async () => {
    for (const path of ['/notice', '/rule', '/guides/chief', '/guides/manager', '/files']) {
      const page = await (await fetch(world.url(path))).text();
      expect([path, page.match(KUMAMOTO)?.[0]]).toEqual([path, undefined]);
      expect(page).toContain('見本市');
    }
    expect(await (await fetch(world.url('/guides/chief'))).text()).toContain('「5 その他」');
    const notice = await (await fetch(world.url('/notice'))).text();
    expect(notice).toContain('通話の日から3か月間保存します');
    expect(notice).toContain('見本市通話録音装置取扱規程');
  });

  it('has letters of its own: other names, other words, five purposes', () => {
    const application = read(applicationDefinition({ ...APPLICATION, purpose: 4 }, PRODUCED_AT)).join('\n');
    for (const words of [
      '第1号様式（第9条関係）',
      '総務課長　様',
      '通話録音データ複製申請書',
      '〔4〕 官公署からの照会への対応',
      '5 その他',
      '市の電話番号',
    ])
      expect(application).toContain(words);
    const refused = { ...ANSWER, answerSymbol: '総総', refusal: refusalSentence('no_ground', ''), stored: true };
    const answer = read(answerDefinition(refused, PRODUCED_AT)).join('\n');
    for (const words of [
      '第2号様式（第10条関係）',
      '総総第45号',
      '通話録音データ複製回答書',
      '総務部総務課',
      '見本市通話録音装置取扱規程第8条各号のいずれにも当たらないため、同規程第10条第2項の規定により',
    ])
      expect(answer).toContain(words);
    expect(`${application}${answer}`).not.toMatch(KUMAMOTO);
  });

  it('never says a word of Kumamoto on any card that its people see', async () => {
    for (const words of [
      'ヘルプ',
      '苦情を記録したい',
      '再生の許可がほしい',
      '録音を消さないでほしい',
      '事案を作りたい',
      '施錠を確認した',
      '公表文を直したい',
      '設定を見せて',
      '運用状況',
      '代決者',
      '未処理一覧',
      '証跡がほしい',
      '統計がほしい',
      '規程を見せて',
      'どんなとき再生できますか',
      '誰が承認しますか',
      '苦情の窓口はどこですか',
      '録音を消してほしい',
      'おはようございます',
    ]) {
      await chief.say(words);
      await manager.say(words);
      await world.as('operator').say(words);
    }
    await world.person('stranger', '11111111-1111-4111-8111-000000000999').say('録音がほしい');
    const seen = world.connector.shown.map(({ card }) => JSON.stringify(card));
    expect(seen.length).toBeGreaterThan(55);
    expect(seen.flatMap((card) => card.match(KUMAMOTO) ?? [])).toEqual([]);
  });
});
