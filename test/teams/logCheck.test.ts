import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Context } from '../../bot/context.js';
import { isLogTrusted } from '../../bot/housekeeping/heads.js';
import { createReadiness } from '../../bot/readiness.js';
import { withoutGuard } from '../helpers/tamper.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

let world: World;
beforeEach(async () => {
  const AUDIT_KEYS = createHash('sha256').update('an audit key of the tests').digest('base64');
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { AUDIT_KEYS } });
  for (const name of ['operator', 'manager', 'auditor', 'chief'] as const) await world.as(name).say('こんにちは');
  await world.app.housekeeping();
  await world.app.runPending();
});
afterEach(() => world.close());

const checks = () => world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'audit.check' } });
const results = (name: 'operator' | 'manager' | 'auditor') =>
  world
    .as(name)
    .cards()
    .filter(({ words }) =>
      /^(監査記録に異常は|監査記録の検証に失敗|監査記録を確かめきれ|監査記録を検査できません)/.test(words),
    );

it('監査記録を今すぐ検査 on 運用状況 begins the check, and its result comes to whoever pressed', async () => {
  const operator = world.as('operator');
  const begun = await operator.press(await operator.say('運用状況'), '監査記録を検査する');
  expect(begun.words).toContain('監査記録の検査を始めました');
  expect(results('operator')).toEqual([]);
  await world.app.runPending();
  expect(results('operator')).toHaveLength(1);
  const rows = await world.app.ctx.db.client.auditEntry.count();
  expect(results('operator')[0]?.words).toMatch(new RegExp(`監査記録に異常はありません\\n.*${rows}件`));
  for (const other of ['manager', 'auditor'] as const) expect(results(other)).toEqual([]);
  expect(await checks()).toMatchObject([{ actorId: PEOPLE.operator.id, channel: 'chat' }]);
  expect((await operator.say('運用状況')).words).toContain('✓ 監査記録　最後の検査で異常はありません');
});

it.each([
  ['operator', 'ログの検査を今すぐ'],
  ['manager', '監査記録を検査してください'],
  ['auditor', '監査ログを今すぐ検証して'],
] as const)('can be said by the %s: 「%s」', async (name, sentence) => {
  expect((await world.as(name).say(sentence)).words).toContain('監査記録の検査を始めました');
  await world.app.runPending();
  expect(results(name)).toHaveLength(1);
});

it('is not begun by a chief', async () => {
  expect((await world.as('chief').say('ログの検査を今すぐ')).words).toContain('管理責任者、取扱者、監査担当');
  expect(await checks()).toEqual([]);
  expect(await world.app.ctx.db.client.job.count({ where: { name: 'verify' } })).toBe(0);
});

it('pressed twice is one check with one result, and can be asked for again afterwards', async () => {
  const operator = world.as('operator');
  const card = await operator.say('運用状況');
  await operator.press(card, '監査記録を検査する');
  expect((await operator.press(card, '監査記録を検査する')).words).toContain('監査記録を検査しています');
  await world.app.runPending();
  expect([await checks(), results('operator')].map(({ length }) => length)).toEqual([1, 1]);
  world.clock.advance(60_000);
  await operator.press(card, '監査記録を検査する');
  await world.app.runPending();
  expect([await checks(), results('operator')].map(({ length }) => length)).toEqual([2, 2]);
});

it('a row that somebody changed is told with its number, to whoever asked and to those in charge', async () => {
  const { db, readiness } = world.app.ctx;
  await withoutGuard(db, () => db.executeSql(`UPDATE "AuditEntry" SET "data" = '{"a": 1}' WHERE "seq" = 1`, []));
  await world.as('auditor').say('監査記録を検査して');
  await world.app.runPending();
  for (const name of ['auditor', 'manager', 'operator'] as const) {
    expect(results(name).map(({ words }) => words)).toEqual([expect.stringContaining('記録番号 1 以降')]);
  }
  expect(readiness.log).toBe('broken');
  expect((await world.as('operator').say('運用状況')).words).toContain('✕ 監査記録');
});

it('a fault stands for every process until the whole log is found to be whole, not only its end', async () => {
  const { ctx } = world.app;
  const name = (actorName: string | null) =>
    withoutGuard(ctx.db, () => ctx.db.client.auditEntry.update({ where: { seq: 1 }, data: { actorName } }));
  const check = async () => {
    await world.as('auditor').say('監査記録を検査して');
    await world.app.runPending();
  };
  const another: Context = { ...ctx, readiness: { ...createReadiness(), log: 'whole' } };
  expect(await isLogTrusted(another)).toBe(true);
  await name('別人');
  await check();
  expect(await isLogTrusted(another)).toBe(false);
  await name(null);
  await world.app.checkLog();
  expect([await isLogTrusted(another), ctx.readiness.log]).toEqual([false, 'broken']);
  world.clock.advance(60_000);
  await check();
  expect([await isLogTrusted(another), await isLogTrusted(ctx)]).toEqual([true, true]);
});

it('a log whose newest head is days old is not said to be whole', async () => {
  world.clock.advance(3 * 86_400_000);
  await world.as('operator').say('ログの検査を今すぐ');
  await world.app.runPending();
  expect(results('operator')[0]?.words).toContain('監査記録を確かめきれませんでした');
});

it('kept heads that cannot be read are told, and the check is not tried without end', async () => {
  await appendFile(world.app.ctx.config.auditHeadFile, 'no head\n');
  await world.as('operator').say('ログの検査を今すぐ');
  await world.app.runPending();
  expect(results('operator')[0]?.words).toContain('監査記録を検査できませんでした');
  expect(await world.app.ctx.db.client.job.count({ where: { name: 'verify' } })).toBe(0);
});
