import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newAsker } from '../../bot/links/browser.js';
import { makeCode } from '../../bot/links/code.js';
import { MOST_GUESSES, markedOf, signIn, type Tell } from '../../bot/links/session.js';
import { tellRecipient } from '../../bot/requests/linkNews.js';
import { actionsOf, urlOf } from '../helpers/card.js';
import { lastCode, linkPage } from '../helpers/linkPage.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver } from '../helpers/submitting.js';
import { auditedActions } from '../helpers/tables.js';
import { createWorld, type Person, type World } from '../helpers/world.js';
import { wrong } from '../links/handedOver.js';

let world: World;
let token: string;
let chief: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  for (const name of ['manager', 'operator', 'chief'] as const) await world.as(name).say('こんにちは');
  token = await handOver(world);
});

const OPENED = '取得リンクが、これまでお使いのないブラウザーで開かれました';
const GUESSED = '取得リンクの本人確認に、どなたかが失敗しました';
const told = (words: string) => chief.cards().filter((card) => card.words.includes(words));
const link = () => world.app.ctx.db.client.link.findFirstOrThrow({ where: { kind: 'answer' } });

describe('a second browser that has the link, too,', () => {
  it('cannot use up the codes of the recipient, nor make theirs useless by guessing', async () => {
    const [own, other] = [linkPage(world, token), linkPage(world, token)];
    await own.askCode();
    const code = lastCode(chief);
    for (let time = 0; time < 5; time++) await other.askCode();
    for (let time = 0; time < 8; time++) await other.signIn(wrong(code.replace(' ', '')));
    expect((await own.signIn(code)).status).toBe(200);
  });

  it('opens nothing with the recipient’s own code: it is for the browser that asked for it', async () => {
    const [own, other] = [linkPage(world, token), linkPage(world, token)];
    await own.askCode();
    const code = lastCode(chief);
    expect((await other.signIn(code)).status).toBe(401);
    await other.askCode();
    expect((await other.signIn(code)).status).toBe(401);
    expect((await own.signIn(code)).status).toBe(200);
  });

  it('is one of five that may ask from the same place in ten minutes; whoever asked before goes on being served', async () => {
    const own = linkPage(world, token);
    await own.askCode();
    for (let browser = 0; browser < 12; browser++) await linkPage(world, token).askCode();
    expect((await auditedActions(world)).filter((action) => action === 'link.code')).toHaveLength(5);
    await own.askCode();
    expect((await auditedActions(world)).filter((action) => action === 'link.code')).toHaveLength(6);
    expect((await own.signIn(lastCode(chief))).status).toBe(200);
  });
});

describe('the recipient of a link', () => {
  it('is told of an opening in a browser that was not theirs so far, once, and not of the next in the same', async () => {
    const page = linkPage(world, token);
    await page.enter('chief');
    await world.app.runPending();
    expect(told(OPENED)).toHaveLength(1);
    expect(told(OPENED)[0]?.words).toContain('令和8年度第1号');
    world.clock.advance(2 * 3_600_000);
    await page.enter('chief');
    await world.app.runPending();
    expect(told(OPENED)).toHaveLength(1);
    await linkPage(world, token).enter('chief');
    await world.app.runPending();
    expect(told(OPENED)).toHaveLength(2);
  });

  it('stops it at once by 「心当たりがない」, pressed or said; the office hears of it, and a new link can be had', async () => {
    const page = linkPage(world, token);
    const view = await page.enter('chief');
    await world.app.runPending();
    const card = told(OPENED)[0];
    if (card === undefined) throw new Error('nothing was told');
    const stopped = await chief.press(card, '心当たりがない');
    expect(stopped.words).toContain('あなた宛ての取得リンクを止めました');
    expect((await page.post(view.files[0]?.downloadsHref ?? '')).status).toBe(410);
    expect(((await (await page.view()).json()) as { lead: string }).lead).toContain('宛先の方のお申し出により');
    await world.app.runPending();
    expect(world.as('operator').lastCard().words).toContain('心当たりのない操作があった');
    expect((await chief.press(card, '心当たりがない')).words).toContain('止める取得リンクはありません');
    expect(actionsOf((await chief.say('R8-1は？')).json).map(({ title }) => title)).toContain('取得リンクを再発行…');
    const again = await chief.say('リンクを再発行');
    await chief.press(again, '再発行する');
    expect((await chief.say('R8-1は心当たりがない')).words).toContain('あなた宛ての取得リンクを止めました');
    expect((await auditedActions(world)).filter((action) => action === 'request.disown')).toHaveLength(2);
    await world.app.runPending();
    const heard = world
      .as('operator')
      .cards()
      .filter(({ words }) => words.includes('心当たりのない操作があった'));
    expect(heard).toHaveLength(2);
  });

  it('is told of it again after 「心当たりがない」, also in the browser that was known until then', async () => {
    const page = linkPage(world, token);
    await page.enter('chief');
    await world.app.runPending();
    await chief.press(told(OPENED)[0] ?? chief.lastCard(), '心当たりがない');
    const { json } = await chief.press(await chief.say('リンクを再発行'), '再発行する');
    const fresh = urlOf(json, '回答書と録音を開く').split('#')[1] ?? '';
    await page.post('/files/api/code', { token: fresh });
    await world.app.runPending();
    expect((await page.post('/files/api/session', { token: fresh, code: lastCode(chief) })).status).toBe(200);
    await world.app.runPending();
    expect(told(OPENED)).toHaveLength(2);
  });

  it('is told, once an hour, when somebody fails to prove that they are the recipient', async () => {
    for (let browser = 0; browser < 2; browser++) {
      const page = linkPage(world, token);
      await page.askCode();
      const code = lastCode(chief).replace(' ', '');
      for (let guess = 0; guess < 5; guess++) await page.signIn(wrong(code));
    }
    await world.app.runPending();
    expect(told(GUESSED)).toHaveLength(1);
    expect(actionsOf(told(GUESSED)[0]?.json).map(({ title }) => title)).toContain('心当たりがない');
  });
});

