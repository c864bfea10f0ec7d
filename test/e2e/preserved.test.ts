import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, Window } from './browser.js';
import { type Demo, startDemo } from './demo.js';

describe('保全 (第5条第2号) of an application that is decided after its 90 days', () => {
  let demo: Demo;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  /** The same city hall, so many days later. */
  async function later(daysAhead: number): Promise<{ chief: Window; manager: Window }> {
    expect(await demo.stop({ keep: true })).toBe(0);
    demo = await startDemo({ dataDir: demo.dataDir, daysAhead });
    const chief = await Window.open(browser, 'chief', 56150);
    return { chief, manager: await Window.open(browser, 'manager', 56151) };
  }

  it('takes one press on day 89; on day 95 the recording is handed over as if nothing were', async () => {
    demo = await startDemo();
    const chief = await Window.open(browser, 'chief', 56150);
    const call = await chief.say('昨日の14時ごろ、090-1234-5678からの電話の録音がほしい', '手順 1/4　通話');
    await call.getByLabel('通話時間').fill('1');
    await call.getByLabel('市側電話番号').fill('12345');
    const purpose = await chief.press('次へ', '手順 2/4　利用目的');
    await purpose.getByText('1　クレーム、カスハラ対応').click();
    const applicant = await chief.press('次へ', '手順 3/4　申請者');
    await applicant.getByLabel('文書番号').fill('123');
    const confirm = await chief.press('次へ', '手順 4/4　確認');
    await confirm.getByText('データ受領後は').click();
    await chief.press('申請する', '申請を受け付けました');

    const day89 = await later(89);
    await day89.manager.say('R8-1は？', '審査待ち');
    await day89.manager.picture('60-day-89');
    await day89.manager.press('録音を保全する', '録音の保全を始めました');
    await day89.manager.picture('61-preserved');

    const day95 = await later(95);
    await day95.chief.say('R8-1は？', '審査待ち');
    await day95.manager.say('R8-1を承認', '承認しました');
    await day95.chief.sees('録音データが交付されました');
    await day95.chief.picture('62-day-95');
  });
});
