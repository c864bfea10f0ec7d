import { CITES, SECTION } from './office.js';
import type { Ground, Purpose, RefusalReason } from './purposes.js';
import { OTHER_PURPOSE, proposeGround, purposeName } from './purposes.js';
import type { Retention } from './retention.js';

/** One short line that a decision rests on: a sign and a word, never colour alone. */
export interface Check {
  sign: '✓' | '△' | '✕';
  text: string;
}

/** What the manager is shown before deciding (第6条第2項). */
export interface Examination {
  checks: Check[];
  proposedGround: Ground;
  /** What the facts point to; the manager decides. */
  proposal: 'approve' | 'choose' | 'refuse';
  proposedReason: RefusalReason;
}

/** What was found for a request. */
export interface Found {
  candidates: number;
  preselected: number;
  /** How many of the candidates 管財課 extracted and attached by hand. */
  attached: number;
  /** How many the reader attached, on which somebody else decides. */
  ownAttached: number;
  /** How many of those chosen beforehand 管財課 searched for. */
  proposed?: number;
  /** How many are preserved (保全) beyond their 90 days. */
  preserved?: number;
  /** The comparison in words of the best candidate, if there is one. */
  bestReasons: string;
}

/**
 * Prepares the examination of 第6条第2項: is it kept, was it found, which ground fits, and what is there already.
 *
 * @param likenesses what it has in common with other applications, a sentence each
 */
export function examine(
  retention: Retention,
  found: Found,
  purpose: Purpose,
  purposeOther: string | null,
  likenesses: readonly string[] = [],
): Examination {
  const ground = proposeGround(purpose, purposeOther);
  const checks: Check[] = [retentionCheck(retention, found.preserved ?? 0), foundCheck(found)];
  if (found.ownAttached > 0) {
    checks.push({
      sign: '△',
      text: `ご自身で添付・提案された録音${found.ownAttached}件は承認できません（取扱者が添付・提案するか、代決者が審査します）`,
    });
  }
  checks.push({
    sign: purpose === OTHER_PURPOSE ? '△' : '✓',
    text:
      purpose === OTHER_PURPOSE
        ? `利用目的が「${purposeName(purpose)}」のため、${CITES.grounds}第${ground}号に当たるかご確認ください`
        : `「${purposeName(purpose)}」は${CITES.grounds}第${ground}号として審査します`,
  });
  checks.push(...likenesses.map((text) => ({ sign: '△' as const, text })));
  return {
    checks,
    proposedGround: ground,
    proposal: found.preselected > 0 ? 'approve' : found.candidates > 0 ? 'choose' : 'refuse',
    proposedReason: 'not_stored',
  };
}

function retentionCheck(retention: Retention, preserved: number): Check {
  if (!retention.within && preserved > 0)
    return {
      sign: '△',
      text: `保存期間を${-retention.daysLeft}日過ぎていますが、保全した録音${preserved}件があります`,
    };
  if (!retention.within) return { sign: '✕', text: `保存期間を${-retention.daysLeft}日過ぎています` };
  if (retention.daysLeft === 0) return { sign: '△', text: '保存期間は本日までです' };
  return {
    sign: retention.daysLeft <= 7 ? '△' : '✓',
    text: `保存期間内（残り${retention.daysLeft}日）`,
  };
}

function foundCheck(found: Found): Check {
  if (found.attached > 0)
    return {
      sign: '✓',
      text: `${SECTION}が添付した録音${found.attached}件${found.attached > 1 ? '（最後に添付したものを選択）' : ''}`,
    };
  if (found.proposed)
    return { sign: '△', text: `${SECTION}が探した録音${found.proposed}件。申請の通話かどうかをご確認ください` };
  if (found.candidates === 0) return { sign: '✕', text: '一致する録音が見つかりません' };
  if (found.preselected === 0)
    return { sign: '△', text: `候補${found.candidates}件。一致が確かでないため、お選びください` };
  if (found.preselected > 1)
    return { sign: '✓', text: `一致する録音${found.preselected}件（転送された通話）：${found.bestReasons}` };
  return { sign: '✓', text: `一致する録音1件：${found.bestReasons}` };
}
