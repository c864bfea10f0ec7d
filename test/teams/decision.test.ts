import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { actionsOf, inputsOf } from '../helpers/card.js';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
let manager: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
  manager = world.as('manager');
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  await manager.say('こんにちは');
});

const request = () => world.app.ctx.db.client.request.findFirstOrThrow();

describe("the manager's card", () => {
  it('says at a glance who asks for what and what the decision rests on', async () => {
    await submitApplication(world);
    const { words } = manager.lastCard();
    expect(words).toContain('令和8年度第1号');
    expect(words).toContain('✓ 保存期間内（残り89日）');
    expect(words).toContain('✓ 一致する録音2件（転送された通話）：時刻一致・番号一致・長さ一致');
    expect(words).toContain('第5条第2号');
    expect(inputsOf(manager.lastCard().json)).toMatchObject({ ground: '2', answerNumber: '1' });
    expect(actionsOf(manager.lastCard().json)[0]).toMatchObject({ title: '承認する', style: 'positive' });
  });

  it('offers 不交付 first when no recording fits', async () => {
    await submitApplication(world, { otherNumber: '0964123456', callTime: '06:00' });
    const card = manager.lastCard();
    expect(card.words).toContain('✕ 一致する録音が見つかりません');
    expect(actionsOf(card.json).some(({ title }) => title === '承認する')).toBe(false);
  });

  it('proposes 第1号 when the words name a disclosure request', async () => {
    await submitApplication(world, { purpose: '4', purposeOther: '情報公開条例に基づく開示請求への対応' });
    expect(inputsOf(manager.lastCard().json).ground).toBe('1');
  });
});

describe('承認', () => {
  it('is one click, after which every copy of the card tells who decided and when', async () => {
    await submitApplication(world);
    const decided = await manager.press(manager.lastCard(), '承認する');
    expect(decided.words).toContain('承認しました');
    await world.app.runPending();
    const { words } = manager.lastCard();
    expect(words).toContain('承認　試験 太郎　9月16日（水）10時00分');
    expect(actionsOf(manager.lastCard().json).some(({ title }) => title === '承認する')).toBe(false);
  });

  it('can take one recording of several and another ground', async () => {
    await submitApplication(world);
    const [first] = (inputsOf(manager.lastCard().json).recordingIds ?? '').split(',');
    await manager.press(manager.lastCard(), '承認する', {
      recordingIds: first ?? '',
      ground: '1',
      answerNumber: '１２の２',
    });
    expect(await request()).toMatchObject({ status: 'approved', ground: 1, answerNumber: '12の2' });
    expect(await world.app.ctx.db.client.chosenRecording.count()).toBe(1);
  });

  it('of no recording is refused with a sentence, and what was typed stays', async () => {
    await submitApplication(world);
    const card = await manager.press(manager.lastCard(), '承認する', { recordingIds: '', answerNumber: '77' });
    expect(card.words).toContain('交付する録音を1件以上選んで');
    expect(inputsOf(card.json).answerNumber).toBe('77');
    expect((await request()).status).toBe('submitted');
  });

  it('of a recording that is no candidate is refused: a forged card opens nothing else', async () => {
    await submitApplication(world);
    const other = await world.app.ctx.db.client.recording.findFirstOrThrow({ where: { cityNumber: '45678' } });
    const card = await manager.press(manager.lastCard(), '承認する', { recordingIds: other.id });
    expect(card.words).toContain('候補にありません');
    expect((await request()).status).toBe('submitted');
  });

  it('happens once when several press at the same moment', async () => {
    await submitApplication(world);
    const card = manager.lastCard();
    const answers = await Promise.all([1, 2, 3, 4].map(() => manager.press(card, '承認する')));
    expect(answers.filter(({ words }) => words.includes('承認しました'))).toHaveLength(1);
    await world.app.runPending();
    const { client } = world.app.ctx.db;
    expect(await client.auditEntry.count({ where: { action: 'request.approve' } })).toBe(1);
    expect(await client.copy.count()).toBe(2);
    expect(await client.letter.count({ where: { form: 2 } })).toBe(1);
    expect(await client.link.count({ where: { kind: 'answer' } })).toBe(1);
    expect(chief.cards().filter(({ words }) => words.includes('録音データが交付されました'))).toHaveLength(1);
  });

  it.each(['chief', 'staff', 'otherChief', 'operator', 'auditor', 'deputy'] as const)(
    'is not for others: %s',
    async (name) => {
      await submitApplication(world);
      const answer = await world.as(name).press(manager.lastCard(), '承認する');
      expect(answer.words).not.toContain('承認しました');
      expect((await request()).status).toBe('submitted');
    },
  );

  it('never comes from a refresh that Teams sends by itself', async () => {
    await submitApplication(world);
    const [approve] = actionsOf(manager.lastCard().json);
    await manager.invoke({
      action: { ...approve, data: { ...inputsOf(manager.lastCard().json), ...Object(approve?.data) } },
      trigger: 'automatic',
    });
    expect((await request()).status).toBe('submitted');
  });

  it('can be said: 「R8-1を承認」', async () => {
    await submitApplication(world);
    expect((await manager.say('R8-1を承認')).words).toContain('承認しました');
  });

  it('takes the next free number when the proposed one was used meanwhile', async () => {
    await submitApplication(world);
    const first = manager.lastCard();
    await submitApplication(world);
    const second = manager.lastCard();
    await manager.press(first, '承認する');
    await manager.press(second, '承認する');
    const numbers = await world.app.ctx.db.client.request.findMany({ orderBy: { serial: 'asc' } });
    expect(numbers.map(({ answerNumber }) => answerNumber)).toEqual(['1', '2']);
  });

  it('refuses a typed number that another letter has', async () => {
    await submitApplication(world);
    await manager.press(manager.lastCard(), '承認する', { answerNumber: '50' });
    await submitApplication(world);
    const card = await manager.press(manager.lastCard(), '承認する', { answerNumber: '50' });
    expect(card.words).toContain('「管財発第50号」は、R8-1で使われています');
  });
});

