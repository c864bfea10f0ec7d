import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../../bot/audit/verify.js';
import { wordsOf } from '../../bot/evidence/words.js';
import { wordsOf as wordsOn } from '../helpers/card.js';
import { installation, openInstallation } from '../helpers/installation.js';
import { NO_KEYS } from '../helpers/recorder.js';
import { type Card, createWorld, type Person, type World } from '../helpers/world.js';

const BEFORE = installation('0004');

let world: World;
beforeEach(async () => {
  world = await createWorld({ now: BEFORE.now, database: await openInstallation(BEFORE) });
  for (const name of ['chief', 'staff', 'manager', 'deputy', 'operator'] as const)
    await world.as(name).say('こんにちは');
}, 60_000);
afterEach(() => world.close());

/** A card that the earlier version sent, and the person in whose chat it stands. */
function sent(name: string): [Person, Card] {
  const found = BEFORE.cards[name];
  if (found === undefined) throw new Error(`no card ${name}`);
  return [world.as(found.who), { json: found.json, words: wordsOn(found.json) }];
}

describe('an installation of the version before the verbs had one name', () => {
  it('keeps its requests in their states, with their history', async () => {
    const chief = world.as('chief');
    for (const [number, state] of [
      [1, '文書登録済'],
      [2, '不交付'],
      [3, '取下げ'],
      [4, '交付済'],
      [6, '審査待ち'],
    ]) {
      expect((await chief.say(`R8-${number}は？`)).words).toContain(`「${state}」です`);
    }
    const { words } = await chief.say('R8-1は？');
    for (const told of ['申請', '承認', '回答書と複製データの交付', '受領', '文書登録']) expect(words).toContain(told);
    expect((await chief.say('続き')).words).toContain('差し戻されました');
  });

  it('keeps its log as it was written, and whole', async () => {
    const { client } = world.app.ctx.db;
    const rows =
      await client.$queryRaw`SELECT * FROM "AuditEntry" ORDER BY "seq" LIMIT ${BEFORE.rows.AuditEntry?.length}`;
    const bare = (all: unknown) =>
      JSON.parse(JSON.stringify(all)).map((row: { at: string }) => ({ ...row, at: Date.parse(row.at) }));
    const unsigned = bare(BEFORE.rows.AuditEntry).map((row: object) => ({ ...row, keyId: null, signature: null }));
    expect(bare(rows)).toEqual(unsigned);
    expect((await verifyAudit(world.app.ctx.db, { heads: [], keys: NO_KEYS })).fault).toBeUndefined();
    expect(['request.file', 'request.refile', 'request.submit'].map(wordsOf)).toEqual(['申請', '再申請', '申請']);
  });

  it('goes on from the cards it sent: filed by the chief, approved, answered, registered', async () => {
    const [chief, prepared] = sent('prepared');
    expect((await chief.press(prepared, 'この内容で申請する')).words).toContain('申請を受け付けました');
    const [other, draft] = sent('draft');
    expect((await other.press(draft, '申請する', { pledged: 'true' })).words).toContain('申請を受け付けました');
    const [manager, decide] = sent('decide');
    expect((await manager.press(decide, '差し戻す…')).words).toContain('何を直せばよいか');
    expect((await manager.press(decide, '不交付にする…')).words).toContain('交付しない理由');
    expect((await manager.press(decide, '承認する')).words).toContain('承認しました');
    const [, refuse] = sent('refuse');
    expect((await manager.press(refuse, 'やめる')).words).toContain('承認をお願いします');
    await world.app.runPending();
    expect(chief.cards().filter(({ words }) => words.includes('録音データが交付されました'))).toHaveLength(1);
    expect((await chief.say('R8-6の文書登録番号は市民第6号です')).words).toContain('これで手続は終わりです');
    const states = await world.app.ctx.db.client.request.findMany({
      orderBy: { serial: 'asc' },
      select: { status: true },
    });
    expect(states.map(({ status }) => status)).toEqual([
      'registered',
      'refused',
      'withdrawn',
      'answered',
      'returned',
      'registered',
      'submitted',
      'submitted',
      'submitted',
    ]);
  });

  it('still knows who filed what, so that nobody decides their own', async () => {
    const filed = await world.app.ctx.db.client.request.findMany({ where: { submittedAt: { not: null } } });
    expect(filed.every(({ submittedByIds }) => submittedByIds.length > 0)).toBe(true);
  });
});
