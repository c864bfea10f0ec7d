import type { Recording, Request } from '../../db/generated/client.js';
import { civilDate, civilTime } from '../../japanese/civil.js';
import { exactLength } from '../../japanese/lengths.js';
import { formatPhone } from '../../japanese/phone.js';
import { formatDay, formatTime } from '../../japanese/wareki.js';
import type { Match } from '../../recordings/match.js';
import type { Examined } from '../../requests/reads/examine.js';
import { submittedFields } from '../../requests/submitted.js';
import { documentName } from '../../rule/documentNumber.js';
import type { Check } from '../../rule/examination.js';
import { FORM_LABELS } from '../../rule/fileNames.js';
import { CITES, RULE_WORD, SELF } from '../../rule/office.js';
import { GROUND_CHOICES, purposeName, purposeWords, REFUSAL_REASONS, type RefusalReason } from '../../rule/purposes.js';
import { formatReceiptLong } from '../../rule/receipt.js';

import type { Button, CardContent, LinkButton } from './render.js';
import { changedRows, submittedRows } from './rows.js';

// Only what speaks against is coloured: the pale green and yellow of some clients can hardly be read.
const COLORS: Record<Check['sign'], string> = { '✓': 'default', '△': 'default', '✕': 'attention' };

/** The longest purpose in the card's second line; the whole of it stands below. */
const SHORT = 40;

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
  return `${formatDay(date)}${formatTime(civilTime(recording.startedAt))}・${exactLength(recording.seconds)}・${SELF}側${formatPhone(recording.cityNumber)}（${reasons}）`;
}

function shortly(words: string): string {
  return words.length > SHORT ? `${words.slice(0, SHORT)}…` : words;
}

function whoAndWhat(request: Request): string {
  const fields = submittedFields(request);
  return `${formatReceiptLong(fields)}　${request.section}　${fields.chiefName} 様`;
}

/** The card with which the manager decides; with everything preselected 承認 is one click. */
export function decideCard(
  request: Request,
  prepared: Examined,
  shown: { typed?: DecisionTyped; notice?: string; links?: LinkButton[] } = {},
): CardContent {
  const fields = submittedFields(request);
  const { candidates, examination, answerNumber } = prepared;
  const chosen = candidates.filter((match) => match.preselected).map(({ recording }) => recording.id);
  const headline = {
    approve: '承認をお願いします',
    choose: '録音を選んで承認をお願いします',
    refuse: '審査をお願いします',
  }[examination.proposal];
  return {
    card: 'decide',
    shows: { request },
    data: {
      headline,
      lead: `${whoAndWhat(request)}　${shortly(purposeWords(fields.purpose, fields.purposeOther))}`,
      changes: changedRows(request).map((text) => ({ text })),
      notice: shown.notice ?? '',
      checks: examination.checks.map((check) => ({ ...check, color: COLORS[check.sign] })),
      canApprove: candidates.length > 0,
      rows: submittedRows(fields, request),
      chosen: shown.typed?.recordingIds ?? chosen.join(','),
      candidates: candidates.map((match) => ({ title: candidateTitle(match), value: match.recording.id })),
      ground: shown.typed?.ground ?? String(examination.proposedGround),
      groundsLabel: `${CITES.grounds}の要件`,
      grounds: GROUND_CHOICES,
      symbol: prepared.answerSymbol,
      answerNumber: shown.typed?.answerNumber ?? answerNumber,
      proposedNumber: answerNumber,
      links: shown.links ?? [],
      requestId: request.id,
      version: request.version,
      attached: candidates.some(
        ({ preselected, recording, proposedById }) =>
          preselected && (recording.attachedToId !== null || proposedById !== undefined),
      ),
    },
  };
}

/** The fold for 不交付: apart from the expected button, with its own confirmation. */
export function refuseCard(
  request: Request,
  prepared: Examined,
  shown: { typed?: DecisionTyped; notice?: string; suggestion?: RefusalReason } = {},
): CardContent {
  return {
    card: 'refuse',
    shows: { request, forAll: true },
    data: {
      headline: '不交付の理由を選んでください',
      lead: `${formatReceiptLong(submittedFields(request))}　${request.section}`,
      notice: shown.notice ?? '',
      reason: shown.typed?.reason ?? shown.suggestion ?? '',
      reasons: Object.entries(REFUSAL_REASONS).map(([value, title]) => ({ title, value })),
      article: CITES.refusal,
      rule: RULE_WORD,
      form: FORM_LABELS[2],
      words: shown.typed?.words ?? '',
      symbol: prepared.answerSymbol,
      answerNumber: shown.typed?.answerNumber ?? prepared.answerNumber,
      proposedNumber: prepared.answerNumber,
      requestId: request.id,
      version: request.version,
    },
  };
}

/**
 * The decision card for a channel, where others read along: what a decision needs and one click, but no telephone number, no
 * names and none of the applicant's own words; those the deciders see in their own chat, or in a view of the card that is theirs alone.
 */
export function channelCard(
  request: Request,
  prepared: Examined | undefined,
  state: { headline: string; note: string; buttons: boolean },
): CardContent {
  const fields = submittedFields(request);
  const lead = `${formatReceiptLong(fields)}　${request.section}　${purposeName(fields.purpose)}`;
  if (prepared === undefined) {
    return { card: 'channel', data: { headline: state.headline, note: state.note, lead, checks: [], buttons: [] } };
  }
  const { ids, ground, answerNumber } = preselection(prepared);
  const data = { requestId: request.id, version: request.version };
  const approve: Button = {
    title: '承認する',
    verb: 'approve',
    data: { ...data, recordingIds: ids.join(','), ground, answerNumber, proposedNumber: answerNumber },
    style: 'positive',
  };
  return {
    card: 'channel',
    data: {
      headline: ids.length > 0 ? '承認をお願いします' : '審査をお願いします',
      lead,
      checks: [
        ...prepared.examination.checks.map((check) => ({ ...check, color: COLORS[check.sign] })),
        {
          sign: '・',
          text: `${CITES.grounds}の要件：第${ground}号　回答書：${documentName(prepared.answerSymbol, answerNumber)}`,
          color: 'default',
        },
      ],
      buttons: state.buttons && ids.length > 0 ? [approve] : [],
      note: state.note,
    },
  };
}

/** What one click approves: the recordings that are surely meant, the proposed ground and number. */
function preselection({ candidates, examination, answerNumber }: Examined) {
  const ids = candidates.filter((match) => match.preselected).map(({ recording }) => recording.id);
  return { ids, ground: String(examination.proposedGround), answerNumber };
}
