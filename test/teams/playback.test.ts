import { appendFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { PageView } from '../../bot/web/answers.js';
import { actionsOf, inputsOf, urlOf } from '../helpers/card.js';
import { type LinkPage, linkPage } from '../helpers/linkPage.js';
import { handOver } from '../helpers/submitting.js';
import { type Card, createWorld, PEOPLE, type Person, type World, type WorldOptions } from '../helpers/world.js';

let world: World;
let chief: Person;
let manager: Person;
let deputy: Person;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', ...options });
  [chief, manager, deputy] = [world.as('chief'), world.as('manager'), world.as('deputy')];
  for (const name of ['chief', 'staff', 'manager', 'deputy', 'operator'] as const)
    await world.as(name).say('こんにちは');
}

/** The call of the sample export that everybody applies for. */
const CALL = {
  field_callDate: '2026-09-15',
  field_callTime: '10:15',
  field_otherNumber: '090-1234-5678',
  field_cityNumber: '12345',
};
const WHY = { field_ground: 'crime', field_reason: '窓口の職員を脅す電話があり、警察に届け出るため。' };

/** What can be chosen on a card. */
const choicesOf = (json: unknown): string[] =>
  [...JSON.stringify(json).matchAll(/"value":"([0-9a-f-]{36})"/g)].map(([, id = '']) => id);
const heard = (person: Person, words: string) => person.cards().filter((card) => card.words.includes(words)).length;
const buttons = (card: Card) => actionsOf(card.json).map(({ title }) => title);
const rows = async (prefix = 'playback.') =>
  (
    await world.app.ctx.db.client.auditEntry.findMany({
      where: { action: { startsWith: prefix } },
      orderBy: { seq: 'asc' },
    })
  ).filter(({ action }) => !/view|list/.test(action));

async function wish(person: Person, typed: Record<string, string> = { ...CALL, ...WHY }): Promise<Card> {
  const answer = await person.press(await person.say('再生の許可がほしい'), '管財課長へ送る', typed);
  await world.app.runPending();
  return answer;
}
async function permit(by: Person, typed: Record<string, string> = {}): Promise<Card> {
  const card = await by.say('再生許可R8-1は？');
  const form = await by.press(card, '再生を許可…');
  const answer = await by.press(form, '再生を許可する', {
    field_recordingId: choicesOf(form.json)[0] ?? '',
    field_words: '脅迫に当たる発言を確かめるため。',
    ...typed,
  });
  await world.app.runPending();
  return answer;
}
/** The listener's page, signed in. */
async function listen(as: 'chief' | 'manager' = 'chief'): Promise<{ page: LinkPage; view: PageView }> {
  const told = world
    .as(as)
    .cards()
    .findLast(({ words }) => words.includes('再生が許可されました'));
  const page = linkPage(world, new URL(urlOf((told as Card).json, '再生のページを開く')).hash.slice(1));
  return { page, view: (await page.enter(as)) as unknown as PageView };
}
const player = ({ player: there }: PageView) => {
  if (there === null) throw new Error('nothing may be played');
  return there;
};

