import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { headFile } from '../../bot/audit/heads.js';
import { loadDirectory } from '../../bot/directory/loadDirectory.js';
import { findActor } from '../../bot/directory/people.js';
import { loadCards } from '../../bot/teams/cards/render.js';
import { channelView, refreshedView } from '../../bot/teams/views/views.js';
import { actionsOf, urlOf } from '../helpers/card.js';
import { linkPage } from '../helpers/linkPage.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver, submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, DIRECTORY, PEOPLE, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
let manager: Person;
let operator: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  chief = world.as('chief');
  manager = world.as('manager');
  operator = world.as('operator');
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  await world.app.ctx.db.client.setting.deleteMany({ where: { key: 'decision.channel' } });
  await directory(DIRECTORY);
  for (const person of [chief, manager, operator]) await person.say('こんにちは');
});

async function directory(text: string): Promise<void> {
  await writeFile(join(world.folder, 'directory.csv'), text);
  await world.app.refreshDirectory();
  await world.app.runPending();
}

async function at(iso: string): Promise<void> {
  world.clock.set(iso);
  await world.app.housekeeping();
  await world.app.runPending();
}

const heard = (person: Person, words: string) => person.cards().filter((card) => card.words.includes(words)).length;

describe('reminders', () => {
  it('come to the manager after two business days, then daily, never twice, never at night or on a holiday', async () => {
    // Wednesday 16 September; 21 to 23 September 2026 are holidays.
    await submitApplication(world);
    const words = '審査をお待ちしている申請があります';
    await at('2026-09-17T10:00:00+09:00');
    expect(heard(manager, words)).toBe(0);
    await at('2026-09-18T05:00:00+09:00');
    expect(heard(manager, words)).toBe(0);
    await at('2026-09-18T10:00:00+09:00');
    await at('2026-09-18T14:00:00+09:00');
    expect(heard(manager, words)).toBe(1);
    await at('2026-09-19T10:00:00+09:00');
    await at('2026-09-22T10:00:00+09:00');
    expect(heard(manager, words)).toBe(1);
    await at('2026-09-24T10:00:00+09:00');
    expect(heard(manager, words)).toBe(2);
  });

  it('that were overtaken are not sent: whoever comes back from leave hears what is true now', async () => {
    await submitApplication(world);
    await world.app.ctx.db.client.conversation.deleteMany({ where: { personId: PEOPLE.manager.id } });
    for (const day of ['18', '24', '25']) await at(`2026-09-${day}T10:00:00+09:00`);
    await manager.say('こんにちは');
    await world.app.runPending();
    expect(heard(manager, '審査をお待ちしている申請があります')).toBe(1);
    await world.app.ctx.db.client.conversation.deleteMany({ where: { personId: PEOPLE.manager.id } });
    await at('2026-09-28T10:00:00+09:00');
    await chief.press(await chief.say('R8-1を取り下げたい'), '取り下げる');
    world.connector.shown.length = 0;
    await manager.say('こんにちは');
    await world.app.runPending();
    expect(heard(manager, '審査をお待ちしている申請があります')).toBe(0);
  });

  it('of a recording that runs out reach the chief while the application lies with them', async () => {
    await submitApplication(world);
    const open = await manager.press(manager.lastCard(), '差し戻す…');
    await manager.press(open, '差し戻す', { words: '時間をご確認ください', choice: 'callTime' });
    await at('2026-12-01T10:00:00+09:00');
    expect(heard(chief, '差戻し：時間をご確認ください')).toBeGreaterThan(0);
    const { client } = world.app.ctx.db;
    const told = await client.notice.findMany({ where: { kind: 'reminder' } });
    expect(told.map(({ personId }) => personId)).toContain(PEOPLE.chief.id);
  });

  it('become louder, and reach the operator, while the 90 days run out', async () => {
    await submitApplication(world);
    const words = '録音の保存期間がまもなく終わります';
    await at('2026-12-01T10:00:00+09:00');
    expect(heard(operator, words)).toBe(1);
    await at('2026-12-08T10:00:00+09:00');
    expect([heard(manager, words), heard(operator, words)]).toEqual([2, 2]);
  });

  it('tell the chief of an unused link two days before it expires, and of a missing registration', async () => {
    await handOver(world);
    await at('2026-09-24T10:00:00+09:00');
    expect(heard(chief, '取得リンクの期限が近づいています')).toBe(0);
    await forgetRequests(world);
    await manager.say('こんにちは');
    world.clock.set('2026-09-28T10:00:00+09:00');
    await handOver(world);
    await at('2026-10-01T10:00:00+09:00');
    expect(heard(chief, '取得リンクの期限が近づいています')).toBe(0);
    // Two days before Monday the 5th is a Saturday: the Friday before it is.
    await at('2026-10-02T10:00:00+09:00');
    expect(heard(chief, '取得リンクの期限が近づいています')).toBe(1);
    await at('2026-10-05T10:00:00+09:00');
    expect(heard(chief, '取得リンクの期限が近づいています')).toBe(1);
    expect(heard(chief, '総合文書管理システムへの登録をお願いします')).toBe(1);
  });
});

