import { afterEach, describe, expect, it } from '@jest/globals';
import { applySettings, renewSettingsSeal } from '../../bot/matters/settings.js';
import { tunableFrom } from '../../bot/tunable.js';
import { actionsOf, inputsOf } from '../helpers/card.js';
import { handOver } from '../helpers/submitting.js';
import { type Card, createWorld, type Person, type World, type WorldOptions } from '../helpers/world.js';

let world: World;
let manager: Person;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', ...options });
  manager = world.as('manager');
  for (const name of ['chief', 'manager', 'operator'] as const) await world.as(name).say('こんにちは');
}

const titles = (card: Card) => actionsOf(card.json).map(({ title }) => title);
const change = async (typed: Record<string, string>): Promise<Card> =>
  manager.press(await manager.say('設定を変えたい'), '設定を変える', typed);
const config = () => world.app.ctx.config;
const changes = async () =>
  (
    await world.app.ctx.db.client.auditEntry.findMany({
      where: { action: { in: ['settings.set', 'settings.change'] } },
      orderBy: { seq: 'asc' },
    })
  ).map(({ data }) => data);

describe('settings (第9条)', () => {
  it('are shown to the office, with what only the environment may say', async () => {
    await open();
    const card = await manager.say('設定を見せて');
    expect(card.words).toContain('現在の設定');
    expect(card.words).toContain('7日');
    expect(card.words).toContain('環境の設定だけで変えられます');
    expect(titles(card)).toContain('設定を変える…');
    const operator = await world.as('operator').say('設定を見せて');
    expect(operator.words).toContain('取得リンクの期限');
    expect(titles(operator)).not.toContain('設定を変える…');
    expect((await world.as('chief').say('設定を見せて')).words).toContain('見つかりませんでした');
  });

  it('are changed by the manager alone, and hold for the next link', async () => {
    await open();
    const card = await change({ field_LINK_DAYS: '１４', field_SEAL_OMITTED: 'on' });
    expect(card.words).toContain('設定を変えました');
    expect(card.words).toContain('取得リンクの期限：7日 → 14日');
    expect(config()).toMatchObject({ linkDays: 14, sealOmitted: true, linkDownloads: 5 });
    await handOver(world);
    const { createdAt, expiresAt } = await world.app.ctx.db.client.link.findFirstOrThrow({ where: { kind: 'answer' } });
    expect((expiresAt.getTime() - createdAt.getTime()) / 86_400_000).toBeGreaterThan(13);
    expect((await world.as('operator').say('設定を変えたい')).words).toContain('管理責任者（管財課長）のみが行えます');
    await world.app.runPending();
    const told = world
      .as('operator')
      .cards()
      .map(({ words }) => words);
    expect(told.join()).toContain('設定が変更されました');
  });

  it('stand in the log before and after, and what is as the environment says goes on following it', async () => {
    await open({ env: { COPY_DAYS: '45' } });
    await change({ field_LINK_DAYS: '3' });
    const again = await manager.press(await manager.say('設定を変えて'), '設定を変える', {
      field_LINK_DAYS: '',
      field_CONTACT_TEL: '096-000-0000',
    });
    expect(again.words).toContain('取得リンクの期限：3日 → 7日');
    expect(again.words).toContain('窓口の電話：096-328-2111 → 096-000-0000');
    expect(await changes()).toMatchObject([
      { before: { LINK_DAYS: '7' }, after: { LINK_DAYS: '3' } },
      {
        before: { LINK_DAYS: '3', CONTACT_TEL: '096-328-2111' },
        after: { LINK_DAYS: '7', CONTACT_TEL: '096-000-0000' },
      },
    ]);
    const row = await world.app.ctx.db.client.setting.findUniqueOrThrow({ where: { key: 'settings' } });
    expect(row.value).toMatchObject({ changed: { CONTACT_TEL: '096-000-0000' } });
  });

  it.each([
    ['field_LINK_DAYS', '0', '1から90まで'],
    ['field_LINK_DAYS', '二週間', '1から90まで'],
    ['field_CONTACT_TEL', '328', 'ハイフン'],
    ['field_CONTACT_MAIL', '課まで', '読み取れませんでした'],
    ['field_REMIND_RETENTION_DAYS', '14日前', 'カンマ'],
    ['field_AREA_CODE', '96', '0から始まる'],
    ['field_ANSWER_SYMBOL', '管財発第', '「管財発」のように'],
  ])('are not taken where they cannot be right, and what was typed stays: %s = %s', async (field, typed, told) => {
    await open();
    const card = await change({ [field]: typed, field_COPY_DAYS: '60' });
    expect(card.words).toContain(told);
    expect(inputsOf(card.json)).toMatchObject({ [field]: typed, field_COPY_DAYS: '60' });
    expect(config().copyDays).toBe(30);
  });

  it('are opened by a sentence with what it says', async () => {
    await open();
    const card = await manager.say('リンクの期限を14日に変えて');
    expect(inputsOf(card.json)).toMatchObject({ field_LINK_DAYS: '14', field_LINK_DOWNLOADS: '5' });
    expect(config().linkDays).toBe(7);
  });

  it('give the letters another symbol and go on from another number; those of before keep theirs', async () => {
    await open();
    await handOver(world);
    await change({ field_ANSWER_SYMBOL: '資管発', field_nextAnswer: '200' });
    const first = await world.as('chief').say('R8-1は？');
    expect(first.words).toContain('管財発第1号');
    await handOver(world);
    const [, second] = await world.app.ctx.db.client.request.findMany({ orderBy: { serial: 'asc' } });
    expect(second).toMatchObject({ answerSymbol: '資管発', answerNumber: '200' });
  });

  it('that are shortened take nothing from those who were promised more', async () => {
    await open();
    await handOver(world);
    await change({ field_COPY_DAYS: '1', field_LINK_DAYS: '1' });
    world.clock.set('2026-09-20T10:00:00+09:00');
    await world.app.housekeeping();
    expect(await world.app.ctx.db.client.copy.findMany({ where: { deletedAt: { not: null } } })).toEqual([]);
    expect(await world.app.ctx.db.client.request.findFirst()).toMatchObject({
      copiesUntil: new Date('2026-10-16T01:00:00Z'),
    });
  });

  it.each([
    'リンクを使えるようにしてください',
    'リンクの宛先を後任に変更してください',
    '取得リンクを新しいものに変えて',
    'ダウンロードをできるようにしてください',
  ])('are not meant by whoever asks for a link: %s', async (words) => {
    await open();
    const card = await world.as('chief').say(words);
    expect(card.words).not.toContain('設定');
  });

  it('of two managers who change them at once, the second is shown what the first did', async () => {
    await open();
    await change({ field_LINK_DAYS: '9' });
    const [one, other] = [await manager.say('設定を変えたい'), await manager.say('設定を変えたい')];
    await manager.press(one, '設定を変える', { field_LINK_DAYS: '10' });
    const late = await manager.press(other, '設定を変える', { field_LINK_DAYS: '11' });
    expect(late.words).toContain('古くなっています');
    expect(config().linkDays).toBe(10);
  });

  it('that somebody writes into the table without the bot count for nothing', async () => {
    await open();
    await change({ field_LINK_DAYS: '9' });
    await world.app.ctx.db.client.setting.update({
      where: { key: 'settings' },
      data: { value: { changed: { LINK_DAYS: '90' }, seal: 'none' } },
    });
    await change({ field_COPY_DAYS: '31' });
    expect(config()).toMatchObject({ copyDays: 31 });
    expect(config().linkDays).not.toBe(90);
  });

  it('outlive the secret with which they were sealed, once a process began with the next one', async () => {
    await open();
    await change({ field_LINK_DAYS: '12' });
    const { db, config: running } = world.app.ctx;
    const [old = ''] = running.linkSecrets;
    const next = 'another secret of the tests that is long enough';
    const begun = { ...running, ...tunableFrom(running.environment), inForce: running.environment };
    await renewSettingsSeal({ db, config: { ...begun, linkSecrets: [next, old] } });
    const later = { ...begun, linkSecrets: [next] };
    await applySettings({ db, config: later });
    expect(later.linkDays).toBe(12);
  });

  it('hold for a process that starts later', async () => {
    await open();
    await change({ field_LINK_DAYS: '12' });
    const { db, config: running } = world.app.ctx;
    const anew = { ...running, ...tunableFrom(running.environment), inForce: running.environment };
    expect(anew.linkDays).toBe(7);
    await applySettings({ db, config: anew });
    expect(anew.linkDays).toBe(12);
  });
});
