import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, Window } from './browser.js';
import { type Demo, startDemo } from './demo.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a section chief and the recording manager in two real Playgrounds', () => {
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

  it('go from the first sentence to the recording on the disk, with the hash of the recorder', async () => {
    const chief = await Window.open(browser, 'chief', 56150);
    const manager = await Window.open(browser, 'manager', 56151);

    const call = await chief.say('昨日の14時ごろ、090-1234-5678からの電話の録音がほしい', '手順 1/4　通話');
    expect(await call.getByLabel('相手方電話番号').inputValue()).toBe('（090）1234-5678');
    await chief.press('次へ', '2項目を直してください');
    await chief.picture('1-faults');
    await chief.newest('通話時間').getByLabel('通話時間').fill('１');
    await chief.newest('市側電話番号').getByLabel('市側電話番号').fill('１２３４５');
    const purpose = await chief.press('次へ', '手順 2/4　利用目的');
    await purpose.getByText('1　クレーム、カスハラ対応').click();
    const applicant = await chief.press('次へ', '手順 3/4　申請者');
    await applicant.getByLabel('文書番号').fill('123');
    const confirm = await chief.press('次へ', '手順 4/4　確認');
    await confirm.getByText('データ受領後は').click();
    await chief.picture('2-confirm');
    await chief.press('申請する', '申請を受け付けました');

    await manager.sees('承認をお願いします');
    await manager.picture('3-decide');
    await manager.press('承認する', '承認');

    await chief.sees('録音データが交付されました');
    await chief.picture('4-answered');
    const opening = chief.context.waitForEvent('page');
    await chief.newest('録音データが交付されました').getByText('回答書と録音を開く').click();
    const page = await opening;
    await page.getByRole('button', { name: '確認コードを受け取る' }).click();
    const card = await chief.sees('確認コードをお送りします');
    const code = /\d{3} ?\d{3}/.exec((await card.textContent()) ?? '')?.[0] ?? '';
    await page.getByRole('textbox').fill('000 000');
    await page.keyboard.press('Enter');
    await page.getByText('確認コードが違うか').waitFor();
    await page.getByRole('textbox').fill(code);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '回答書と録音をお受け取りください' }).waitFor();
    await chief.picture('5-files', page);

    const heard = await page
      .locator('audio')
      .first()
      .evaluate(async (audio: HTMLAudioElement) => {
        const playing = new Promise((resolve) => audio.addEventListener('timeupdate', resolve, { once: true }));
        audio.muted = true;
        await audio.play();
        await playing;
        audio.pause();
        return audio.duration;
      });
    expect(heard).toBeGreaterThan(20);

    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'ダウンロード' }).first().click();
    const saved = await saving;
    const bytes = await readFile(await saved.path());
    const recorder = join(demo.dataDir, 'sample-recorder');
    const originals = (await readdir(recorder)).filter((name) => name.endsWith('.wav'));
    const hashes = await Promise.all(originals.map(async (name) => sha256(await readFile(join(recorder, name)))));
    expect(hashes).toContain(sha256(bytes));
    expect(saved.suggestedFilename()).toBe('通話録音データ_R8-1_1.wav');
    await page.getByText('照合しました').waitFor();
    await page.getByText('あと4回').first().waitFor();

    await chief.say('申請1の状況は？', '「受領済」です');
    await chief.picture('6-status');
  });
});
