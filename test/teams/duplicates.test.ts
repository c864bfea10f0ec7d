import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, DIRECTORY, PEOPLE, type World } from '../helpers/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  await world.as('manager').say('こんにちは');
  await submitApplication(world);
});

describe('a second application for the same call', () => {
  it("is said on the chief's last step and on the manager's card, and refused by nobody", async () => {
    const chief = world.as('chief');
    const manager = world.as('manager');
    const confirmation = await walkToConfirmation(chief, { callTime: '10:20', documentNumber: '124' });
    expect(confirmation.words).toContain('R8-1（審査待ち）と同じ通話です。このまま申請することもできます');
    const filed = await chief.press(confirmation, '申請する', { pledged: 'true' });
    expect(filed.words).toContain('R8-2');
    await world.app.runPending();
    expect(manager.lastCard().words).toContain('△ R8-1（審査待ち）と同じ通話です');
    expect((await manager.press(manager.lastCard(), '承認する')).words).toContain('承認しました');
  });

  it('is told apart from another call of the same day', async () => {
    const chief = world.as('chief');
    const confirmation = await walkToConfirmation(chief, { callTime: '14:00', documentNumber: '124' });
    expect(confirmation.words).not.toContain('同じ通話');
  });

  it('is not told to another section, but to the manager', async () => {
    const other = world.as('otherChief');
    const confirmation = await walkToConfirmation(other, { documentNumber: '7' });
    expect(confirmation.words).not.toContain('R8-1');
    await other.press(confirmation, '申請する', { pledged: 'true' });
    await world.app.runPending();
    expect(world.as('manager').lastCard().words).toContain('R8-1（審査待ち）と同じ通話です');
  });
});

describe('whoever sees only the last digits of a number', () => {
  it('does not find out the others by trying them in a form of their own', async () => {
    const both = `${DIRECTORY}\n${PEOPLE.auditor.id},試験 六花,rikka@example.jp,市民局,消費者課,消費発,主事,担当者`;
    await writeFile(join(world.folder, 'directory.csv'), both);
    await world.app.refreshDirectory();
    const auditor = world.as('auditor');
    expect((await auditor.say('R8-1は？')).words).not.toContain('1234-5678');
    const confirmation = await walkToConfirmation(auditor, { documentNumber: '7' });
    expect(confirmation.words).toContain('1234-5678');
    expect(confirmation.words).not.toContain('R8-1');
    await writeFile(join(world.folder, 'directory.csv'), DIRECTORY);
    await world.app.refreshDirectory();
  });
});

describe('a 文書番号 that is there already', () => {
  it('is said on the last step, whatever the call', async () => {
    const confirmation = await walkToConfirmation(world.as('chief'), { callTime: '15:00', documentNumber: '123' });
    expect(confirmation.words).toContain('R8-1（審査待ち）と同じ文書番号です');
  });

  it('is said together with the call', async () => {
    const confirmation = await walkToConfirmation(world.as('chief'));
    expect(confirmation.words).toContain('R8-1（審査待ち）と同じ通話・文書番号です');
  });
});
