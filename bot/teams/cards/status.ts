import type { Config } from '../../config.js';
import type { Request } from '../../db/generated/client.js';
import { civilDate } from '../../japanese/civil.js';
import { formatDay, formatMoment } from '../../japanese/wareki.js';
import { addressOf } from '../../links/issue.js';
import { filedFields } from '../../requests/examine.js';
import type { RequestStatus } from '../../requests/status.js';
import type { Happening } from '../../requests/timeline.js';
import { GROUNDS, PURPOSES, REFUSAL_REASONS } from '../../rule/purposes.js';
import { formatReceipt, formatReceiptLong } from '../../rule/receipt.js';
import { STATUS_WORDS } from '../../rule/states.js';
import type { Button, CardContent, LinkButton } from './render.js';
import { filedRows, type Row } from './rows.js';

/** The receipt number of a filed request in its two forms. */
export function receiptsOf(request: Request): { short: string; long: string } {
  const { fiscalYear, serial } = filedFields(request);
  return { short: formatReceipt({ fiscalYear, serial }), long: formatReceiptLong({ fiscalYear, serial }) };
}

function decisionRows(config: Config, request: Request): Row[] {
  const rows: Row[] = [];
  if (request.decidedAt && request.decidedByName) {
    const what = request.refusalReason ? '不交付' : '承認';
    rows.push({ label: '決定', value: `${what}　${request.decidedByName}　${formatMoment(request.decidedAt)}` });
  }
  if (request.ground === 1 || request.ground === 2) rows.push({ label: '第5条の要件', value: GROUNDS[request.ground] });
  if (request.refusalReason) rows.push({ label: '理由', value: REFUSAL_REASONS[request.refusalReason] });
  if (request.refusalWords) rows.push({ label: '回答書の言葉', value: request.refusalWords });
  if (request.answerNumber) rows.push({ label: '回答書', value: `${config.answerSymbol}第${request.answerNumber}号` });
  return rows;
}

function moment({ at, who }: Happening): string {
  return `${formatMoment(at)}${who ? `　${who}` : ''}`;
}

/** What happened last, by whom and when: after a press the card says so in its first lines. */
function latest(timeline: Happening[]): string {
  const last = timeline.at(-1);
  return last ? `${last.what}（${moment(last)}）` : '';
}

/** How one request stands: where it is now, what comes next, what has happened, what the asker can do. */
export function statusCard(
  config: Config,
  status: RequestStatus,
  shown: { headline?: string; notice?: string } = {},
): CardContent {
  const { request, whereabouts, timeline, link } = status;
  const receipts = receiptsOf(request);
  const links: LinkButton[] = link
    ? [
        {
          title: request.status === 'refused' ? '回答書を開く' : '回答書と録音を開く',
          url: addressOf(config, link),
          style: 'positive',
        },
      ]
    : [];
  const buttons: Button[] = [];
  if (status.mayDecide) {
    buttons.push({
      title: '審査する',
      verb: 'refuse_close',
      data: { requestId: request.id, version: request.version },
      style: 'positive',
    });
  }
  buttons.push({ title: '最新の状況を見る', verb: 'show', data: { requestId: request.id }, style: 'default' });
  return {
    card: 'status',
    data: {
      headline: shown.headline ?? `「${STATUS_WORDS[request.status]}」です`,
      lead: `${receipts.long}（${receipts.short}）　${request.section}　${request.chiefName ?? ''} 様`,
      notice: shown.notice ?? '',
      latest: latest(timeline),
      now: whereabouts.now,
      next: whereabouts.next,
      rows: [...filedRows(filedFields(request), request), ...decisionRows(config, request)],
      timeline: timeline.map((happening) => ({ label: happening.what, value: moment(happening) })),
      links,
      buttons,
    },
  };
}

/** A list of requests, each opening its status. */
export function listCard(
  question: { headline: string; lead: string; empty: string },
  found: { requests: Request[]; total: number },
): CardContent {
  const apply: Button = { title: '申請する', verb: 'apply', data: {}, style: 'default' };
  if (found.total === 0)
    return {
      card: 'message',
      data: { headline: question.headline, lead: question.empty, lines: [], buttons: [apply] },
    };
  const more = found.total - found.requests.length;
  return {
    card: 'list',
    data: {
      headline: `${question.headline}　${found.total}件`,
      lead: question.lead,
      items: found.requests.map((request) => {
        const fields = filedFields(request);
        return {
          requestId: request.id,
          receipt: receiptsOf(request).short,
          state: STATUS_WORDS[request.status],
          detail: `${formatDay(civilDate(request.submittedAt ?? request.createdAt))}申請　${request.section}　${PURPOSES[fields.purpose]}`,
        };
      }),
      more: more > 0 ? `ほかに${more}件あります。「R8-12は？」のように番号でお尋ねください。` : '',
      buttons: [],
    },
  };
}