describe('再生許可 (第4条第3項)', () => {
  it('is asked for in writing, given by the manager, used on the page, and ended', async () => {
    await open();
    const asked = await wish(chief);
    expect(asked.words).toContain('再生の希望を管財課長へ送りました');
    expect(heard(manager, '録音の再生の希望が届きました')).toBe(1);
    expect((await permit(manager)).words).toContain('再生を許可しました');
    const { page, view } = await listen();
    const { audioHref, seconds, sha256 } = player(view);
    expect(view).toMatchObject({
      receipt: '再生許可R8-1',
      expires: expect.stringContaining('9月23日'),
      files: [],
      letters: [],
    });
    const answer = await page.get(audioHref);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const bytes = Buffer.from(await answer.arrayBuffer());
    await world.app.runPending();
    const files = await readdir(world.recorder);
    const same = await Promise.all(
      files.map(async (name) => (await readFile(join(world.recorder, name))).equals(bytes)),
    );
    expect(same).toContain(true);
    // No copy was made of it.
    expect(await world.app.ctx.db.client.copy.count()).toBe(0);
    const played = (await rows()).filter(({ action }) => action.startsWith('playback.play'));
    expect(played.map(({ action, actorId, data }) => [action, actorId, data])).toMatchObject([
      ['playback.play', PEOPLE.chief.id, { number: '再生許可R8-1', recording: sha256, from: 0 }],
      ['playback.played', PEOPLE.chief.id, { from: 0, to: Math.round(seconds), of: Math.round(seconds) }],
    ]);

    const ended = await chief.press(
      await chief.press(await chief.say('再生許可R8-1は？'), '再生を終了…'),
      '再生を終了する',
    );
    expect(ended.words).toContain('再生許可を終了しました');
    expect((await page.get(audioHref)).status).not.toBe(200);
    const after = (await (await page.view()).json()) as PageView;
    expect(after).toMatchObject({ state: 'revoked', heading: '再生許可は終わっています', player: null });
  });

  it('is not given by the manager to themselves: the deputy decides', async () => {
    await open();
    await wish(manager);
    const own = await manager.press(await manager.say('再生許可R8-1は？'), '再生を許可…').catch(() => undefined);
    expect(own).toBeUndefined();
    await manager.say('9月16日から9月20日まで代決者を試験四郎に');
    expect((await permit(deputy)).words).toContain('再生を許可しました');
    expect(player((await listen('manager')).view).seconds).toBeGreaterThan(0);
  });

  it('of nobody is the page but of its listener, whose code comes to their own chat', async () => {
    await open();
    await wish(chief);
    await permit(manager);
    const told = chief.cards().findLast(({ words }) => words.includes('再生が許可されました'));
    expect(buttons((await world.as('operator').say('再生許可R8-1は？')) as Card)).not.toContain('再生のページを開く');
    const token = new URL(urlOf((told as Card).json, '再生のページを開く')).hash.slice(1);
    const before = heard(chief, '確認コードをお送りします');
    await linkPage(world, token).askCode();
    expect(heard(chief, '確認コードをお送りします')).toBe(before + 1);
    expect(heard(world.as('staff'), '確認コードをお送りします')).toBe(0);
    expect((await world.as('staff').say('再生許可R8-1は？')).words).toContain('見つかりませんでした');
  });

  it('keeps what was heard at its place in the recording, by the page and on the card', async () => {
    await open();
    await wish(chief);
    await permit(manager);
    const { page, view } = await listen();
    const { notesHref } = player(view);
    await page.post(notesHref, { at: 2.7, words: '「ただではおかない」と発言' });
    const answer = await page.post(notesHref, { at: 1, words: '名乗らずに話し始める' });
    const { notes } = player((await answer.json()) as PageView);
    expect(notes.map(({ at, words }) => [at, words])).toEqual([
      [1, '名乗らずに話し始める'],
      [2, '「ただではおかない」と発言'],
    ]);
    const empty = await page.post(notesHref, { at: 1, words: ' ' });
    expect(empty.status).toBe(400);
    expect(await empty.json()).toMatchObject({ message: '記録を入力してください。' });
    expect((await manager.say('再生許可R8-1は？')).words).toContain('ただではおかない');
    expect(JSON.stringify(await rows())).not.toContain('ただではおかない');
  });

  it('ends by itself with its last day, and what was on its way ends then as well', async () => {
    await open();
    await wish(chief);
    await permit(manager, { field_until: '2026-09-18' });
    const { page, view } = await listen();
    world.clock.set('2026-09-18T23:59:00+09:00');
    world.clock.set('2026-09-19T00:00:00+09:00');
    expect((await page.get(player(view).audioHref)).status).toBe(401);
    await world.app.housekeeping();
    await world.app.runPending();
    expect((await chief.say('再生許可R8-1は？')).words).toContain('終了');
    expect(heard(chief, '録音の再生許可が終わりました')).toBe(1);
    expect((await rows()).at(-1)).toMatchObject({ action: 'playback.lapse', actorId: null });
  });

  it('goes no further than the 90 days of the recording', async () => {
    await open({ now: '2026-12-10T10:00:00+09:00' });
    await wish(chief);
    const form = await permit(manager, { field_until: '2026-12-20' });
    expect(form.words).toContain('12月14日までです');
    expect(inputsOf(form.json)).toMatchObject({
      field_until: '2026-12-20',
      field_words: '脅迫に当たる発言を確かめるため。',
    });
    expect((await permit(manager, { field_until: '2026-12-14' })).words).toContain('再生を許可しました');
  });

  it('is given for the recording that the manager chose of several that fit', async () => {
    await open();
    await wish(chief);
    const refused = await permit(manager, { field_recordingId: '' });
    expect(refused.words).toContain('再生できる録音を選んでください');
    const [, second = ''] = choicesOf(refused.json);
    await permit(manager, { field_recordingId: second });
    expect(await world.app.ctx.db.client.playback.findFirst()).toMatchObject({ recordingId: second });
  });

  it('is not given where no recording fits, and what was typed stays', async () => {
    await open();
    await wish(chief, {
      ...CALL,
      ...WHY,
      field_callTime: '03:00',
      field_otherNumber: '非通知',
      field_cityNumber: '99999',
    });
    const form = await permit(manager);
    expect(form.words).toContain('一致する録音が見つかりません');
    expect(inputsOf(form.json)).toMatchObject({ field_words: '脅迫に当たる発言を確かめるため。' });
    expect(await world.app.ctx.db.client.link.count()).toBe(0);
  });

  it('plays nothing but the file that was imported', async () => {
    await open();
    await wish(chief);
    await permit(manager);
    const { page, view } = await listen();
    const { client } = world.app.ctx.db;
    const { recording } = await client.playback.findFirstOrThrow({ include: { recording: true } });
    const path = join(world.recorder, recording.fileName);
    const before = await stat(path);
    await page.get(player(view).audioHref).then((answer) => answer.arrayBuffer());
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
    await appendFile(path, 'x');
    const refused = await page.get(player(view).audioHref);
    expect(refused.status).not.toBe(200);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('取込み時と異なる') });
    expect(await rows('file.')).toHaveLength(1);
  });

  it('shows its outline, in which nothing is told of the words', async () => {
    await open();
    await wish(chief);
    await permit(manager);
    const { page, view } = await listen();
    const { peaks } = (await (await page.get(player(view).peaksHref)).json()) as { peaks: number[] };
    expect(peaks).toHaveLength(400);
    expect(Math.max(...peaks)).toBe(100);
    expect(Math.min(...peaks)).toBeGreaterThanOrEqual(0);
  });

  it('opens nothing of a request, and the link of a request plays nothing from the recorder', async () => {
    await open();
    const token = await handOver(world);
    const answer = linkPage(world, token);
    await answer.enter('chief');
    const [ofRequest = ''] = token.split('.');
    for (const path of ['playback/audio', 'playback/peaks'])
      expect((await answer.get(`/files/api/${ofRequest}/${path}`)).status).toBe(404);
    await wish(chief);
    await permit(manager);
    const { page, view } = await listen();
    const base = player(view).audioHref.replace('/playback/audio', '');
    const { id = '' } = (await world.app.ctx.db.client.copy.findFirst()) ?? {};
    for (const path of ['letters/1', `files/${id}/audio`]) expect((await page.get(`${base}/${path}`)).status).toBe(404);
    for (const path of ['packages', `files/${id}/downloads`])
      expect((await page.post(`${base}/${path}`)).ok).toBe(false);
    expect((await page.send(`${base}/recordings`, Buffer.from('RIFF'))).ok).toBe(false);
    expect(await world.app.ctx.db.client.linkDownload.count()).toBe(0);
  });

  it('of a listener who leaves ends at once', async () => {
    await open();
    await wish(chief);
    await permit(manager);
    const { page, view } = await listen();
    const { client } = world.app.ctx.db;
    await client.link.updateMany({ data: { revokedAt: world.clock.now(), revokedReason: 'left' } });
    expect((await page.get(player(view).audioHref)).status).toBe(410);
    await world.app.housekeeping();
    expect(await client.matter.findFirst()).toMatchObject({ status: 'ended' });
  });
});
