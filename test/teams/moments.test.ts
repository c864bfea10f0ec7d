import { rm } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../../bot/audit/verify.js';
import { findActor } from '../../bot/directory/people.js';
import { addDays, civilDate } from '../../bot/japanese/civil.js';
import { exportLedger } from '../../bot/ledger/exportLedger.js';
import { urlOf } from '../helpers/card.js';
import { linkPage } from '../helpers/linkPage.js';
import { NO_KEYS } from '../helpers/recorder.js';
import { walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';
import { csvRows } from '../ledger/reading.js';
import { recorderFolder, waveFile } from '../recordings/recorderFolder.js';

/** A recorder with a call of that day in two parts, for it was transferred. */
async function transferredCall(date: string): Promise<string> {
  const [day, stamp] = [date.replaceAll('-', '/'), date.replaceAll('-', '')];
  const parts = [
    { time: '14:03:20', seconds: 25, extension: '12345' },
    { time: '14:05:02', seconds: 31, extension: '12346' },
  ].map(({ time, seconds, extension }) => ({
    row: `${day} ${time},00:00:${seconds},着信,09012345678,${extension},${stamp}_${time.replaceAll(':', '')}_${extension}.wav`,
    file: `${stamp}_${time.replaceAll(':', '')}_${extension}.wav`,
    bytes: waveFile({ sound: Buffer.alloc(8000 * seconds, 0xff) }),
  }));
  return recorderFolder(
    parts.map(({ row }) => row),
    Object.fromEntries(parts.map(({ file, bytes }) => [file, bytes])),
  );
}

/** The receipt numbers in the ledger of a 年度. */
async function ledgerOf({ app: { ctx } }: World, fiscalYear: number): Promise<(string | undefined)[]> {
  const operator = await findActor(ctx.directory, PEOPLE.operator.id);
  const ledger = await exportLedger(ctx, operator, { channel: 'command' }, { format: 'csv', fiscalYear });
  return csvRows(ledger.content)
    .slice(1)
    .map(([number]) => number);
}

describe('a request about yesterday’s call, with a minute between form, filing, decision and answer,', () => {
  it.each([
    {
      when: 'over the end of the 年度',
      now: '2027-03-31T23:59:30+09:00',
      form: '令和9年（2027年）3月31日',
      receipt: ['令和9年度第1号（R9-1）', 2027],
      decided: '4月1日（木）0時01分',
      until: '4月8日（木）0時02分まで（7日間）',
    },
    {
      when: 'on a leap day',
      now: '2028-02-29T12:00:00+09:00',
      form: '令和10年（2028年）2月29日',
      receipt: ['令和9年度第1号（R9-1）', 2027],
      decided: '2月29日（火）12時02分',
      until: '3月7日（火）12時03分まで（7日間）',
    },
    {
      when: 'about a call of the leap day',
      now: '2028-03-01T00:00:10+09:00',
      form: '令和10年（2028年）3月1日',
      receipt: ['令和9年度第1号（R9-1）', 2027],
      decided: '3月1日（水）0時02分',
      until: '3月8日（水）0時03分まで（7日間）',
    },
    {
      when: 'over the end of the year',
      now: '2026-12-31T23:59:30+09:00',
      form: '令和8年（2026年）12月31日',
      receipt: ['令和8年度第1号（R8-1）', 2026],
      decided: '1月1日（金）0時01分',
      until: '1月8日（金）0時02分まで（7日間）',
    },
    {
      when: 'just after midnight on the first of a month',
      now: '2026-12-01T00:00:10+09:00',
      form: '令和8年（2026年）12月1日',
      receipt: ['令和8年度第1号（R8-1）', 2026],
      decided: '12月1日（火）0時02分',
      until: '12月8日（火）0時03分まで（7日間）',
    },
  ] as const)('goes its way $when', async ({ now, form, receipt: [receipt, fiscalYear], decided, until }) => {
    const yesterday = addDays(civilDate(new Date(now)), -1);
    const recorder = await transferredCall(yesterday);
    const world = await createWorld({ now, recorder });
    const [chief, manager] = [world.as('chief'), world.as('manager')];
    await manager.say('こんにちは');
    const confirmation = await walkToConfirmation(chief, { callDate: yesterday, callTime: '14:03' });
    expect(confirmation.words).toContain(`申請日\n${form}`);
    world.clock.advance(60_000);
    expect((await chief.press(confirmation, '申請する', { pledged: 'true' })).words).toContain(receipt);
    await world.app.runPending();
    world.clock.advance(60_000);
    expect(manager.lastCard().words).toContain('一致する録音2件（転送された通話）');
    await manager.press(manager.lastCard(), '承認する');
    world.clock.advance(60_000);
    await world.app.runPending();
    const answered = chief.lastCard();
    expect(answered.words).toContain(`決定\n試験 太郎　${decided}`);
    expect(answered.words).toContain(`取得期限\n${until}`);
    const token = urlOf(answered.json, '回答書と録音を開く').split('#')[1] ?? '';
    expect((await linkPage(world, token).enter('chief')).files).toHaveLength(2);
    expect(await ledgerOf(world, fiscalYear)).toHaveLength(1);
    expect(await ledgerOf(world, fiscalYear - 1)).toEqual([]);
    expect((await verifyAudit(world.app.ctx.db, { heads: [], keys: NO_KEYS })).fault).toBeUndefined();
    await world.close();
    await rm(recorder, { recursive: true, force: true });
  });
});
