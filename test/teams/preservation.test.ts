import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { actionsOf, inputsOf } from '../helpers/card.js';
import { submitApplication } from '../helpers/submitting.js';
import { type Card, createWorld, PEOPLE, type Person, type World, type WorldOptions } from '../helpers/world.js';

let world: World;
let chief: Person;
let manager: Person;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', ...options });
  [chief, manager] = [world.as('chief'), world.as('manager')];
  for (const name of ['chief', 'staff', 'manager', 'deputy', 'operator'] as const)
    await world.as(name).say('こんにちは');
}

async function at(moment: string): Promise<void> {
  world.clock.set(moment);
  await world.app.housekeeping();
  await world.app.runPending();
}

const stored = async (): Promise<string[]> =>
  (await world.app.ctx.files.writtenBefore(new Date('2200-01-01T00:00:00Z'))).filter((key) =>
    key.startsWith('preserved/'),
  );
const heard = (person: Person, words: string) => person.cards().filter((card) => card.words.includes(words)).length;
const buttons = (card: Card) => actionsOf(card.json).map(({ title }) => title);
const matter = () => world.app.ctx.db.client.matter.findFirstOrThrow({ where: { kind: 'preservation' } });
const actions = async () =>
  (
    await world.app.ctx.db.client.auditEntry.findMany({
      where: { action: { startsWith: 'preservation.' } },
      orderBy: { seq: 'asc' },
    })
  )
    .map(({ action }) => action)
    .filter((action) => !/view|list/.test(action));

/** The call of the application was on 15 September: its 90 days end with 14 December. */
const DAY_89 = '2026-12-14T10:00:00+09:00';
const DAY_95 = '2026-12-21T10:00:00+09:00';

/** The recorder deletes by itself what it has kept for 90 days. */
async function recorderForgets(): Promise<void> {
  for (const name of await readdir(world.recorder)) if (name.endsWith('.wav')) await rm(join(world.recorder, name));
}

