import type { Config } from '../../config.js';
import type { Recording, Request } from '../../db/generated/client.js';
import { civilDate, civilTime } from '../../japanese/civil.js';
import { formatPhone } from '../../japanese/phone.js';
import { formatDay, formatTime } from '../../japanese/wareki.js';
import type { Match } from '../../recordings/match.js';
import { filedFields, type Prepared } from '../../requests/examine.js';
import type { Check } from '../../rule/examination.js';
import { GROUNDS, purposeWords, REFUSAL_REASONS, type RefusalReason } from '../../rule/purposes.js';
import { formatReceiptLong } from '../../rule/receipt.js';
import type { CardContent, LinkButton } from './render.js';
import { filedRows } from './rows.js';

const COLORS: Record<Check['sign'], string> = { '✓': 'good', '△': 'warning', '✕': 'attention' };

/** What a person changed on the card before something had to be mended. */
export interface DecisionTyped {
  recordingIds?: string | undefined;
  ground?: string | undefined;
  answerNumber?: string | undefined;
  reason?: string | undefined;
  words?: string | undefined;
}

function candidateTitle({ recording, reasons }: Match<Recording>): string {
  const date = civilDate(recording.startedAt);
  const seconds = Math.round(recording.seconds);
  const length = seconds < 60 ? `${seconds}秒` : `${Math.floor(seconds / 60)}分${seconds % 60}秒`;
  return `${formatDay(date)}${formatTime(civilTime(recording.startedAt))}・${length}・市側${formatPhone(recording.cityNumber)}（${reasons}）`;
}

function whoAndWhat(request: Request): string {
  const fields = filedFields(request);
  return `${formatReceiptLong(fields)}　${request.section}　${fields.chiefName} 様`;
}

/** The card with which the manager decides; with everything preselected 承認 is one click. */
export function decideCard(
  config: Pick<Config, 'answerSymbol'>,
  request: Request,
  prepared: Prepared,
  shown: { typed?: DecisionTyped; notice?: string; links?: LinkButton[] } = {},
): CardContent {
  const fields = filedFields(request);
  const { candidates, examination, answerNumber } = prepared;
  const chosen = candidates.filter((match) => match.preselected).map(({ recording }) => recording.id);
  const headline = {
    approve: '承認をお願いします',
    choose: '録音を選んで、承認をお願いします',
    refuse: '審査をお願いします',
  }[examination.proposal];
  return {
    card: 'decide',
    data: {
      headline,
      lead: `${whoAndWhat(request)}　${purposeWords(fields.purpose, fields.purposeOther)}`,
      notice: shown.notice ?? '',
      checks: examination.checks.map((check) => ({ ...check, color: COLORS[check.sign] })),
      canApprove: candidates.length > 0,
      rows: filedRows(fields, request),
      chosen: shown.typed?.recordingIds ?? chosen.join(','),
      candidates: candidates.map((match) => ({ title: candidateTitle(match), value: match.recording.id })),
      ground: shown.typed?.ground ?? String(examination.proposedGround),
      grounds: Object.entries(GROUNDS).map(([value, title]) => ({ title, value })),
      symbol: config.answerSymbol,
      answerNumber: shown.typed?.answerNumber ?? answerNumber,
      proposedNumber: answerNumber,
      links: shown.links ?? [],
      requestId: request.id,
      version: request.version,
    },
  };
}

/** The fold for 不交付: apart from the expected button, with its own confirmation. */
export function refuseCard(
  config: Pick<Config, 'answerSymbol'>,
  request: Request,
  prepared: Prepared,
  shown: { typed?: DecisionTyped; notice?: string; suggestion?: RefusalReason } = {},
): CardContent {
  return {
    card: 'refuse',
    data: {
      headline: '不交付の理由を選んでください',
      lead: whoAndWhat(request),
      notice: shown.notice ?? '',
      reason: shown.typed?.reason ?? shown.suggestion ?? '',
      reasons: Object.entries(REFUSAL_REASONS).map(([value, title]) => ({ title, value })),
      words: shown.typed?.words ?? '',
      symbol: config.answerSymbol,
      answerNumber: shown.typed?.answerNumber ?? prepared.answerNumber,
      proposedNumber: prepared.answerNumber,
      requestId: request.id,
      version: request.version,
    },
  };
}
