import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterEach(() => world.close());

const sql = (statement: string) => world.app.ctx.db.executeSql(statement, []);
/** The database does not find what it needs: a fault that nobody foresaw. */
const broken = () => sql('ALTER TABLE "Conversation" RENAME TO "Away"');
const mended = () => sql('ALTER TABLE "Away" RENAME TO "Conversation"');

describe('when something fails that nobody foresaw', () => {
  it('a press keeps what was typed, shows it, and does it with 「もう一度」', async () => {
    const chief = world.as('chief');
    const form = await chief.say('申請');
    const typed = {
      callDate: '2026-09-15',
      callTime: '10:15',
      durationMinutes: '1',
      otherNumber: '0963282111',
      cityNumber: '12345',
    };
    await broken();
    const card = await chief.press(form, '次へ', typed);
    expect(card.words).toContain('入力した内容は残っています');
    for (const entry of ['2026-09-15', '10:15', '0963282111', '12345']) expect(card.words).toContain(entry);
    const again = await chief.press(card, 'もう一度');
    expect(again.words).toContain('処理できませんでした');
    await mended();
    expect((await chief.press(again, 'もう一度')).words).toContain('2/4');
  });

  it('the last press of a form files once', async () => {
    const chief = world.as('chief');
    const confirmation = await walkToConfirmation(chief);
    await broken();
    const card = await chief.press(confirmation, '申請する', { pledged: 'true' });
    await mended();
    expect((await chief.press(card, 'もう一度')).words).toContain('申請を受け付けました');
    expect(await world.app.ctx.db.client.request.count()).toBe(1);
  });

  it('a decision card keeps its reasons and its buttons', async () => {
    const manager = world.as('manager');
    await manager.say('こんにちは');
    await submitApplication(world);
    const card = manager.lastCard();
    const question = await manager.press(card, '差し戻す…');
    await broken();
    const returning = await manager.press(question, '差し戻す', { words: '日付をご確認ください' });
    expect(returning.words).toContain('日付をご確認ください');
    const approving = await manager.press(card, '承認する');
    await mended();
    expect((await manager.press(returning, '最新の状況を見る')).words).toContain('審査');
    expect((await manager.press(approving, 'もう一度')).words).toContain('承認しました');
  });

  it('a sentence is answered with a button that says it once more', async () => {
    const chief = world.as('chief');
    await broken();
    const apology = await chief.say('2026年9月15日10時15分の通話を申請したい');
    expect(apology.words).toContain('処理できませんでした');
    await mended();
    const card = await chief.press(apology, 'もう一度');
    expect(card.words).toContain('申請');
    expect(JSON.stringify(card.json)).toContain('2026-09-15');
  });
});