describe('people who cannot be reached', () => {
  it("are on the operator's list, with 「再送」", async () => {
    await handOver(world);
    const card = await chief.press(await chief.say('R8-1は？'), '取得リンクを再発行…');
    world.connector.faults.push({ status: 403, body: { error: { code: 'ConversationBlockedByUser', message: 'x' } } });
    await chief.press(card, '再発行する');
    await world.app.runPending();
    const list = await operator.press(await operator.say('ヘルプ'), '未達の一覧');
    expect(list.words).toContain('試験 太郎 様　R8-1');
    expect(list.words).toContain('ボットがブロックされています');
    expect((await operator.press(list, '再送')).words).toContain('1件を再送しています');
    await world.app.runPending();
    expect(manager.lastCard().words).toContain('取得リンクが再発行されました');
  });

  it('can be asked for in words', async () => {
    expect((await operator.say('未達の一覧')).words).toContain('届いていないお知らせはありません');
  });

  it('are nobody else’s business', async () => {
    const answer = await chief.invoke({ action: { type: 'Action.Execute', verb: 'list_unsent', data: {} } });
    expect(JSON.stringify(answer.body)).toContain('管財課の管理責任者と取扱者');
  });
});

describe('a change of office (人事異動)', () => {
  const successor = DIRECTORY.replace(PEOPLE.chief.id, PEOPLE.stranger.id).replace(
    '試験 花子,hanako',
    '後任 次郎,jiro',
  );

  it('hands open requests to the successor and ends rights at once; names on the record stay', async () => {
    const token = await handOver(world);
    const page = linkPage(world, token);
    await page.enter('chief');
    await world.as('stranger').say('こんにちは');
    await directory(successor);
    expect((await chief.say('R8-1は？')).words).toContain('職員名簿に登録がない');
    expect(await (await page.view()).json()).toMatchObject({ state: 'revoked', files: [] });
    const next = world.as('stranger');
    await next.say('こんにちは');
    await world.app.runPending();
    expect(heard(next, '前任の方から申請を引き継ぎました')).toBe(1);
    const card = await next.say('R8-1は？');
    expect(card.words).toContain('後任 次郎 様へ交付済みです');
    expect(card.words).toContain('市民課長　試験 花子');
    const renewed = urlOf(card.json, '回答書と録音を開く').split('#')[1] ?? '';
    expect((await linkPage(world, renewed).enter('stranger')).state).toBe('open');
  });

  it('does not stop the decision of what was filed before', async () => {
    await submitApplication(world);
    await directory(successor);
    await manager.press(manager.lastCard(), '承認する');
    await world.app.runPending();
    expect(await world.app.ctx.db.client.request.findFirstOrThrow()).toMatchObject({ status: 'answered' });
  });

  it('does not let somebody decide what they filed in their office before', async () => {
    await submitApplication(world);
    const promoted = successor
      .replace(PEOPLE.manager.id, '11111111-1111-4111-8111-000000000888')
      .concat(`\n${PEOPLE.chief.id},試験 花子,hanako@example.jp,総務局,管財課,管財発,管財課長,管理責任者`);
    await directory(promoted);
    const { id, version } = await world.app.ctx.db.client.request.findFirstOrThrow();
    expect((await chief.say('R8-1を承認')).words).not.toContain('承認しました');
    const forged = { requestId: id, version, reason: 'not_stored', answerNumber: '', proposedNumber: '' };
    const answer = await chief.invoke({ action: { type: 'Action.Execute', verb: 'refuse', data: forged } });
    expect(JSON.stringify(answer.body)).toContain('ご自身が申請・作成された申請を決裁することはできません');
    expect((await world.app.ctx.db.client.request.findFirstOrThrow()).status).toBe('submitted');
    await directory(DIRECTORY);
  });

  it('gives a form that somebody had in hand to the chief of the section', async () => {
    const staff = world.as('staff');
    await staff.say('9月15日10時15分、090-1234-5678からの電話の録音がほしい');
    await directory(
      DIRECTORY.split('\n')
        .filter((line) => !line.includes(PEOPLE.staff.id))
        .join('\n'),
    );
    expect(chief.lastCard().words).toContain('試験 一郎 様が作成した申請書です');
    expect(await world.app.ctx.db.client.request.findFirstOrThrow()).toMatchObject({ draftOwner: null });
  });

  it('takes a form out of the hands of whoever left the section, at once', async () => {
    await submitApplication(world);
    const open = await manager.press(manager.lastCard(), '差し戻す…');
    await manager.press(open, '差し戻す', { words: '時間をご確認ください', choice: 'callTime' });
    await world.app.runPending();
    const returned = chief.lastCard();
    const form = () => world.app.ctx.db.client.request.findFirstOrThrow();
    const before = await form();
    // 試験 花子 moves to another section, and 市民課 has no chief yet.
    await directory(DIRECTORY.replace('市民局,市民課,市民発,市民課長', '環境局,環境課,環境発,環境課長'));
    expect((await chief.say('続き')).words).toContain('作成途中の申請はありません');
    expect((await chief.say('R8-1は？')).words).not.toContain('1234-5678');
    // Nor by the card that they still have.
    expect((await chief.press(returned, '次へ', { callTime: '07:30' })).words).not.toContain('1234-5678');
    expect((await form()).entries).toEqual(before.entries);
    await directory(successor);
    await world.as('stranger').say('こんにちは');
    expect((await world.as('stranger').say('続き')).words).toContain('差戻し：時間をご確認ください');
  });

  it('leaves nobody to give a form back to who moved away', async () => {
    const staff = world.as('staff');
    await staff.press(await walkToConfirmation(staff), '課長へ確認を依頼する', { pledged: 'true' });
    await world.app.runPending();
    const asked = await chief.press(chief.lastCard(), '担当者へ戻す…');
    await directory(DIRECTORY.replace('市民局,市民課,市民発,主査', '環境局,環境課,環境発,主査'));
    expect((await chief.press(asked, '担当者へ戻す', { words: '時間' })).words).toContain('担当者は異動されています');
    expect(await world.app.ctx.db.client.request.findFirstOrThrow()).toMatchObject({ draftOwner: null });
  });

  it('that failed half-way is made good by the next housekeeping', async () => {
    await handOver(world);
    const { db, config } = world.app.ctx;
    // The directory was taken over, and the process died before anything was handed over.
    await loadDirectory(db, world.app.ctx, Buffer.from(successor), {
      secrets: config.linkSecrets,
      directory: world.app.ctx.directory,
    });
    await world.app.ctx.directory.refresh({ from: createHash('sha256').update(successor).digest('hex') });
    expect(
      await db.client.link.count({ where: { kind: 'answer', revokedAt: null, recipientId: PEOPLE.chief.id } }),
    ).toBe(1);
    await world.app.housekeeping();
    expect(
      await db.client.link.count({ where: { kind: 'answer', revokedAt: null, recipientId: PEOPLE.chief.id } }),
    ).toBe(0);
    expect(await db.client.request.findFirstOrThrow()).toMatchObject({ chiefId: PEOPLE.stranger.id });
  });
});

