import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  await world.as('operator').say('こんにちは');
});
afterEach(() => world.close());

/** Lets the answer of an approved application fail until it is given up. */
async function failing(): Promise<() => Promise<void>> {
  await submitApplication(world);
  const manager = world.as('manager');
  await manager.say('こんにちは');
  await world.app.runPending();
  await manager.press(manager.lastCard(), '承認する');
  await rename(world.recorder, join(world.folder, 'away'));
  const { db } = world.app.ctx;
  for (let attempt = 1; attempt <= 9; attempt++) {
    await db.executeSql(`UPDATE "Job" SET "dueAt" = now() - interval '1 second'`, []);
    await world.app.runPending();
  }
  return () => rename(join(world.folder, 'away'), world.recorder);
}

it('運用状況 tells the 取扱者 how the system does', async () => {
  const card = await world.as('operator').say('運用状況');
  for (const line of [
    '✓ データベース',
    '✓ ファイルの保管先',
    '✓ 失敗した処理　0件',
    '✓ 届いていないお知らせ',
    '録音の取込み',
  ])
    expect(card.words).toContain(line);
});

it('is not shown to a chief', async () => {
  expect((await world.as('chief').say('運用状況')).words).toContain('管理責任者と取扱者がご覧になれます');
});

it('what failed three times is told, what was given up is listed, and one press does it again', async () => {
  const operator = world.as('operator');
  const giveBack = await failing();
  expect(operator.cards().filter(({ words }) => words.includes('3回続けて失敗しました'))).toHaveLength(1);

  const card = await operator.say('運用状況は？');
  expect(card.words).toContain('✕ 失敗した処理　1件');
  expect(card.words).toContain('複製と回答書の作成　R8-1');
  await giveBack();
  const after = await operator.press(card, '失敗した処理をやり直す');
  expect(after.words).toContain('1件の処理をやり直しています');
  await world.app.runPending();
  expect((await operator.say('運用状況')).words).toContain('✓ 失敗した処理　0件');
  expect((await world.as('chief').say('R8-1')).words).toContain('交付済み');
  const rows = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'job.retry' } });
  expect(rows).toMatchObject([{ actorName: '試験 五月', data: { jobs: 1 } }]);
});
