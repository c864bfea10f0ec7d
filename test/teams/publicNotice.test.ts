import { afterEach, describe, expect, it } from '@jest/globals';
import { parseHTML } from 'linkedom';
import { actionsOf, inputsOf, urlOf } from '../helpers/card.js';
import { type Card, createWorld, type Person, type World, type WorldOptions } from '../helpers/world.js';

let world: World;
let manager: Person;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', ...options });
  manager = world.as('manager');
  for (const name of ['chief', 'manager', 'operator'] as const) await world.as(name).say('こんにちは');
}

const page = async (path = '/notice') => {
  const answer = await fetch(world.url(path));
  return { status: answer.status, document: parseHTML(await answer.text()).document };
};
const wordsOf = (element: { textContent: string | null } | null) => (element?.textContent ?? '').replace(/\s+/g, '');
const buttons = (card: Card) => actionsOf(card.json).map(({ title }) => title);

/** The manager words one part otherwise and keeps it as a draft. */
async function draft(typed: Record<string, string>): Promise<Card> {
  return manager.press(await manager.say('公表文を直したい'), '案として保存する', typed);
}
const publish = async (card: Card) => manager.press(await manager.press(card, '公表する…'), '公表する');

describe('the notice to the public (第3条第1項)', () => {
  it('is worded by the manager, looked at, published, and then what everybody reads', async () => {
    await open();
    const form = await manager.say('公表文を直したい');
    expect(inputsOf(form.json)).toMatchObject({
      field_retention: expect.stringContaining('90日間保存します'),
      field_tel: '096-328-2111',
    });
    const kept = await manager.press(form, '案として保存する', {
      field_place: '・場所：熊本市役所本庁舎 3階\n・開始日：令和7年11月1日\n鍵のかかる部屋に置いています。',
    });
    expect(kept.words).toContain('公表文の案を保存しました');
    // Nothing is published yet.
    expect(wordsOf((await page()).document.querySelector('main'))).not.toContain('3階');
    const preview = await page(new URL(urlOf(kept.json, '公表前の見本を開く')).pathname);
    expect(wordsOf(preview.document.querySelector('.preview'))).toContain('公表前の案です');
    expect(wordsOf(preview.document.querySelector('main'))).toContain('3階');
    expect(preview.document.querySelector('meta[name="robots"]')?.getAttribute('content')).toContain('noindex');

    const done = await publish(kept);
    expect(done.words).toContain('公表しました');
    expect(buttons(done)).toEqual(expect.arrayContaining(['公表ページを開く', '市のサイト用（HTML）']));
    const { document } = await page();
    const items = [...document.querySelectorAll('main h2')].find((one) =>
      one.textContent?.startsWith('設置している場所'),
    );
    expect([...(items?.nextElementSibling?.querySelectorAll('li') ?? [])].map((one) => one.textContent)).toEqual([
      '場所：熊本市役所本庁舎 3階',
      '開始日：令和7年11月1日',
    ]);
    expect(wordsOf(document.querySelector('.dates'))).toBe('公表日：令和8年9月16日');
    expect(document.querySelector('.preview')).toBeNull();
  });

  it('keeps its versions, and tells on which day it changed', async () => {
    await open();
    await publish(await draft({ field_security: '一つ目の言葉。' }));
    world.clock.set('2026-10-20T09:00:00+09:00');
    const second = await draft({ field_security: '二つ目の言葉。' });
    expect(second.words).toContain('公表文R8-2');
    await publish(second);
    const { document } = await page();
    expect(wordsOf(document.querySelector('.dates'))).toBe('公表日：令和8年9月16日更新日：令和8年10月20日');
    expect(wordsOf(document.querySelector('main'))).toContain('二つ目の言葉。');
    const old = await manager.say('公表文R8-1を見せて');
    expect(old.words).toContain('「旧版」です');
    expect(old.words).toContain('一つ目の言葉。');
    const list = await manager.say('公表文の一覧');
    expect(list.words).toContain('公表文の一覧　2件');
    const actions = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: { startsWith: 'notice.' } } });
    expect(actions.map(({ action }) => action).filter((one) => !/view|list/.test(one))).toEqual([
      'notice.draft',
      'notice.publish',
      'notice.draft',
      'notice.publish',
    ]);
  });

  it('has one draft at a time, which can be mended and thrown away', async () => {
    await open();
    const first = await draft({ field_security: '案の言葉。' });
    const refused = await draft({ field_security: 'もう一つの案。' });
    expect(refused.words).toContain('作成中の案（公表文R8-1）があります');
    const form = await manager.press(first, '案を直す…');
    expect(inputsOf(form.json).field_security).toBe('案の言葉。');
    const mended = await manager.press(form, '案を保存する', { field_security: '直した言葉。' });
    expect(mended.words).toContain('直した言葉。');
    await manager.press(await manager.press(mended, '案を破棄…'), '案を破棄する');
    expect(wordsOf((await page()).document.querySelector('main'))).not.toContain('直した言葉。');
    expect((await page(`/notice/preview/${(await world.app.ctx.db.client.matter.findFirstOrThrow()).id}`)).status).toBe(
      404,
    );
    expect((await draft({ field_security: 'もう一つの案。' })).words).toContain('公表文R8-2');
  });

  it('is worded by nobody but the manager', async () => {
    await open();
    for (const name of ['chief', 'operator'] as const) {
      expect((await world.as(name).say('公表文を直したい')).words).toContain('管理責任者（管財課長）のみが行えます');
    }
  });

  it('keeps what was typed where a part is missing or too long', async () => {
    await open();
    const again = await draft({ field_security: 'あ'.repeat(601), field_tel: '' });
    expect(again.words).toContain('2項目をご確認ください');
    expect(again.words).toContain('データの管理は600字以内で入力してください。');
    expect(again.words).toContain('窓口の電話を入力してください。');
    expect(inputsOf(again.json).field_security).toHaveLength(601);
  });

  it('shows what was typed as text, whatever it is made of', async () => {
    await open();
    await publish(await draft({ field_security: '<b onclick="x">太字</b>・"\'', field_mail: 'a"b@example.jp' }));
    const { document } = await page();
    expect(document.querySelector('main b')).toBeNull();
    expect(wordsOf(document.querySelector('main'))).toContain(`<bonclick="x">太字</b>・"'`);
  });

  it('can be taken to the city’s own site, as words and as plain markup', async () => {
    await open();
    await publish(await draft({ field_security: '安全に管理します。' }));
    const text = await (await fetch(world.url('/notice/export.txt'))).text();
    expect(text).toContain('公表日：令和8年9月16日');
    expect(text).toContain('■ データの管理\n安全に管理します。\n');
    expect(text).toContain('電話　096-328-2111');
    const answer = await fetch(world.url('/notice/export.html'));
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const fragment = await answer.text();
    expect(fragment).toContain('<h2>データの管理</h2>');
    expect(fragment).not.toMatch(/class=|href="\/|<script/);
  });

  it('is still read while the database is away', async () => {
    await open();
    await publish(await draft({ field_security: '安全に管理します。' }));
    await page();
    world.app.ctx.db.presence.away = true;
    expect(wordsOf((await page()).document.querySelector('main'))).toContain('安全に管理します。');
    world.app.ctx.db.presence.away = false;
  });
});