describe('a browser that was disowned', () => {
  it('is known no more also where the office had stopped the link first', async () => {
    const page = linkPage(world, token);
    await page.enter('chief');
    await world.app.runPending();
    const card = told(OPENED)[0] ?? chief.lastCard();
    const known = async () => (await markedOf(world.app.ctx.db.client, await link())).epoch;
    await world.as('manager').press(await world.as('manager').say('R8-1のリンクを失効させて'), '失効させる', {
      words: '第三者による閲覧のため',
    });
    await world.app.runPending();
    // Nothing of theirs is left to stop.
    await world.app.ctx.db.client.link.updateMany({
      where: { revokedAt: null },
      data: { revokedAt: world.clock.now(), revokedReason: 'stopped' },
    });
    const before = await known();
    const heard = world.as('manager').cards().length;
    expect((await chief.press(card, '心当たりがない')).words).toContain(
      'すでに止まっています。管財課にお知らせしました',
    );
    await world.app.runPending();
    expect(world.as('manager').cards().length).toBeGreaterThan(heard);
    expect((await chief.press(card, '心当たりがない')).words).toContain('止める取得リンクはありません');
    // The marks of all their browsers are made with this number.
    expect(await known()).toBeGreaterThan(before);
  });

  it('is sent no code for a link that its reader disowned, nor is its reader', async () => {
    await linkPage(world, token).enter('chief');
    await world.app.runPending();
    await chief.press(told(OPENED)[0] ?? chief.lastCard(), '心当たりがない');
    const seen = chief.cards().length;
    await linkPage(world, token).askCode();
    expect(chief.cards()).toHaveLength(seen);
  });
});

describe('whoever has many addresses', () => {
  it('does not pester the recipient without end: a link is good for thirty codes an hour, but for browsers that are known', async () => {
    const { ctx } = world.app;
    const own = linkPage(world, token);
    await own.enter('chief');
    let made = 0;
    for (let browser = 0; browser < 60; browser++) {
      const stranger = { asker: newAsker(), markOf: () => undefined };
      if ((await makeCode(ctx, token, stranger)) !== undefined) made += 1;
    }
    expect(made).toBe(29);
    const codes = async () => (await auditedActions(world)).filter((action) => action === 'link.code').length;
    const seen = await codes();
    world.clock.advance(11 * 60_000);
    await own.askCode();
    expect(await codes()).toBe(seen + 1);
    world.clock.advance(60 * 60_000);
    expect(await makeCode(ctx, token, { asker: newAsker(), markOf: () => undefined })).toBeDefined();
  });
});

describe('whoever is signed in', () => {
  it('is asked to wait after so many requests in a minute, each of which leaves a row', async () => {
    const page = linkPage(world, token);
    const { letters } = await page.enter('chief');
    const statuses: number[] = [];
    for (let time = 0; time < 130; time++) {
      const answer = await page.get(letters[0]?.href ?? '');
      await answer.arrayBuffer();
      statuses.push(answer.status);
    }
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
    expect((await auditedActions(world)).filter((action) => action === 'link.letter').length).toBeLessThanOrEqual(120);
  });
});

describe('a link', () => {
  it('bears thirty wrong codes in its life; then it is stopped, both sides are told, and the chief has a new one made', async () => {
    const { ctx } = world.app;
    const tell: Tell = (tx, of, event, sessionId) => tellRecipient(tx, ctx, of, event, sessionId);
    for (let guess = 0; guess < MOST_GUESSES; guess++) {
      expect((await link()).revokedAt).toBeNull();
      const browser = { asker: newAsker(), markOf: () => undefined };
      const { code = '' } = (await makeCode(ctx, token, browser)) ?? {};
      await expect(signIn(ctx, token, wrong(code), browser, tell)).rejects.toMatchObject({ code: 'link_unusable' });
    }
    expect(await link()).toMatchObject({ revokedReason: 'guessed', wrongGuesses: MOST_GUESSES });
    await world.app.runPending();
    expect(chief.lastCard().words).toContain('取得リンクを止めました');
    expect(world.as('operator').lastCard().words).toContain('確認コードの誤りが続いたため');
    const again = await chief.say('リンクを再発行');
    const { json } = await chief.press(again, '再発行する');
    const fresh = linkPage(world, urlOf(json, '回答書と録音を開く').split('#')[1] ?? '');
    expect((await fresh.enter('chief')).files).toHaveLength(2);
  });
});

describe('whoever signs out on the page', () => {
  it('has left nothing behind that opens it: the session is over at once, and what was under way ends', async () => {
    const page = linkPage(world, token);
    const { signOutHref } = (await page.enter('chief')) as unknown as { signOutHref: string };
    const cookie = page.cookie();
    expect((await page.post(signOutHref)).status).toBe(200);
    expect((await page.view()).status).toBe(401);
    // Nor does a copy of the cookie open it.
    const stolen = await fetch(world.url('/files/api/view'), {
      headers: { cookie, 'x-kumamoto-link': token.split('.')[0] ?? '' },
    });
    expect(stolen.status).toBe(401);
    expect(await auditedActions(world)).toContain('link.signed_out');
  });
});
