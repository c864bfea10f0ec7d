import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { inputsOf } from '../helpers/card.js';
import { handOver, submitApplication } from '../helpers/submitting.js';
import { type Card, createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
let manager: Person;
beforeEach(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  [chief, manager] = [world.as('chief'), world.as('manager')];
  for (const name of ['chief', 'staff', 'otherChief', 'manager', 'operator', 'auditor'] as const)
    await world.as(name).say('こんにちは');
});
afterEach(() => world.close());

/** The number of the call of the usual application, as people write it. */
async function callersNumber(): Promise<string> {
  const { otherNumber } = await world.app.ctx.db.client.request.findFirstOrThrow();
  return (otherNumber ?? '').replace('+81', '0');
}

async function openCase(by: Person, typed: Record<string, string>): Promise<Card> {
  return by.press(await by.say('事案を作成したい'), '事案を作成する', {
    field_content: '先月から続いている。',
    ...typed,
  });
}

describe('事案: one caller’s calls across requests', () => {
  it('shows every request about a call with that number: when, who asked, what came of it', async () => {
    await handOver(world);
    await submitApplication(world, { documentNumber: '124' });
    const card = await openCase(manager, { field_number: await callersNumber() });
    expect(card.words).toContain('事案を作成しました');
    expect(card.words).toContain('事案R8-1');
    expect(card.words).toMatch(/関係する申請\n2件/);
    expect(card.words).toContain('交付済');
    expect(card.words).toContain('審査待ち');
    expect(card.words).toContain('市民課　試験 花子 様');
    // Its number is written as people write it, and goes into no row of the log.
    const rows = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: { startsWith: 'case.' } } });
    expect(rows.map(({ action }) => action)).toContain('case.open');
    expect(JSON.stringify(rows)).not.toContain((await callersNumber()).replaceAll('-', '').slice(1));
    expect(rows.find(({ action }) => action === 'case.view')?.data).toMatchObject({ requests: expect.any(Array) });
  });

  it('is opened by a chief for their own section, whose people see it and nobody of another', async () => {
    await submitApplication(world);
    const number = await callersNumber();
    await openCase(chief, { field_number: number });
    expect((await world.as('staff').say('事案R8-1は？')).words).toContain('先月から続いている。');
    expect((await world.as('otherChief').say('事案R8-1は？')).words).toContain('その事案は見つかりませんでした');
    expect((await world.as('otherChief').say('事案の一覧')).words).toContain('記録された事案はありません');
    expect((await manager.say('事案の一覧')).words).toContain('事案の一覧　1件');
    // Whoever audits sees that it is there, not whose number it is.
    const audited = await world.as('auditor').say('事案R8-1は？');
    expect(audited.words).toContain('対応する方だけが見られます');
    expect(JSON.stringify(audited.json)).not.toContain(number);
  });

  it('shows a chief the requests of their own section only', async () => {
    await submitApplication(world);
    const number = await callersNumber();
    const card = await openCase(world.as('otherChief'), { field_number: number });
    expect(card.words).toMatch(/関係する申請\nありません/);
  });

  it('needs a number or what somebody is called', async () => {
    const again = await openCase(manager, {});
    expect(again.words).toContain('どちらかを入力してください');
    expect(inputsOf(again.json).field_content).toBe('先月から続いている。');
    expect((await manager.press(again, '事案を作成する', { field_name: '窓口の山田さん' })).words).toContain(
      '事案R8-1',
    );
  });

  it('is added to, closed, and taken up again', async () => {
    await openCase(manager, { field_name: '窓口の山田さん' });
    const noted = await manager.press(await manager.say('事案R8-1に追記'), '経過を追記する', {
      field_words: '課長が対応した。',
    });
    expect(noted.words).toContain('課長が対応した。');
    const closed = await manager.press(await manager.press(noted, '事案を終了…'), '事案を終了する');
    expect(closed.words).toContain('事案を終了しました');
    const reopened = await manager.press(await manager.press(closed, '事案を再開…'), '事案を再開する', {
      field_words: '再び電話があった',
    });
    expect(reopened.words).toContain('事案を再開しました');
  });

  it('is opened by nobody who heads no section', async () => {
    expect((await world.as('staff').say('事案を作成したい')).words).toContain('課（室）の長と管理責任者のみが行えます');
  });
});
