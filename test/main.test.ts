import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { urlOf } from './helpers/card.js';
import { createWorld, type World } from './helpers/world.js';

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
    const token = urlOf(answer.json, '回答書と録音を開く').split('#')[1];
    const post = (path: string, body: unknown, cookie = '') =>
      fetch(world.url(path), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-kumamoto-page': '1', cookie },
        body: JSON.stringify(body),
      });
    await post('/files/api/code', { token });
    await world.app.runPending();
    const code = /\d{3} \d{3}/.exec(chief.lastCard().words)?.[0];
    const session = await post('/files/api/session', { token, code });
    expect(session.status).toBe(200);
    const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const view = await session.json();
    expect(view.files).toHaveLength(2);
    const grant = await (await post(view.files[0].downloadsHref, {}, cookie)).json();
    const file = await fetch(world.url(grant.href), { headers: { cookie } });
    const hash = createHash('sha256')
      .update(Buffer.from(await file.arrayBuffer()))
      .digest('hex');
    const original = await readFile(join(world.recorder, '20260915_101540_12345.wav'));
    expect(hash).toBe(createHash('sha256').update(original).digest('hex'));
  });
});
