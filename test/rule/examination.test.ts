import { describe, expect, it } from '@jest/globals';
import { type Examination, examine, type Found } from '../../bot/rule/examination.js';
import type { Purpose } from '../../bot/rule/purposes.js';

const FOUND: Found = {
  candidates: 1,
  preselected: 1,
  attached: 0,
  ownAttached: 0,
  bestReasons: '時刻一致・番号一致・長さ一致',
};

function examined(
  wanted: { daysLeft?: number; found?: Partial<Found>; purpose?: Purpose; other?: string } = {},
): Examination {
  const { daysLeft = 37, found = {}, purpose = 1, other = null } = wanted;
  const retention = { within: daysLeft >= 0, daysLeft, lastDay: '2026-12-30' };
  return examine(retention, { ...FOUND, ...found }, purpose, other);
}

const lines = (examination: Examination) => examination.checks.map(({ sign, text }) => `${sign} ${text}`);

describe('what the manager is shown before deciding (第6条第2項)', () => {
  it('is three short lines, each with a sign and words', () => {
    expect(lines(examined())).toEqual([
      '✓ 保存期間内（残り37日）',
      '✓ 一致する録音1件：時刻一致・番号一致・長さ一致',
      '✓ 「クレーム、カスハラ対応」は第5条第2号として審査します',
    ]);
  });

  it.each([
    [90, '✓ 保存期間内（残り90日）'],
    [8, '✓ 保存期間内（残り8日）'],
    [7, '△ 保存期間内（残り7日）'],
    [1, '△ 保存期間内（残り1日）'],
    [0, '△ 保存期間は本日までです'],
    [-1, '✕ 保存期間を1日過ぎています'],
    [-200, '✕ 保存期間を200日過ぎています'],
  ])('with %i days left says %s', (daysLeft, line) => {
    expect(lines(examined({ daysLeft }))[0]).toBe(line);
  });

  it.each([
    [{ candidates: 0, preselected: 0, bestReasons: '' }, '✕ 一致する録音が見つかりません', 'refuse'],
    [{ candidates: 3, preselected: 0 }, '△ 候補3件。一致が確かでないため、お選びください', 'choose'],
    [{ candidates: 3, preselected: 1 }, '✓ 一致する録音1件：時刻一致・番号一致・長さ一致', 'approve'],
    [{ candidates: 3, preselected: 2 }, '✓ 一致する録音2件（転送された通話）：時刻一致・番号一致・長さ一致', 'approve'],
  ] as const)('for %j says %s and proposes to %s', (found, line, proposal) => {
    const examination = examined({ found });
    expect(lines(examination)[1]).toBe(line);
    expect(examination.proposal).toBe(proposal);
  });

  it('proposes to refuse only because nothing is stored, never because of the ground', () => {
    const examination = examined({ found: { candidates: 0, preselected: 0 }, purpose: 4, other: '研修' });
    expect(examination).toMatchObject({ proposal: 'refuse', proposedReason: 'not_stored' });
  });

  it('leaves the ground of その他 to the manager, with a proposal', () => {
    const disclosure = examined({ purpose: 4, other: '開示請求への対応' });
    expect(lines(disclosure)[2]).toBe('△ 利用目的が「その他」のため、第5条第1号に当たるかご確認ください');
    expect(disclosure.proposedGround).toBe(1);
    expect(examined({ purpose: 4, other: '研修' }).proposedGround).toBe(2);
  });
});
