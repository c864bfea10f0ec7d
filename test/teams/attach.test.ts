import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isFileAddress } from '../../bot/teams/attachment.js';
import { inputsOf, urlOf } from '../helpers/card.js';
import { fileApplication } from '../helpers/filing.js';
import { linkPage } from '../helpers/linkPage.js';
import { forgetRequests } from '../helpers/reset.js';
import { createWorld, type Person, type World } from '../helpers/world.js';

const NOWHERE = { otherNumber: '0964123456', callTime: '06:00' };
const ADDRESS = 'https://city-my.sharepoint.com/personal/x/download.aspx?id=1';
const file = (downloadUrl: string) => ({
  contentType: 'application/vnd.microsoft.teams.file.download.info',
  content: { downloadUrl },
  name: 'x.wav',
});

let world: World;
let manager: Person;
let operator: Person;
let wave: Buffer;
let served: () => Response;
const asked: { url: string; redirect: string }[] = [];
beforeAll(async () => {
  world = await createWorld({
    now: '2026-09-16T10:00:00+09:00',
    fetchFile: async (url, { redirect }) => {
      asked.push({ url, redirect });
      return served();
    },
  });
  wave = await readFile(join(world.recorder, '20260915_140510_23456.wav'));
  manager = world.as('manager');
  operator = world.as('operator');
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  await world.app.ctx.db.client.recording.deleteMany({ where: { attachedToId: { not: null } } });
  asked.length = 0;
  served = () => new Response(new Uint8Array(wave));
  for (const person of [manager, operator]) await person.say('こんにちは');
  await fileApplication(world, NOWHERE);
});

const request = () => world.app.ctx.db.client.request.findFirstOrThrow();

describe('a call that the index does not show', () => {
  it('is brought to the operator, who can attach the extracted file on a signed-in page', async () => {
    expect(operator.lastCard().words).toContain('一致する録音が見つかりません');
    const card = await operator.press(operator.lastCard(), '状況を見る');
    const page = linkPage(world, urlOf(card.json, '申請書を開く・録音を添付する').split('#')[1] ?? '');
    const view = (await page.enter('operator')) as unknown as { uploadHref: string };
    const upload = (bytes: Buffer) => page.send(view.uploadHref, bytes);
    expect(((await (await upload(Buffer.from('not a recording'))).json()) as { message: string }).message).toContain(
      'WAV形式の録音ファイルではありません',
    );
    expect((await upload(wave.subarray(0, 1000))).status).toBe(400);
    const done = (await (await upload(wave)).json()) as { attached: { detail: string; sha256: string }[] };
    expect(done.attached).toHaveLength(1);
    expect(done.attached[0]?.detail).toContain('A-law');
    // Sent once more, it is still one.
    expect(((await (await upload(wave)).json()) as { attached: unknown[] }).attached).toHaveLength(1);
    await world.app.runPending();
    expect(manager.lastCard().words).toContain('承認をお願いします');
    await manager.press(manager.lastCard(), '承認する');
    await world.app.runPending();
    expect((await request()).status).toBe('answered');
    expect(await world.app.ctx.db.client.copy.count()).toBe(1);
  });

  it('can be dropped into the chat by the manager, and one click approves it', async () => {
    const card = await manager.say('R8-1', [file(ADDRESS)]);
    expect(card.words).toContain('管財課が添付した録音');
    expect(inputsOf(card.json).recordingIds).not.toBe('');
    expect(asked).toEqual([{ url: ADDRESS, redirect: 'error' }]);
    await manager.press(card, '承認する');
    await world.app.runPending();
    expect(world.as('chief').lastCard().words).toContain('録音データが交付されました');
  });

  it('is not taken from the applicant, nor from anybody else', async () => {
    for (const name of ['chief', 'staff', 'otherChief', 'auditor', 'deputy'] as const) {
      const answer = await world.as(name).say('R8-1', [file(ADDRESS)]);
      expect(answer.words).not.toContain('添付した録音');
    }
    expect(await world.app.ctx.db.client.recording.count({ where: { attachedToId: { not: null } } })).toBe(0);
  });

  it('is not fetched from anywhere but Microsoft’s file hosts', async () => {
    for (const address of [
      'http://127.0.0.1:1/x',
      'https://evil.example/x.sharepoint.com',
      'https://sharepoint.com.evil.example/',
    ]) {
      expect((await manager.say('R8-1', [file(address)])).words).toContain('このファイルは受け取れません');
    }
    expect(asked).toHaveLength(0);
  });

  it('is refused with a sentence when it is too large or cannot be fetched', async () => {
    served = () => new Response('x', { headers: { 'content-length': String(300 * 1024 * 1024) } });
    expect((await manager.say('R8-1', [file(ADDRESS)])).words).toContain('大きすぎる');
    served = () => new Response('', { status: 404 });
    expect((await manager.say('R8-1', [file(ADDRESS)])).words).toContain('読み込めませんでした');
  });
});

describe('addresses of files', () => {
  it.each([
    ['https://city.sharepoint.com/sites/x', true],
    ['https://city-my.sharepoint.com:8443/x', false],
    ['https://user@city.sharepoint.com/x', false],
    ['https://sharepoint.com.evil.example/x', false],
    ['http://city.sharepoint.com/x', false],
    ['https://127.0.0.1/x', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('%s: %s', (address, allowed) => {
    expect(isFileAddress(address)).toBe(allowed);
  });
});
