import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openRecorder } from '../../bot/audit/recorder.js';
import { Directory } from '../../bot/directory/directory.js';
import { isTheirs, personalConversation, renewSeals, sealEarlier } from '../../bot/teams/out/conversations.js';
import { urlOf } from '../helpers/card.js';
import { lastCode, linkPage } from '../helpers/linkPage.js';
import { forgetLog, forgetRequests } from '../helpers/reset.js';
import { handOver, submitApplication } from '../helpers/submitting.js';
import { auditedActions } from '../helpers/tables.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld({
    now: '2026-09-16T10:00:00+09:00',
    env: { AUDIT_KEYS: Buffer.alloc(32, 5).toString('base64') },
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await world.app.refreshDirectory();
  await forgetRequests(world);
  for (const name of ['manager', 'chief'] as const) await world.as(name).say('こんにちは');
});

const sql = (text: string) => world.app.ctx.db.executeSql(text, []);
const stranger = () => world.person('stranger', PEOPLE.stranger.id);

describe('whoever writes their own chat into the table as another’s', () => {
  const poison = () =>
    sql(
      `UPDATE "Conversation" SET "personId" = '${PEOPLE.chief.id}', "seenAt" = '2099-01-01' WHERE "personId" = '${PEOPLE.stranger.id}'`,
    );

  it('is sent neither link nor code, which go to the chat that the person spoke from', async () => {
    await stranger().say('こんにちは');
    await submitApplication(world);
    await poison();
    const seen = stranger().cards().length;
    await world.as('manager').press(world.as('manager').lastCard(), '承認する');
    await world.app.runPending();
    const answered = world.as('chief').lastCard();
    const page = linkPage(world, urlOf(answered.json, '回答書と録音を開く').split('#')[1] ?? '');
    await page.askCode();
    expect(lastCode(world.as('chief'))).toMatch(/^\d{3} \d{3}$/);
    expect(stranger().cards()).toHaveLength(seen);
  });

  it('is sent nothing where the person has no other chat either, and the log tells of it', async () => {
    await stranger().say('こんにちは');
    await submitApplication(world);
    await sql(`DELETE FROM "Conversation" WHERE "personId" = '${PEOPLE.chief.id}'`);
    await poison();
    const seen = stranger().cards().length;
    await world.as('manager').press(world.as('manager').lastCard(), '承認する');
    await world.app.runPending();
    expect(stranger().cards()).toHaveLength(seen);
    expect(await auditedActions(world)).toContain('gate.refused');
    const owed = await world.app.ctx.db.client.notice.findMany({ where: { personId: PEOPLE.chief.id } });
    expect(owed.map(({ state, reason }) => [state, reason])).toContainEqual(['unreachable', 'stored_reference']);
  });

  it('gains nothing by taking the seals away before the bot starts: what was sealed once is sealed no second time', async () => {
    await stranger().say('こんにちは');
    await poison();
    const { db, clock, config } = world.app.ctx;
    await forgetLog(db);
    await openRecorder(db, clock, config.auditKeys);
    await sql('UPDATE "Conversation" SET "seal" = NULL');
    await sealEarlier(world.app.ctx);
    expect(await world.app.ctx.db.client.conversation.count({ where: { seal: { not: null } } })).toBe(0);
  });
});

describe('a secret that is rotated', () => {
  it('keeps chats and posts as they are, also once it was taken off the list', async () => {
    const { ctx } = world.app;
    const [old = ''] = ctx.config.linkSecrets;
    const withSecrets = (...linkSecrets: string[]) => ({ ...ctx, config: { ...ctx.config, linkSecrets } });
    const chat = async (secret: string) => {
      const found = await personalConversation(withSecrets(secret), PEOPLE.chief.id);
      return found !== null && isTheirs(withSecrets(secret), found);
    };
    expect([await chat(old), await chat('another')]).toEqual([true, false]);
    await renewSeals(withSecrets('another', old));
    expect([await chat(old), await chat('another')]).toEqual([false, true]);
    expect((await Directory.open(ctx.db, ['another'])).trusted).toBe(true);
    await renewSeals(withSecrets(old, 'another'));
    expect(await chat(old)).toBe(true);
  });
});

