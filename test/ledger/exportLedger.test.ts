import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findActor } from '../../bot/directory/people.js';
import { exportLedger, type LedgerQuestion } from '../../bot/ledger/exportLedger.js';
import { takeStep } from '../../bot/requests/step.js';
import { register } from '../../bot/requests/verbs/register.js';
import { linkPage } from '../helpers/linkPage.js';
import { handOver, submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type PersonName, type World } from '../helpers/world.js';
import { csvRows, readWorkbook } from './reading.js';

const REGISTERED = '=HYPERLINK("http://example.com","市民課-77")';

let world: World;

/** Four people's work: one request handed over, fetched and registered, one refused, one of another section, one draft. */
beforeAll(async () => {
  world = await createWorld();
  const { clock } = world;
  await world.as('manager').say('ヘルプ');
  await world.as('chief').say('ヘルプ');
  const token = await handOver(world);
  const page = linkPage(world, token);
  const [file] = (await page.enter('chief')).files;
  await page.post(file?.downloadsHref ?? '');
  const request = await world.app.ctx.db.client.request.findFirstOrThrow();
  const number = { requestId: request.id, words: REGISTERED };
  await takeStep(world.app.ctx, await actor('chief'), { channel: 'chat' }, register, number);
  clock.set('2026-11-24T23:59:00+09:00');
  await submitApplication(world);
  const manager = world.as('manager');
  const fold = await manager.press(manager.lastCard(), '不交付にする…');
  await manager.press(fold, '不交付を決定する', { reason: 'no_ground', words: '私用のため' });
  clock.set('2026-11-25T00:00:00+09:00');
  const other = world.as('otherChief');
  await other.press(await walkToConfirmation(other), '申請する', { pledged: 'true' });
  await walkToConfirmation(world.as('chief'));
}, 60_000);
afterAll(() => world.close());

const actor = (name: PersonName) => findActor(world.app.ctx.directory, PEOPLE[name].id);

async function ledgerOf(name: PersonName, question: Partial<LedgerQuestion> = {}) {
  const full = { format: 'csv' as const, ...question };
  return exportLedger(world.app.ctx, await actor(name), { channel: 'chat' }, full);
}

async function numbersOf(name: PersonName, question: Partial<LedgerQuestion> = {}) {
  const [, ...rows] = csvRows((await ledgerOf(name, question)).content);
  return rows.map(([number]) => number);
}

const lastEntry = () => world.app.ctx.db.client.auditEntry.findFirstOrThrow({ orderBy: { seq: 'desc' } });

describe('the ledger of real requests', () => {
  it('names people, reasons, numbers and what was fetched, and leaves drafts out', async () => {
    const [header = [], ...rows] = csvRows((await ledgerOf('manager')).content);
    const told = rows.map((row) => Object.fromEntries(header.map((title, index) => [title, row[index]])));
    expect(told).toMatchObject([
      {
        受付番号: 'R8-1',
        申請者職氏名: '市民課長 試験 花子',
        通話日: '2026-09-15',
        状態: '文書登録済',
        決定者: '試験 太郎',
        回答書番号: '管財発第1号',
        文書登録番号: `'${REGISTERED}`,
        取得回数: '1',
      },
      { 受付番号: 'R8-2', 状態: '不交付', '第5条の要件・不交付の理由': '第5条各号の要件に適合しない（私用のため）' },
      { 受付番号: 'R8-3', 局: '健康福祉局', '課（室）': '保護課', 申請日時: '2026-11-25 00:00', 状態: '審査待ち' },
    ]);
  });

  it('says the same as a workbook', async () => {
    const { content } = await ledgerOf('manager', { format: 'xlsx', withNumbers: true });
    const csv = csvRows((await ledgerOf('manager', { withNumbers: true })).content);
    expect(readWorkbook(content).rows.map((row) => row.map(String))).toEqual(csv);
    expect(csv[1]).toContain('（090）1234-5678');
  });

  it('is of the days asked for, both included, as days are counted in Tokyo', async () => {
    expect(await numbersOf('manager', { from: '2026-11-24', to: '2026-11-24' })).toEqual(['R8-2']);
    expect(await numbersOf('manager', { from: '2026-11-25' })).toEqual(['R8-3']);
    expect(await numbersOf('manager', { to: '2026-11-23' })).toEqual(['R8-1']);
    expect(await numbersOf('manager', { fiscalYear: 2026 })).toHaveLength(3);
    expect(await numbersOf('manager', { fiscalYear: 2025 })).toEqual([]);
  });

  it.each<[PersonName, string[]]>([
    ['manager', ['R8-1', 'R8-2', 'R8-3']],
    ['deputy', ['R8-1', 'R8-2', 'R8-3']],
    ['operator', ['R8-1', 'R8-2', 'R8-3']],
    ['auditor', ['R8-1', 'R8-2', 'R8-3']],
    ['chief', ['R8-1', 'R8-2']],
    ['otherChief', ['R8-3']],
  ])('is for the %s: %j', async (name, numbers) => {
    expect(await numbersOf(name)).toEqual(numbers);
  });

  it('is refused to everybody else, with a sentence, and nothing is written', async () => {
    const before = await lastEntry();
    await expect(ledgerOf('staff')).rejects.toMatchObject({
      code: 'not_allowed',
      forPerson: expect.stringContaining('台帳の出力は、主管課長'),
    });
    expect(await lastEntry()).toEqual(before);
  });

  it.each([{ from: '2026-02-30' }, { to: '昨日' }, { from: '2026-11-02', to: '2026-11-01' }])(
    'is refused for the period %j',
    async (period) => {
      await expect(ledgerOf('manager', period)).rejects.toMatchObject({ code: 'invalid_input' });
    },
  );
});

describe('an export', () => {
  it('is audited with who, what and the hash of the very file', async () => {
    const { content, sha256, size, rows, name } = await ledgerOf('auditor', { from: '2026-11-24', format: 'xlsx' });
    expect({ sha256, size, rows, name }).toEqual({
      sha256: createHash('sha256').update(content).digest('hex'),
      size: content.length,
      rows: 2,
      name: '取出し申請台帳_2026-11-25_0000.xlsx',
    });
    expect(await lastEntry()).toMatchObject({
      action: 'ledger.export',
      actorId: PEOPLE.auditor.id,
      actorName: PEOPLE.auditor.name,
      channel: 'chat',
      data: { rows: 2, fiscalYear: null, from: '2026-11-24', to: null, format: 'xlsx', withNumbers: false, sha256 },
    });
  });

  it('is not given out when its row cannot be written', async () => {
    const { db, clock } = world.app.ctx;
    const full = { ...db, transaction: () => Promise.reject(new Error('the disk is full')) };
    const asked = exportLedger(
      { db: full, clock, auditSigner: null },
      await actor('manager'),
      { channel: 'chat' },
      { format: 'csv' },
    );
    await expect(asked).rejects.toThrow('the disk is full');
  });
});