describe('housekeeping', () => {
  it('deletes call data that are past their 90 days, but not of what was handed over (第4条第2項)', async () => {
    await handOver(world);
    const { client } = world.app.ctx.db;
    const before = await client.recording.count();
    await at('2027-01-15T10:00:00+09:00');
    const left = await client.recording.findMany({ include: { copies: true } });
    expect(before).toBeGreaterThan(left.length);
    expect(left.every(({ copies }) => copies.length > 0)).toBe(true);
    expect(await client.auditEntry.count({ where: { action: 'recording.expire' } })).toBe(1);
    world.clock.set('2026-09-16T10:00:00+09:00');
    await world.app.importNow();
    expect(await client.recording.count()).toBe(before);
  });

  it('goes on with the rest when one step fails, and says so in the log', async () => {
    await handOver(world);
    const { ctx } = world.app;
    const remove = ctx.files.remove;
    ctx.files.remove = () => Promise.reject(new Error('the disk is gone'));
    try {
      await submitApplication(world);
      await at('2026-10-20T10:00:00+09:00');
    } finally {
      ctx.files.remove = remove;
    }
    expect(heard(manager, '審査をお待ちしている申請があります')).toBe(1);
    expect(world.log.filter(({ step }) => step === 'purge copies')).toHaveLength(1);
  });
});

