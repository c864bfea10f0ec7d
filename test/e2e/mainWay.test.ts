import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, signIn, Window } from './browser.js';
import { type Demo, openPlayground, startDemo } from './demo.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a section chief and the recording manager in two real Playgrounds', () => {
  let demo: Demo;
  let browser: Browser;
  let closePlayground: () => Promise<void>;
  beforeAll(async () => {
    demo = await startDemo();
    closePlayground = await openPlayground(demo, 'operator', 56152);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await closePlayground?.();
    expect(await demo.stop()).toBe(0);
  });

  it('go from the first sentence to the recording on the disk, with the hash of the recorder', async () => {
    const chief = await Window.open(browser, 'chief', 56150);
    const manager = await Window.open(browser, 'manager', 56151);

    const help = chief.newest('ご利用方法');
    expect(await help.getByText('R8-12を取り下げたい').isVisible()).toBe(false);
    await help.getByRole('button', { name: 'ほかにできることを表示' }).click();
    await help.getByText('R8-12を取り下げたい').waitFor();
    await chief.picture('0-help');

    const call = await chief.say('昨日の14時ごろ、090-1234-5678からの電話の録音がほしい', '手順 1/4　通話');
    expect(await call.getByLabel('相手方電話番号').inputValue()).toBe('（090）1234-5678');
    await chief.guidePicture('call');
    await chief.press('次へ', 'あと2項目です');
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
    await chief.guidePicture('confirm');
    await chief.press('申請する', '申請を受け付けました');

    await manager.sees('承認をお願いします');
    await manager.picture('3-decide');
    await manager.guidePicture('decide');
    await manager.press('承認する', '承認しました');

    await chief.sees('録音データが交付されました');
    await chief.picture('4-answered');
    await chief.guidePicture('answered');
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
    await chief.guidePicture('files', page.locator('main'));

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

    // All of it for the 総合文書管理システム, and what ends the matter.
    const packing = page.waitForEvent('download');
    await page.getByRole('button', { name: '文書登録一式をダウンロード' }).click();
    expect((await packing).suggestedFilename()).toBe('文書登録一式_R8-1.zip');
    await page.getByText('番号を入力すると手続が終わります').first().waitFor();
    await chief.sees('登録した番号を入力すると手続が終わります');
    await chief.guidePicture('register');

    await chief.say('申請1の状況は？', '「受領済」です');
    await chief.picture('6-status');
  });

  it('a call that the index does not show is extracted by the operator, dropped onto the page and approved with one click', async () => {
    const chief = await Window.open(browser, 'chief', 56150);
    const manager = await Window.open(browser, 'manager', 56151);
    const operator = await Window.open(browser, 'operator', 56152);
    await operator.say('こんにちは', 'お疲れさまです');
    await chief.say(
      '昨日の6時10分、0964-12-3456から内線12345への1分くらいの電話の録音がほしい。カスハラ対応のため',
      '手順 1/4　通話',
    );
    await chief.press('次へ', '手順 2/4　利用目的');
    const applicant = await chief.press('次へ', '手順 3/4　申請者');
    await applicant.getByLabel('文書番号').fill('124');
    const confirm = await chief.press('次へ', '手順 4/4　確認');
    await confirm.getByText('データ受領後は').click();
    await chief.press('申請する', '申請を受け付けました');

    await manager.sees('一致する録音が見つかりません');
    await operator.sees('一致する録音が見つかりません');
    const card = await operator.press('状況を見る', '録音を添付する');
    const opening = operator.context.waitForEvent('page');
    await card.getByText('録音を添付する').click();
    const page = await opening;
    await signIn(operator, page);
    await page.getByRole('heading', { name: '録音を添付してください' }).waitFor();
    await operator.picture('12-attach', page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 900 });
    await operator.picture('12-attach-360-dark', page);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 1100 });
    const [name = ''] = (await readdir(join(demo.dataDir, 'sample-recorder'))).filter((one) => one.endsWith('.wav'));
    const bytes = await readFile(join(demo.dataDir, 'sample-recorder', name));
    await drop(page, Buffer.from('no recording at all'));
    await page.getByText('WAV形式の録音ファイルではありません').waitFor();
    await drop(page, bytes);
    await page.getByText('添付した録音1').waitFor();
    await page.getByText(sha256(bytes).slice(0, 8)).first().waitFor();
    await operator.picture('13-attached', page);

    // The manager's card that found nothing now shows it: whoever attaches is not who decides.
    const waiting = manager.page.locator('.ac-adaptiveCard').filter({ hasText: '管財課が添付した録音1件' });
    await waiting.getByText('承認をお願いします').waitFor();
    await waiting.getByRole('button', { name: '承認する', exact: true }).click();
    const answered = await chief.sees('録音データが交付されました');
    expect(await answered.textContent()).toContain('第2号');
  });
});

/** Drops a file onto the page's place for recordings, as a person would from a folder. */
async function drop(page: Page, content: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([bytes], 'recording.wav', { type: 'audio/wav' }));
    return dropped;
  }, content.toString('base64'));
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: transfer });
}