describe('保全 of an application that waits while its 90 days run out (第5条第2号)', () => {
  it('takes one press on the urgent card; the application is decided on day 95 and handed over', async () => {
    await open();
    await submitApplication(world);
    await at(DAY_89);
    const urgent = manager.cards().findLast(({ words }) => words.includes('録音の保存期間がまもなく終わります'));
    const pressed = await manager.press(urgent as Card, '録音を保全する');
    expect(pressed.words).toContain('録音の保全を始めました');
    expect(buttons(pressed)).not.toContain('録音を保全する');
    await world.app.runPending();
    expect((await matter()).status).toBe('kept');
    expect((await stored()).length).toBe(2);

    await recorderForgets();
    await at(DAY_95);
    // Its row outlives the 90 days with it, and nobody was given anything to play.
    expect(await world.app.ctx.db.client.recording.count()).toBe(2);
    expect(await world.app.ctx.db.client.copy.count()).toBe(0);
    const card = await manager.say('R8-1を承認');
    expect(card.words).toContain('承認しました');
    await world.app.runPending();
    expect(heard(chief, '録音データが交付されました')).toBe(1);
    const copy = await world.app.ctx.db.client.copy.findFirstOrThrow({ include: { recording: true } });
    expect(copy.sha256).toBe(copy.recording.sha256);

    // What was preserved for it goes once it was handed over.
    await at('2026-12-21T10:20:00+09:00');
    expect((await matter()).status).toBe('released');
    expect(await stored()).toEqual([]);
    expect(await actions()).toEqual([
      'preservation.order',
      'preservation.kept',
      'preservation.lapse',
      'preservation.delete',
      'preservation.delete',
    ]);
  });

  it('says on the decision card that it is over and preserved', async () => {
    await open();
    await submitApplication(world);
    await at(DAY_89);
    await manager.press(await manager.say('R8-1は？'), '録音を保全する');
    await world.app.runPending();
    await at(DAY_95);
    const card = await manager.press(await manager.say('R8-1は？'), '審査する');
    expect(card.words).toContain('△ 保存期間を7日過ぎていますが、保全した録音2件があります');
    expect(buttons(card)).toContain('承認する');
  });

  it('goes with an application that was taken back', async () => {
    await open();
    await submitApplication(world);
    await manager.press(await manager.say('R8-1は？'), '録音を保全する');
    await world.app.runPending();
    expect((await stored()).length).toBe(2);
    await chief.press(await chief.say('R8-1を取り下げたい'), '取り下げる');
    await at('2026-09-16T11:00:00+09:00');
    expect([(await matter()).status, await stored()]).toEqual(['released', []]);
  });

  it('can be said, and is done once', async () => {
    await open();
    await submitApplication(world);
    expect((await manager.say('R8-1を保全して')).words).toContain('録音の保全を始めました');
    expect((await manager.say('R8-1を保全して')).words).toContain('すでに保全しています');
    expect(await world.app.ctx.db.client.matter.count()).toBe(1);
    expect((await chief.say('R8-1を保全して')).words).toContain('のみが行えます');
  });

  it('copies nothing that differs from what was taken in; those who decide are told', async () => {
    await open();
    await submitApplication(world);
    await manager.say('R8-1を保全して');
    for (const { recording } of await world.app.ctx.db.client.preserved.findMany({ include: { recording: true } })) {
      await writeFile(join(world.recorder, recording.fileName), Buffer.alloc(Number(recording.size)));
    }
    await world.app.runPending().catch(() => undefined);
    expect([(await matter()).status, await stored()]).toEqual(['copying', []]);
    const told = await world.app.ctx.db.client.notice.findMany({ where: { key: { contains: '.trouble' } } });
    expect(told.map(({ personId }) => personId)).toEqual([PEOPLE.manager.id]);
  });

  it('keeps the one file that could be copied where another cannot, and goes on when the recorder is back', async () => {
    await open();
    await submitApplication(world);
    await manager.say('R8-1を保全して');
    const held = await world.app.ctx.db.client.preserved.findMany({
      include: { recording: true },
      orderBy: { position: 'asc' },
    });
    const [, second] = held.map(({ recording }) => join(world.recorder, recording.fileName));
    await rename(second ?? '', `${second}.away`);
    await world.app.runPending().catch(() => undefined);
    expect([(await matter()).status, (await stored()).length]).toEqual(['copying', 1]);
    await rename(`${second}.away`, second ?? '');
    await world.app.ctx.db.client.job.deleteMany({ where: { name: 'preserve' } });
    await at('2026-09-16T10:20:00+09:00');
    expect([(await matter()).status, (await stored()).length]).toEqual(['kept', 2]);
  });

  it('is not let go by its date while the application waits, nor by a database that is perhaps an older one', async () => {
    await open();
    await submitApplication(world);
    await manager.say('R8-1を保全して');
    await world.app.runPending();
    await at('2027-03-01T10:00:00+09:00');
    expect([(await matter()).status, (await stored()).length]).toEqual(['kept', 2]);
    const refusing = await manager.press(await manager.say('R8-1を不交付'), '不交付を決定する', {
      reason: 'no_ground',
      words: '要件に当たらないため',
    });
    expect(refusing.words).toContain('不交付');
    await world.app.runPending();
    world.app.ctx.links.held = true;
    await at('2027-03-01T10:20:00+09:00');
    expect((await matter()).status).toBe('kept');
    world.app.ctx.links.held = false;
    await at('2027-03-01T10:40:00+09:00');
    expect([(await matter()).status, await stored()]).toEqual(['released', []]);
  });

  it('takes in what is missing after an application was filed again about another call', async () => {
    await open();
    await submitApplication(world);
    await manager.say('R8-1を保全して');
    await world.app.runPending();
    const before = await world.app.ctx.db.client.preserved.count();
    const other = await world.app.ctx.db.client.recording.findFirstOrThrow({
      where: { preserved: { none: {} }, otherNumber: { not: null } },
    });
    const tokyo = new Date(other.startedAt.getTime() + 9 * 3_600_000).toISOString();
    await world.app.ctx.db.client.request.updateMany({
      data: {
        ...{ callDate: tokyo.slice(0, 10), callTime: tokyo.slice(11, 16), callAt: other.startedAt },
        ...{ otherNumber: other.otherNumber, cityNumber: other.cityNumber },
      },
    });
    expect((await manager.say('R8-1を保全して')).words).toContain('録音の保全を始めました');
    await world.app.runPending();
    expect(await world.app.ctx.db.client.preserved.count()).toBeGreaterThan(before);
  });

  it('ends the reminders that its recording is about to be lost', async () => {
    await open();
    await submitApplication(world);
    await manager.say('R8-1を保全して');
    await world.app.runPending();
    await at('2026-12-08T10:00:00+09:00');
    expect(heard(manager, '録音の保存期間がまもなく終わります')).toBe(0);
  });

  it('is not begun by a press that no card has', async () => {
    await open();
    const data = { kind: 'preservation', does: 'order', matterId: '22222222-2222-4222-8222-222222222222' };
    const { body } = await manager.invoke({
      action: { type: 'Action.Execute', verb: 'matter_do', data },
      trigger: 'manual',
    });
    expect(JSON.stringify(body)).toContain('このカードは古くなっています');
    expect(await world.app.ctx.db.client.matter.count()).toBe(0);
  });
});