describe('what is owed about a draft', () => {
  it('goes with the draft: nothing is left on the list of what could not be sent', async () => {
    const { client } = world.app.ctx.db;
    await client.conversation.deleteMany({ where: { personId: PEOPLE.chief.id } });
    const staff = world.as('staff');
    await staff.press(await walkToConfirmation(staff), '課長へ確認を依頼する', { pledged: 'true' });
    await world.app.runPending();
    expect(await client.notice.findFirstOrThrow({ where: { kind: 'prepared' } })).toMatchObject({
      state: 'unreachable',
    });
    expect((await chief.say('内容を直す')).words).toContain('手順 1/4');
    // What somebody else prepared is not the chief's to throw away; given back, it is its writer's again.
    expect((await chief.press(await chief.say('下書きを破棄'), '破棄する')).words).toContain('破棄できません');
    await chief.press(await chief.say('担当者に戻して。番号を確認してください'), '担当者へ戻す');
    await staff.press(await staff.say('下書きを破棄'), '破棄する');
    // That the chief had not opened the bot stays told.
    expect(await client.notice.count({ where: { kind: { not: 'uninstalled' } } })).toBe(0);
    expect(await client.auditEntry.count({ where: { action: 'request.discard' } })).toBe(1);
    expect((await operator.say('未達の一覧')).words).toContain('届いていないお知らせはありません');
  });
});

