import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { addDays, civilDate } from '../../bot/japanese/civil.js';
import { launchBrowser, signIn, Window } from './browser.js';
import { type Demo, startDemo } from './demo.js';

/** What axe finds on a page that does not fit JIS X 8341-3:2016 AA (WCAG 2.1 A and AA), by rule and place. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    }),
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

const yesterday = () => addDays(civilDate(new Date()), -1);

describe('the rest of the rule, article by article, in two real Playgrounds', () => {
  let demo: Demo;
  let browser: Browser;
  beforeAll(async () => {
    demo = await startDemo();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    expect(await demo.stop()).toBe(0);
  });

  it('第3条: the manager words the notice, looks at it, publishes it, and changes it again', async () => {
    const manager = await Window.open(browser, 'manager', 56151);
    const form = await manager.say('公表文を直したい', '公表文の案を作成してください');
    await manager.picture('30-notice-form');
    await form.getByLabel('データの管理').fill('録音は、施錠した部屋の装置の中だけで管理しています。');
    await manager.press('案として保存する', '公表文の案を保存しました');
    await manager.picture('31-notice-draft');
    const opening = manager.context.waitForEvent('page');
    await manager.newest('公表文の案を保存しました').getByText('公表前の見本を開く').click();
    const preview = await opening;
    await preview.getByText('公表前の案です').waitFor();
    expect(await faultsOf(preview)).toEqual([]);
    await manager.press('公表する…', 'この内容で公表しますか');
    await manager.press('公表する', '公表しました');

    const page = await manager.context.newPage();
    await page.goto('http://localhost:3978/notice');
    await page.getByText('施錠した部屋の装置の中だけで').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await faultsOf(page)]).toEqual([colorScheme, []]);
    }
    await manager.picture('32-notice-dark', page);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 360, height: 900 });
    expect(await faultsOf(page)).toEqual([]);
    await manager.picture('33-notice-360', page);
    expect(await page.context().cookies('http://localhost:3978')).toEqual([]);

    const again = await manager.say('公表文を直したい', '公表文の案を作成してください');
    await again.getByLabel('窓口の電話').fill('096-000-0000');
    await manager.press('案として保存する', '公表文R8-2');
    await manager.press('公表する…', 'この内容で公表しますか');
    await manager.press('公表する', '公表しました');
    await page.reload();
    await page.getByText('096-000-0000').waitFor();
    await manager.say('公表文R8-1を見せて', '「旧版」です');
  });

  it('第5条第2号: a chief wishes that a recording is not lost; the manager grants it', async () => {
    const chief = await Window.open(browser, 'chief', 56150);
    const manager = await Window.open(browser, 'manager', 56151);
    const form = await chief.say('昨日の録音を消さないでほしい', 'どの通話の録音を残したいですか');
    await form.getByLabel('通話の時間').fill('14:05');
    await form.getByLabel('相手方電話番号').fill('090-1234-5678');
    await form.getByLabel('市側電話番号').fill('12345');
    await chief.press('管財課長へ希望を送る', '1項目をご確認ください');
    await chief.picture('34-wish-fault');
    await chief.newest('1項目をご確認ください').getByLabel('残したい理由').fill('申請書の準備に時間がかかるため');
    await chief.press('管財課長へ希望を送る', '保全の希望を管財課長へ送りました');
    await manager.sees('録音の保全の希望が届きました');
    await manager.picture('35-wish');
    await manager.press('保全する…', '録音を保全しますか');
    await manager.picture('36-keep');
    await manager.press('保全する', '録音の保全を始めました');
    await chief.sees('録音の保全が決まりました');
    await manager.say('保全の一覧', '保全の一覧　1件');
  });

  it('第4条第3項: a recording is played by permission, on a page for its listener alone, and what was heard is kept', async () => {
    const chief = await Window.open(browser, 'chief', 56150);
    const manager = await Window.open(browser, 'manager', 56151);
    const form = await chief.say('再生の許可がほしい', 'どの通話を、なぜ再生しますか');
    await form.getByLabel('通話の日付').fill(yesterday());
    await form.getByLabel('通話の時間').fill('14:05');
    await form.getByLabel('相手方電話番号').fill('090-1234-5678');
    await form.getByLabel('市側電話番号').fill('12345');
    await form.getByText('犯罪が発生した場合', { exact: true }).click();
    await form.getByLabel('必要とする事情').fill('職員を脅す電話があり、警察に届け出るため。');
    await chief.picture('42-play-wish');
    await chief.press('管財課長へ送る', '再生の希望を管財課長へ送りました');
    await manager.sees('録音の再生の希望が届きました');
    await manager.press('再生を許可…', '再生を許可しますか');
    await manager.newest('再生を許可しますか').getByLabel('許可の理由').fill('脅迫に当たる発言の有無を確かめるため。');
    await manager
      .newest('再生を許可しますか')
      .getByText(/14時05分/)
      .click();
    await manager.picture('43-play-permit');
    await manager.press('再生を許可する', '再生を許可しました');
    await chief.sees('録音の再生が許可されました');
    await chief.picture('44-play-permitted');

    const opening = chief.context.waitForEvent('page');
    await chief.newest('録音の再生が許可されました').getByText('再生のページを開く').click();
    const page = await opening;
    await signIn(chief, page);
    await page.getByRole('heading', { name: '録音の再生' }).waitFor();
    const place = page.getByRole('slider', { name: '再生位置' });
    await place.focus();
    await page.keyboard.press('ArrowRight');
    expect(await place.getAttribute('aria-valuetext')).toMatch(/^5秒（全/);
    await page.keyboard.press('Home');
    expect(await place.getAttribute('aria-valuenow')).toBe('0');
    await page.getByRole('button', { name: '再生', exact: true }).click();
    await page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 0.5);
    await page.getByRole('button', { name: '一時停止' }).click();
    await page.getByLabel('聞いた内容').fill('「ただではおかない」と発言');
    await page.getByRole('button', { name: 'いまの再生位置に記録する' }).click();
    await page.getByText('「ただではおかない」と発言').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await faultsOf(page)]).toEqual([colorScheme, []]);
      await chief.picture(`45-player-${colorScheme}`, page);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 360, height: 900 });
    expect(await faultsOf(page)).toEqual([]);
    await chief.picture('46-player-360', page);
    await page.emulateMedia({ media: 'print' });
    await chief.picture('47-player-print', page);
    await page.emulateMedia({ media: 'screen' });
    await chief.press('再生を終了…', 'この再生許可を終了しますか');
    await chief.press('再生を終了する', '再生許可を終了しました');
    await page.reload();
    await page.getByRole('heading', { name: '再生許可は終わっています' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);

    // Their own wish nobody grants.
    const own = await manager.say('再生の許可がほしい', 'どの通話を、なぜ再生しますか');
    await own.getByLabel('通話の日付').fill(yesterday());
    await own.getByLabel('通話の時間').fill('14:05');
    await own.getByLabel('相手方電話番号').fill('090-1234-5678');
    await own.getByLabel('市側電話番号').fill('12345');
    await own.getByText('その他、特に必要な場合').click();
    await own.getByLabel('必要とする事情').fill('応対を確かめるため。');
    await manager.press('管財課長へ送る', '再生の希望を管財課長へ送りました');
    await manager.say('再生許可R8-2を許可する', 'ご自身の再生の希望を、ご自身で決めることはできません');
  });

  it('第7条: a complaint goes from the card to the answer, of which whoever wrote it down hears', async () => {
    const chief = await Window.open(browser, 'chief', 56150);
    const manager = await Window.open(browser, 'manager', 56151);
    const form = await chief.say('苦情を記録したい', '苦情の内容を記録してください');
    await form.getByText('電話', { exact: true }).click();
    await form.getByLabel('申出人の氏名').fill('見本 太郎');
    await form.getByLabel('苦情の内容').fill('録音されるとは聞いていなかった。');
    await chief.picture('37-complaint-form');
    await chief.press('記録して管財課長へ送る', '苦情を記録し、管財課長へ送りました');
    await manager.sees('苦情が寄せられました');
    await manager.picture('38-complaint');
    await manager.press('回答を記録…', '申出人への回答を記録してください');
    const answer = manager.newest('申出人への回答を記録してください');
    await answer.getByText('電話', { exact: true }).click();
    await answer.getByLabel('回答の内容').fill('公表していることをご説明した。');
    await manager.press('回答を記録する', '回答を記録しました');
    await chief.sees('記録された苦情に、回答がありました');
    await chief.picture('39-complaint-answered');
    await manager.say('苦情の一覧', '苦情の一覧　1件');
    await manager.picture('40-complaints');
    // Copied in the meantime.
    await manager.say('保全R8-1は？', '「保全中」です');
    await manager.picture('41-preserved');
  });

  it('第9条: a setting is changed by card and holds at once', async () => {
    const manager = await Window.open(browser, 'manager', 56151);
    await manager.say('設定を見せて', '現在の設定');
    await manager.picture('48-settings');
    const form = await manager.say('リンクの期限を14日に変えて', '変える設定を直してください');
    await manager.picture('49-settings-form');
    expect(await form.getByLabel('取得リンクの期限').inputValue()).toBe('14');
    await manager.press('設定を変える', '設定を変えました');
    await manager.picture('50-settings-changed');
  });
});