describe('whoever writes a post for themselves into the tables', () => {
  const appoint = async () => {
    await sql(`INSERT INTO "Person" ("id", "name", "mail", "active") VALUES ('${PEOPLE.stranger.id}', '試験 太郎', 'x@example.jp', true)
      ON CONFLICT ("id") DO UPDATE SET "active" = true`);
    await sql(`INSERT INTO "Post" ("personId", "bureau", "section", "documentSymbol", "title", "role")
      VALUES ('${PEOPLE.stranger.id}', '総務局', '管財課', '管財発', '管財課長', 'manager')`);
    await sql(`UPDATE "Setting" SET "value" = to_jsonb(("value" #>> '{}')::int + 1) WHERE "key" = 'directory.version'`);
  };

  it('has no right by it, while everybody else keeps theirs', async () => {
    await submitApplication(world);
    await appoint();
    await world.app.ctx.directory.refresh();
    expect(world.app.ctx.directory.trusted).toBe(false);
    expect((await stranger().say('未処理の申請')).words).toContain('ご利用いただけません');
    expect((await world.as('manager').say('未処理の申請')).words).toContain('R8-1');
  });

  it('is gone once the file was read anew, which the log tells', async () => {
    await appoint();
    expect(await world.app.refreshDirectory()).toMatchObject({ state: 'loaded' });
    expect(world.app.ctx.directory.trusted).toBe(true);
    expect(world.app.ctx.directory.person(PEOPLE.stranger.id)?.posts ?? []).toEqual([]);
    const row = await world.app.ctx.db.client.auditEntry.findFirstOrThrow({
      where: { action: 'directory.load' },
      orderBy: { seq: 'desc' },
    });
    expect(row.data).toMatchObject({ foreign: true });
    expect(await world.app.refreshDirectory()).toEqual({ state: 'unchanged' });
  });
});

describe('whoever names another file in the tables', () => {
  it('has no other recording handed over: a copy lies in its own place or is none', async () => {
    const { client } = world.app.ctx.db;
    const page = linkPage(world, await handOver(world));
    const { files } = await page.enter('chief');
    await handOver(world, { documentNumber: '124', otherNumber: '096-328-2111', callTime: '09:30' });
    const [first, foreign] = await client.request.findMany({ orderBy: { serial: 'asc' }, include: { copies: true } });
    await client.copy.updateMany({
      where: { requestId: first?.id ?? '' },
      data: { storeKey: foreign?.copies[0]?.storeKey ?? '' },
    });
    expect((await page.get(files[0]?.audioHref ?? '')).status).toBe(500);
    expect((await page.post(files[0]?.downloadsHref ?? '')).status).toBe(500);
    expect(await auditedActions(world)).toContain('file.damaged');
  });

  it.each([
    ['of another request', true],
    ['of the same request', false],
  ])('has no other letter shown, be it %s', async (_which, another) => {
    const { client } = world.app.ctx.db;
    const page = linkPage(world, await handOver(world));
    const { letters } = await page.enter('chief');
    await submitApplication(world, { documentNumber: '124', callTime: '12:00' });
    const first = await client.request.findFirstOrThrow({ orderBy: { serial: 'asc' } });
    const foreign = await client.letter.findFirstOrThrow({
      where: another ? { requestId: { not: first.id }, form: 1 } : { requestId: first.id, form: 2 },
    });
    const { storeKey, size } = foreign;
    await client.letter.updateMany({ where: { requestId: first.id, form: 1 }, data: { storeKey, size } });
    const answer = await page.get(letters.find(({ href }) => href.endsWith('/1'))?.href ?? '');
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('ファイルの内容を確認できない');
  });
});