describe('somebody who holds two posts (兼務)', () => {
  it('says first for which section the application is', async () => {
    await directory(
      `${DIRECTORY}\n${PEOPLE.chief.id},試験 花子,hanako@example.jp,市民局,戸籍室,戸籍発,戸籍室長,主管課長`,
    );
    const asked = await chief.say('申請');
    expect(asked.words).toContain('市民課　市民課長');
    const card = await chief.press(asked, '次へ', { choice: '市民局戸籍室' });
    expect(card.words).toContain('手順 1/4　通話');
    const draft = await world.app.ctx.db.client.request.findFirstOrThrow();
    expect(draft).toMatchObject({ section: '戸籍室', documentSymbol: '戸籍発', chiefTitle: '戸籍室長' });
    // Begun again from there, the section chosen is kept.
    const exists = await chief.press(asked, '次へ', { choice: '市民局市民課' });
    await chief.press(exists, '破棄して新しく始める');
    const afresh = await world.app.ctx.db.client.request.findMany();
    expect(afresh).toMatchObject([{ section: '市民課', documentSymbol: '市民発' }]);
    // The old card brings nothing new, and the newer form is not lost by it.
    await chief.say('時間は10時20分です');
    await chief.press(exists, '破棄して新しく始める');
    expect(await world.app.ctx.db.client.request.findMany()).toMatchObject([
      { id: afresh[0]?.id, entries: { callTime: '10:20' } },
    ]);
  });
});