describe('不交付', () => {
  it('asks for a reason and words apart from the expected button, and sends 様式第2号', async () => {
    await submitApplication(world);
    const fold = await manager.press(manager.lastCard(), '不交付にする…');
    expect(fold.words).toContain('不交付の理由を選んでください');
    expect((await manager.press(fold, '不交付を決定する')).words).toContain('交付しない理由を選んでください');
    const missing = await manager.press(fold, '不交付を決定する', { reason: 'no_ground' });
    expect(missing.words).toContain('回答書に記載する理由を入力してください');
    const decided = await manager.press(fold, '不交付を決定する', {
      reason: 'no_ground',
      words: '要綱の目的の範囲を超えるため',
    });
    expect(decided.words).toContain('不交付を決定しました');
    await world.app.runPending();
    expect(chief.lastCard().words).toContain('不交付の回答がありました');
    expect(chief.lastCard().words).toContain('管財発第1号');
    expect(await request()).toMatchObject({ status: 'refused', stored: true });
    expect(await world.app.ctx.db.client.copy.count()).toBe(0);
  });

  it('for a recording that is not stored says 無', async () => {
    await submitApplication(world, { otherNumber: '0964123456', callTime: '06:00' });
    const fold = await manager.press(manager.lastCard(), '不交付の内容を確認する');
    expect(inputsOf(fold.json).reason).toBe('not_stored');
    await manager.press(fold, '不交付を決定する');
    expect(await request()).toMatchObject({ status: 'refused', refusalReason: 'not_stored', stored: false });
  });

  it('can be thought over: やめる shows the card again', async () => {
    await submitApplication(world);
    const fold = await manager.press(manager.lastCard(), '不交付にする…');
    expect((await manager.press(fold, 'やめる')).words).toContain('承認をお願いします');
  });
});

