import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { urlOf } from '../helpers/card.js';
import { linkPage } from '../helpers/linkPage.js';
import { createWorld, type World } from '../helpers/world.js';

describe('the main way of a request', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  });
  afterAll(() => world.close());

  it('leads from the first sentence to the downloaded recording', async () => {
    const chief = world.as('chief');
    const manager = world.as('manager');
    await manager.say('こんにちは');

    const call = await chief.say('昨日の10時15分ごろ、090-1234-5678からの電話の録音がほしい');
    expect(call.words).toContain('手順 1/4　通話');
    const purpose = await chief.press(call, '次へ', { durationMinutes: '１', cityNumber: '１２３４５' });
    const applicant = await chief.press(purpose, '次へ', { purpose: '1' });
    const confirm = await chief.press(applicant, '次へ', { documentNumber: '123' });
    expect(confirm.words).toContain('（090）1234-5678');
    const filed = await chief.press(confirm, '申請する', { pledged: 'true' });
    expect(filed.words).toContain('申請を受け付けました');
    expect(filed.words).toContain('令和8年度第1号（R8-1）');

    await world.app.runPending();
    const decision = manager.lastCard();
    expect(decision.words).toContain('承認をお願いします');
    const decided = await manager.press(decision, '承認する');
    expect(decided.words).toContain('承認しました');

    await world.app.runPending();
    const answer = chief.lastCard();
    expect(answer.words).toContain('録音データが交付されました');
    const page = linkPage(world, urlOf(answer.json, '回答書と録音を開く').split('#')[1] ?? '');
    const view = await page.enter('chief');
    expect(view.files).toHaveLength(2);
    const grant = (await (await page.post(view.files[0]?.downloadsHref ?? '')).json()) as { href: string };
    const bytes = Buffer.from(await (await page.get(grant.href)).arrayBuffer());
    const original = await readFile(join(world.recorder, '20260915_101540_12345.wav'));
    const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
    expect(sha256(bytes)).toBe(sha256(original));
  });
});