describe('what has to be done once a year, or at all (第3条)', () => {
  const at = async (iso: string) => {
    world.clock.set(iso);
    // The demo, in which the tests live, has no public and no room; messages are sent as it sends them.
    const { config } = world.app.ctx;
    Object.assign(config, { demo: false });
    await world.app.housekeeping();
    Object.assign(config, { demo: true });
    await world.app.runPending();
  };
  const heard = (person: Person, words: string) => person.cards().filter((card) => card.words.includes(words)).length;
  const UNPUBLISHED = '通話録音装置の設置と運用が、まだ公表されていません';
  const UNLOCKED = '通話録音装置の部屋の施錠をご確認ください';

  it('the manager is reminded once a week until the notice was published', async () => {
    await open();
    await at('2026-09-16T10:00:00+09:00');
    await at('2026-09-17T10:00:00+09:00');
    expect([heard(manager, UNPUBLISHED), heard(world.as('operator'), UNPUBLISHED)]).toEqual([1, 0]);
    await at('2026-09-24T10:00:00+09:00');
    expect(heard(manager, UNPUBLISHED)).toBe(2);
    const card = manager.cards().findLast(({ words }) => words.includes(UNPUBLISHED));
    const form = await manager.press(card as Card, '公表文を直す');
    await publish(await manager.press(form, '案として保存する'));
    await at('2026-09-30T10:00:00+09:00');
    expect(heard(manager, UNPUBLISHED)).toBe(2);
  });

  it('is not asked for where the day of publication is set', async () => {
    await open({ env: { NOTICE_PUBLISHED: '2025-11-01' } });
    await at('2026-09-16T10:00:00+09:00');
    expect(heard(manager, UNPUBLISHED)).toBe(0);
  });

  it('the lock of the room is looked at each year, of which the log has a row', async () => {
    await open();
    const operator = world.as('operator');
    await at('2026-09-16T10:00:00+09:00');
    expect([heard(manager, UNLOCKED), heard(operator, UNLOCKED)]).toEqual([1, 1]);
    const form = await operator.say('施錠を確認しました');
    const done = await operator.press(form, '確認を記録する', {
      field_room: '本庁舎3階　電話交換機室',
      field_keeper: '管財課　主査',
    });
    expect(done.words).toContain('施錠の確認を記録しました');
    await at('2026-10-01T10:00:00+09:00');
    expect(heard(manager, UNLOCKED)).toBe(1);
    await at('2027-09-16T10:00:00+09:00');
    expect(heard(manager, UNLOCKED)).toBe(2);
    expect(manager.cards().findLast(({ words }) => words.includes(UNLOCKED))?.words).toContain('1年が過ぎました');
    // Room and keeper stand in the form as they were.
    expect(inputsOf((await manager.say('施錠の点検を記録')).json)).toMatchObject({
      field_room: '本庁舎3階　電話交換機室',
      field_keeper: '管財課　主査',
    });
    const rows = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: { startsWith: 'lock.' } } });
    expect(rows.map(({ action }) => action).filter((one) => !/view|list/.test(one))).toEqual([
      'lock.due',
      'lock.check',
      'lock.due',
    ]);
  });
});