describe('answering', () => {
  it('stops when the recording is not the file that was imported, and tells the 取扱者', async () => {
    const operator = world.as('operator');
    await operator.say('こんにちは');
    const path = join(world.recorder, '20260915_101540_12345.wav');
    const original = await readFile(path);
    await submitApplication(world);
    try {
      await writeFile(path, Buffer.concat([original.subarray(0, -1), Buffer.from([1])]));
      await manager.press(manager.lastCard(), '承認する');
      await world.app.runPending();
      expect((await request()).status).toBe('approved');
      expect(await world.app.ctx.db.client.copy.count()).toBe(0);
      expect(operator.lastCard().words).toContain('取込み時と異なるため');
    } finally {
      await rm(path);
      await writeFile(path, original);
    }
  });

  it('of a recording that is gone for good ends in a new examination: the approval is taken back', async () => {
    const path = join(world.recorder, '20260915_101540_12345.wav');
    const original = await readFile(path);
    await submitApplication(world);
    try {
      await rm(path);
      await manager.press(manager.lastCard(), '承認する');
      await world.app.runPending();
      expect(manager.lastCard().words).toContain('承認を取り消し、もう一度審査できます');
      const status = await manager.press(manager.lastCard(), '状況を見る');
      const { answerNumber: freed } = await request();
      const asked = await manager.press(status, '承認を取り消す…');
      const card = await manager.press(asked, '承認を取り消す');
      expect(card.words).toContain('もう一度審査をお願いします');
      // The job of the first approval comes too late to answer anything.
      await world.app.runPending();
      expect(await request()).toMatchObject({ status: 'submitted', answerNumber: null, decidedById: null });
      // What was copied before the other part failed does not stay without a decision.
      const kept = await readdir(join(world.folder, 'data', 'files', 'content', 'copies', (await request()).id)).catch(
        () => [],
      );
      expect(kept).toEqual([]);
      const refusal = await manager.press(card, '不交付にする…');
      await manager.press(refusal, '不交付を決定する', { reason: 'not_stored' });
      await world.app.runPending();
      expect(await request()).toMatchObject({ status: 'refused', answerNumber: freed });
      expect(chief.lastCard().words).toContain('不交付の回答がありました');
    } finally {
      await writeFile(path, original);
    }
  });

  it('takes back a number with a branch without losing count', async () => {
    const path = join(world.recorder, '20260915_101540_12345.wav');
    const original = await readFile(path);
    const numbers = async () =>
      (await world.app.ctx.db.client.request.findMany({ orderBy: { serial: 'asc' } })).map((one) => one.answerNumber);
    await submitApplication(world);
    await manager.press(manager.lastCard(), '承認する');
    await world.app.runPending();
    const [first] = await numbers();
    await submitApplication(world);
    try {
      await rm(path);
      await manager.press(manager.lastCard(), '承認する', { answerNumber: `${first}の2` });
      await world.app.runPending();
      const asked = await manager.say('R8-2の承認を取り消す');
      const card = await manager.press(asked, '承認を取り消す');
      await writeFile(path, original);
      await manager.press(card, '承認する');
      expect(await numbers()).toEqual([first, String(Number(first) + 1)]);
    } finally {
      await writeFile(path, original);
    }
  });

  it('waits for Teams when it asks for patience, and sends the notice afterwards', async () => {
    await submitApplication(world);
    await manager.press(manager.lastCard(), '承認する');
    world.connector.faults.push({ status: 429, headers: { 'retry-after': '1' } });
    await world.app.runPending();
    const [notice] = await world.app.ctx.db.client.notice.findMany({ where: { kind: 'answered' } });
    expect(notice?.state === 'sent' || notice?.state === 'pending').toBe(true);
  });

  it('keeps what is owed to a chief who blocked the bot, and says so', async () => {
    await submitApplication(world);
    await manager.press(manager.lastCard(), '承認する');
    await world.app.ctx.db.client.conversation.deleteMany({ where: { personId: chief.id } });
    await world.app.runPending();
    expect(await world.app.ctx.db.client.notice.findFirstOrThrow({ where: { kind: 'answered' } })).toMatchObject({
      state: 'unreachable',
    });
    await chief.say('こんにちは');
    await world.app.runPending();
    expect(chief.lastCard().words).toContain('録音データが交付されました');
  });
});