describe('a wish that a recording is not lost before the form is complete', () => {
  /** What the chief knows of a call of the sample export. */
  const call = async () => {
    const recording = await world.app.ctx.db.client.recording.findFirstOrThrow({
      where: { otherNumber: { not: null } },
    });
    const tokyo = new Date(recording.startedAt.getTime() + 9 * 3_600_000).toISOString();
    return {
      recording,
      typed: {
        field_callDate: tokyo.slice(0, 10),
        field_callTime: tokyo.slice(11, 16),
        field_otherNumber: (recording.otherNumber ?? '').replace('+81', '0'),
        field_cityNumber: recording.cityNumber.replace('+81', '0'),
        field_reason: '申請書の準備に時間がかかるため',
      },
    };
  };
  const wish = async (typed: Record<string, string>) => {
    const sent = await chief.press(
      await chief.say('昨日の電話の録音を消さないでほしい'),
      '管財課長へ希望を送る',
      typed,
    );
    await world.app.runPending();
    return sent;
  };

  it('is sent by the chief, granted by the manager with a date, and ends on that date', async () => {
    await open();
    const { typed, recording } = await call();
    expect((await wish(typed)).words).toContain('保全の希望を管財課長へ送りました');
    expect(heard(manager, '録音の保全の希望が届きました')).toBe(1);
    const form = await manager.press(manager.lastCard(), '保全する…');
    expect(inputsOf(form.json)).toMatchObject({
      field_reason: '申請書の準備に時間がかかるため',
      field_releaseOn: '2026-12-15',
    });
    await manager.press(form, '保全する', { field_releaseOn: '2027-02-01' });
    await world.app.runPending();
    expect(heard(chief, '録音の保全が決まりました')).toBe(1);
    expect((await stored()).length).toBeGreaterThan(0);
    await at('2027-01-15T10:00:00+09:00');
    expect((await world.app.ctx.db.client.recording.findMany()).map(({ id }) => id)).toEqual([recording.id]);
    await at('2027-02-01T10:00:00+09:00');
    expect((await matter()).status).toBe('kept');
    await at('2027-02-02T10:00:00+09:00');
    expect([(await matter()).status, await stored()]).toEqual(['released', []]);
    await at('2027-02-02T11:00:00+09:00');
    expect(await world.app.ctx.db.client.recording.count()).toBe(0);
    expect(heard(chief, '録音の保全が終わりました')).toBe(1);
  });

  it('is found by the application that follows it, after the 90 days', async () => {
    await open();
    const { client } = world.app.ctx.db;
    await submitApplication(world);
    const { callDate, callTime, otherNumber, cityNumber } = await client.request.findFirstOrThrow();
    await chief.press(await chief.say('R8-1を取り下げたい'), '取り下げる');
    await wish({
      field_callDate: callDate ?? '',
      field_callTime: callTime ?? '',
      field_otherNumber: (otherNumber ?? '').replace('+81', '0'),
      field_cityNumber: cityNumber ?? '',
      field_reason: '申請書の準備に時間がかかるため',
    });
    await manager.press(await manager.press(manager.lastCard(), '保全する…'), '保全する', {
      field_releaseOn: '2027-02-01',
    });
    await world.app.runPending();
    await recorderForgets();
    await at(DAY_95);
    await submitApplication(world, { documentNumber: '125' });
    expect((await manager.say('R8-2を承認')).words).toContain('承認しました');
    await world.app.runPending();
    expect(heard(chief, '録音データが交付されました')).toBe(1);
    // The wish has a date of its own.
    expect((await matter()).status).toBe('kept');
  });

  it('is not granted where no recording fits; what was typed stays', async () => {
    await open();
    const { typed } = await call();
    await wish({ ...typed, field_callDate: '2026-09-10', field_otherNumber: '092-111-2222' });
    const form = await manager.press(manager.lastCard(), '保全する…');
    const again = await manager.press(form, '保全する', { field_reason: '急ぎのため', field_releaseOn: '2027-02-01' });
    expect(again.words).toContain('保全できる録音が見つかりません');
    expect(inputsOf(again.json)).toMatchObject({ field_reason: '急ぎのため', field_releaseOn: '2027-02-01' });
    const declined = await manager.press(await manager.say('保全R8-1を見送り'), '保全を見送る', {
      field_reason: '録音がないため',
    });
    expect(declined.words).toContain('保全を見送りました');
    await world.app.runPending();
    expect(heard(chief, '録音の保全は見送りとなりました')).toBe(1);
  });

  it('has in its form what the sentence said of the call', async () => {
    await open();
    const form = await chief.say('昨日の14時5分の090-1234-5678からの電話の録音を消さないで');
    expect(inputsOf(form.json)).toMatchObject({
      field_callDate: '2026-09-15',
      field_callTime: '14:05',
      field_otherNumber: expect.stringContaining('1234-5678'),
    });
  });

  it('asks for a date to come, a time and numbers that can be read', async () => {
    await open();
    const { typed } = await call();
    const again = await wish({
      ...typed,
      field_callTime: '25:00',
      field_otherNumber: 'でんわ',
      field_callDate: '2026-09-17',
    });
    expect(again.words).toContain('3項目をご確認ください');
    await wish(typed);
    const form = await manager.press(manager.lastCard(), '保全する…');
    expect((await manager.press(form, '保全する', { field_releaseOn: '2026-09-16' })).words).toContain(
      '明日以降の日付にしてください',
    );
  });

  it('is never granted by whoever wished it', async () => {
    await open();
    const { typed } = await call();
    const form = await manager.press(await manager.say('保全の一覧'), '保全を希望する');
    await manager.press(form, '管財課長へ希望を送る', typed);
    expect((await manager.say('保全R8-1を保全する')).words).toContain(
      'ご自身の保全の希望を、ご自身で決めることはできません',
    );
  });

  it('can be extended and released by hand', async () => {
    await open();
    const { typed } = await call();
    await wish(typed);
    await manager.press(await manager.press(manager.lastCard(), '保全する…'), '保全する');
    await world.app.runPending();
    const extended = await manager.press(await manager.say('保全R8-1の期限を延長'), '期限を変える', {
      field_reason: '申請が遅れるため',
      field_releaseOn: '2027-03-01',
    });
    expect(extended.words).toContain('保全の期限を変えました');
    const released = await manager.press(await manager.say('保全R8-1を解除'), '保全を解除する', {
      field_reason: '不要になったため',
    });
    expect(released.words).toContain('保全を解除しました');
    await at('2026-09-16T11:00:00+09:00');
    expect(await stored()).toEqual([]);
  });
});