describe('the decision channel', () => {
  const inChannel = (name: 'manager' | 'chief', more: Record<string, unknown>) =>
    world.post({
      id: randomUUID(),
      channelId: 'msteams',
      serviceUrl: world.connector.url,
      from: { id: `29:${name}`, aadObjectId: PEOPLE[name].id },
      recipient: { id: '28:bot', name: 'bot' },
      conversation: {
        id: '19:channel@thread.tacv2;messageid=1',
        conversationType: 'channel',
        tenantId: 'tenant',
        isGroup: true,
      },
      ...more,
    });
  const channel = () => world.connector.shown.filter(({ conversationId }) => conversationId.startsWith('19:channel'));
  /** In a channel the bot hears only what mentions it. */
  const MENTION = { type: 'mention', text: '<at>通話録音</at>', mentioned: { id: '28:bot', name: '通話録音' } };
  const choose = (name: 'manager' | 'chief') =>
    inChannel(name, {
      ...{ type: 'message', text: '<at>通話録音</at> このチャネルを決裁チャネルにする\n' },
      entities: [{ type: 'clientInfo', locale: 'ja-JP' }, MENTION],
    });

  it('is chosen by the manager only', async () => {
    await choose('chief');
    expect(JSON.stringify(channel().at(-1)?.card)).toContain('管理責任者（管財課長）のみ');
    await choose('manager');
    expect(JSON.stringify(channel().at(-1)?.card)).toContain('このチャネルを決裁チャネルにしました');
  });

  it.each<[string, string, unknown]>([
    ['stands at the end', 'このチャネルを決裁チャネルにする<at>通話録音</at>', [MENTION]],
    ['comes twice', '<at>通話録音</at><at>通話録音</at>このチャネルを決裁チャネルにする', [MENTION]],
    [
      'comes with entities nobody can read',
      '<at>通話録音</at> このチャネルを決裁チャネルにする',
      [null, 1, {}, MENTION],
    ],
    ['is none, as some send it', 'このチャネルを決裁チャネルにする', { mention: 1 }],
  ])('is chosen also where the mention %s', async (_how, text, entities) => {
    await inChannel('manager', { type: 'message', text, entities });
    expect(JSON.stringify(channel().at(-1)?.card)).toContain('このチャネルを決裁チャネルにしました');
  });

  it('is never a chat of several, into which anybody may be taken', async () => {
    await forgetRequests(world);
    await world.app.ctx.db.client.setting.deleteMany({ where: { key: 'decision.channel' } });
    for (const conversationType of ['groupChat', undefined]) {
      await inChannel('manager', {
        ...{ type: 'message', text: 'このチャネルを決裁チャネルにする' },
        conversation: { id: '19:channel-of-several@thread.v2', conversationType, tenantId: 'tenant', isGroup: true },
      });
      expect(JSON.stringify(channel().at(-1)?.card)).toContain('管財課のチームのチャネルで');
    }
    expect(await world.app.ctx.db.client.setting.count({ where: { key: 'decision.channel' } })).toBe(0);
  });

  it('shows what a decision needs without number, names and own words; one click decides, for all to see', async () => {
    await choose('manager');
    await submitApplication(world, { purpose: '4', purposeOther: '詐欺と思われる電話' });
    const posted = channel().at(-1);
    const text = JSON.stringify(posted?.card);
    expect(text).toContain('承認をお願いします');
    for (const secret of ['1234-5678', '試験 花子', '詐欺']) expect(text).not.toContain(secret);
    const [approve] = actionsOf(posted?.card);
    const value = { action: approve, trigger: 'manual' };
    const refused = await (await inChannel('chief', { type: 'invoke', name: 'adaptiveCard/action', value })).json();
    expect(JSON.stringify(refused)).toContain('代決期間中の代決者のみ');
    for (const secret of ['1234-5678', '試験 花子', '詐欺']) expect(JSON.stringify(refused)).not.toContain(secret);
    await inChannel('manager', { type: 'invoke', name: 'adaptiveCard/action', value });
    await world.app.runPending();
    expect(JSON.stringify(posted?.card)).toContain('「交付済」です　管財課長　9月16日（水）10時00分');
    expect(JSON.stringify(posted?.card)).not.toContain('1234-5678');
    expect(heard(manager, '承認をお願いします')).toBe(0);
  });

  it('is told the head of the audit log once a day, the same that is kept in the file', async () => {
    await choose('manager');
    await at('2026-11-02T10:00:00+09:00');
    await at('2026-11-02T15:00:00+09:00');
    const told = channel().filter(({ card }) => JSON.stringify(card).includes('監査記録の確認値'));
    expect(told).toHaveLength(1);
    const kept = (await headFile(world.app.ctx.config.auditHeadFile).read()).find(({ day }) => day === '2026-11-02');
    expect(JSON.stringify(told[0]?.card).replaceAll(' ', '')).toContain(kept?.hash ?? 'no head was kept');
  });

  it('is where the head is kept; 「監査記録」 tells it to those who answer for it, and to nobody else', async () => {
    await submitApplication(world);
    const { hash } = await world.app.ctx.db.client.auditHead.findUniqueOrThrow({ where: { id: 1 } });
    for (const name of ['manager', 'auditor'] as const) {
      expect((await world.as(name).say('監査記録')).words.replaceAll(' ', '')).toContain(hash);
    }
    expect((await chief.say('監査記録')).words).toContain('管理責任者と監査担当がご覧になれます');
  });

  it('in Teams has no buttons for others; those who decide are given the full card, for themselves alone', async () => {
    await choose('manager');
    await submitApplication(world);
    const { ctx } = world.app;
    const real = { ...ctx, config: { ...ctx.config, demo: false } };
    const { id } = await ctx.db.client.request.findFirstOrThrow();
    const reader = (name: 'manager' | 'chief' | 'auditor') => findActor(ctx.directory, PEOPLE[name].id, '2026-09-16');
    const turn = async (name: 'manager' | 'chief' | 'auditor') =>
      ({
        ctx: real,
        actor: await reader(name),
        via: { channel: 'channel' },
        personal: false,
        inTeam: true,
        conversationId: 'x',
      }) as const;
    const base = loadCards()(await channelView(await turn('manager'), id));
    expect(actionsOf({ body: base.body })).toHaveLength(0);
    expect(base.refresh).toMatchObject({ action: { verb: 'show' }, userIds: ['29:manager'] });
    expect((await refreshedView(await turn('manager'), id)).card).toBe('decide');
    const others = await refreshedView(await turn('auditor'), id);
    expect(others.card).toBe('channel');
    expect(JSON.stringify(others.data)).not.toContain('1234-5678');
    await expect(refreshedView(await turn('chief'), id)).resolves.toMatchObject({ card: 'channel' });
  });
});
