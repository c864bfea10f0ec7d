import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sealDirectory } from '../../bot/directory/directory.js';
import { linkPage } from '../helpers/linkPage.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver } from '../helpers/submitting.js';
import { auditedActions } from '../helpers/tables.js';
import { createWorld, DIRECTORY, PEOPLE, type World } from '../helpers/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterAll(() => world.close());
beforeEach(async () => {
  await save(DIRECTORY);
  await forgetRequests(world);
  for (const name of ['manager', 'operator', 'chief', 'staff'] as const) await world.as(name).say('こんにちは');
});

async function save(text: string): Promise<void> {
  await writeFile(join(world.folder, 'directory.csv'), text);
  await world.app.refreshDirectory();
}
const without = (...ids: string[]) =>
  DIRECTORY.split('\n')
    .filter((row) => !ids.some((id) => row.includes(id)))
    .join('\n');

describe('whoever is no longer in the directory file', () => {
  it.each([
    ['a right one', ''],
    ['one with a faulty row of somebody else', '\nx,y,z'],
  ])('has no rights from the next press and the next request on, by %s', async (_what, more) => {
    const page = linkPage(world, await handOver(world));
    const view = await page.enter('chief');
    await save(`${without(PEOPLE.chief.id)}${more}`);
    expect((await world.as('chief').say('私の申請')).words).toContain('職員名簿に登録がない');
    expect((await page.post(view.files[0]?.downloadsHref ?? '')).status).toBe(410);
    // Everybody else goes on.
    expect((await world.as('staff').say('私の申請')).words).toContain('R8-1');
  });

  it('is refused on the page before their links are closed one by one', async () => {
    const page = linkPage(world, await handOver(world));
    const view = await page.enter('chief');
    const { db, config, directory } = world.app.ctx;
    await db.transaction(async (tx) => {
      await tx.post.deleteMany({ where: { personId: PEOPLE.chief.id } });
      await sealDirectory(tx, config.linkSecrets, directory.file);
    });
    await world.app.ctx.directory.refresh({ force: true });
    const answer = await page.post(view.files[0]?.downloadsHref ?? '');
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
      410,
      '所属または役割が変わったため、このリンクは使えません。',
    ]);
    await db.client.setting.deleteMany({ where: { key: 'directory.sha256' } });
  });
});

describe('what is owed to somebody who has left', () => {
  it('is sent to them no more, although their chat is known', async () => {
    await world.app.ctx.db.client.conversation.deleteMany({ where: { personId: PEOPLE.operator.id } });
    await save(`${without(PEOPLE.auditor.id)}\nx,y,z`);
    await world.app.runPending();
    await save(without(PEOPLE.operator.id));
    const operator = world.as('operator');
    const seen = operator.cards().length;
    await operator.say('こんにちは');
    await world.app.runPending();
    expect(operator.cards()).toHaveLength(seen + 1);
    expect(operator.lastCard().words).toContain('ご利用いただけません');
  });
});

describe('a faulty directory file', () => {
  it('is told to the office by card, with its lines and how many lost their rights, once', async () => {
    await save(`${without(PEOPLE.auditor.id)}\nx,y,z`);
    await world.app.refreshDirectory();
    await world.app.runPending();
    for (const name of ['manager', 'operator'] as const) {
      const cards = world
        .as(name)
        .cards()
        .filter(({ words }) => words.includes('職員名簿を反映できませんでした'));
      expect(cards).toHaveLength(1);
      expect(cards[0]?.words).toContain('1名の方の権限は、すでに終了しました');
      expect(cards[0]?.words).toContain('8行目');
    }
    expect((await auditedActions(world)).filter((action) => action === 'directory.refused')).toHaveLength(1);
  });
});

describe('a directory file that leaves out more than a third', () => {
  const cut = without(PEOPLE.chief.id, PEOPLE.staff.id, PEOPLE.otherChief.id);

  it('waits for the manager, who alone can say that it is meant', async () => {
    await save(cut);
    await world.app.runPending();
    const manager = world.as('manager');
    const card = manager.lastCard();
    expect(card.words).toContain('現在の7名のうち3名の方が、新しい名簿に記載されていません');
    expect((await world.as('chief').say('私の申請')).words).not.toContain('職員名簿に登録がない');
    expect((await world.as('operator').press(card, 'この名簿を反映する')).words).toContain(
      '管理責任者（管財課長）のみ',
    );
    expect((await world.as('chief').say('私の申請')).words).not.toContain('職員名簿に登録がない');
    expect((await manager.press(card, 'この名簿を反映する')).words).toContain('職員名簿を反映します');
    await world.app.runPending();
    expect((await world.as('chief').say('私の申請')).words).toContain('職員名簿に登録がない');
    expect((await auditedActions(world)).filter((action) => action.startsWith('directory.'))).toEqual([
      'directory.held',
      'directory.confirm',
      'directory.load',
    ]);
  });

  it('may be confirmed by the 取扱者 where it leaves out every manager, for a manager who left must not hold it', async () => {
    await save(without(PEOPLE.manager.id, PEOPLE.chief.id, PEOPLE.otherChief.id));
    await world.app.runPending();
    const operator = world.as('operator');
    const card = operator.cards().find(({ words }) => words.includes('新しい名簿に記載されていません'));
    if (card === undefined) throw new Error('the 取扱者 was not asked');
    expect((await operator.press(card, 'この名簿を反映する')).words).toContain('職員名簿を反映します');
    await world.app.runPending();
    expect((await world.as('manager').say('未処理の申請')).words).toContain('職員名簿に登録がない');
  });
});
