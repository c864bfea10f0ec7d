import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { civilDate } from '../../bot/japanese/civil.js';
import { launchBrowser, Window } from './browser.js';
import { type Demo, openPlayground, startDemo } from './demo.js';

describe('staff, chief, manager and deputy, each in a real Playground', () => {
  let demo: Demo;
  let browser: Browser;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    demo = await startDemo();
    closing.push(await openPlayground(demo, 'staff', 56152), await openPlayground(demo, 'deputy', 56153));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    for (const close of closing) await close();
    expect(await demo.stop()).toBe(0);
  });

  it('bring a request from the prepared form through 差戻し and 代決 to the registered document', async () => {
    const staff = await Window.open(browser, 'staff', 56152);
    const chief = await Window.open(browser, 'chief', 56150);
    const manager = await Window.open(browser, 'manager', 56151);
    const deputy = await Window.open(browser, 'deputy', 56153);

    // Staff prepare.
    const first = '昨日の14時3分、090-1234-5678から内線12345への1分くらいの電話の録音がほしい';
    await staff.say(first, '手順 1/4　通話');
    const purpose = await staff.press('次へ', '手順 2/4　利用目的');
    await purpose.getByText('1　クレーム、カスハラ対応').click();
    const applicant = await staff.press('次へ', '手順 3/4　申請者');
    await applicant.getByLabel('文書番号').fill('77');
    const confirm = await staff.press('次へ', '手順 4/4　確認');
    await confirm.getByText('データ受領後は').click();
    await staff.press('課長へ確認を依頼する', '課長へ確認を依頼しました');

    // The chief files with one click.
    await chief.sees('内容を確認して申請してください');
    await chief.picture('7-prepared');
    await chief.guidePicture('prepared');
    await chief.press('この内容で申請する', '申請を受け付けました');

    // The manager returns it, the chief mends and refiles under the same number.
    await manager.sees('承認をお願いします');
    const asked = await manager.press('差し戻す…', '何を直せばよいかお知らせください');
    await asked.getByText('時間', { exact: true }).click();
    await asked.getByLabel('申請者へのことば').fill('通話の時間をご確認ください');
    await manager.picture('8-return');
    await manager.guidePicture('return');
    await manager.press('差し戻す', '差し戻しました');
    const returned = await chief.sees('差戻し：通話の時間をご確認ください');
    await returned.getByText('差戻しで指摘された項目です').waitFor();
    await chief.picture('9-returned');
    await chief.guidePicture('returned');
    await chief.say('時間は14時5分です', '手順 4/4　確認');
    const again = await chief.sees('14時05分');
    const pledge = again.getByRole('checkbox');
    if (!(await pledge.isChecked())) await again.getByText('データ受領後は').click();
    await chief.press('再申請する', '申請を受け付けました');
    await manager.sees('時間：14時03分 → 14時05分');
    await manager.picture('10-changed');

    // The manager is away: the deputy decides.
    const today = civilDate(new Date()).slice(5).split('-').map(Number);
    await manager.say(
      `${today[0]}月${today[1]}日から${today[0]}月${today[1]}日まで代決者を試験四郎に`,
      '代決者に設定しました',
    );
    await manager.guidePicture('deputies');
    await deputy.sees('承認をお願いします');
    await deputy.press('承認する', '承認しました');

    // Answer, receipt, registration.
    await chief.sees('録音データが交付されました');
    await chief.say('受領しました', '受領を記録しました');
    const register = await chief.press('文書登録の番号を入力…', '文書登録の番号を入力してください');
    await register.getByLabel('総合文書管理システムに登録した番号').fill('市民第77号');
    await chief.press('登録を完了する', 'これで手続は終わりです');
    await chief.picture('11-filed');
    const status = await staff.say('申請1の状況は？', '「文書登録済」です');
    await status.getByText('承認（代決）').waitFor();
  });
});
