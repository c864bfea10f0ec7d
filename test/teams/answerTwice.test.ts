import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { answerRequest } from '../../bot/requests/answer.js';
import { urlOf } from '../helpers/card.js';
import { linkPage } from '../helpers/linkPage.js';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
});
afterAll(() => world.close());

it('an answer whose job hung and was taken up anew keeps its copies when the first run fails at last', async () => {
  const { ctx } = world.app;
  const manager = world.as('manager');
  await manager.say('こんにちは');
  await submitApplication(world);
  await manager.press(manager.lastCard(), '承認する');
  const { id } = await ctx.db.client.request.findFirstOrThrow();
  // The first run copies one file; then the share of the recorder hangs for longer than the queue waits.
  const put = ctx.files.put.bind(ctx.files);
  const hung = new Promise<() => void>((resolve) => {
    let copied = 0;
    jest.spyOn(ctx.files, 'put').mockImplementation((key, content) => {
      copied += 1;
      if (copied !== 2) return put(key, content);
      content.on('error', () => {});
      return new Promise((_resolve, reject) => resolve(() => reject(new Error('the share is gone'))));
    });
  });
  const first = answerRequest(ctx, id);
  const failed = expect(first).rejects.toThrow('the share is gone');
  const fail = await hung;
  jest.restoreAllMocks();
  await world.app.runPending();
  expect((await ctx.db.client.request.findFirstOrThrow()).status).toBe('answered');
  fail();
  await failed;
  const page = linkPage(world, urlOf(world.as('chief').lastCard().json, '回答書と録音を開く').split('#')[1] ?? '');
  const { files } = await page.enter('chief');
  for (const file of files) expect((await page.post(file.downloadsHref)).status).toBe(200);
});
