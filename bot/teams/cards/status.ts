import type { Config } from '../../config.js';
import type { Request } from '../../db/generated/client.js';
import { civilDate } from '../../japanese/civil.js';
import { lastDigits } from '../../japanese/phone.js';
import { formatDay, formatMoment, formatTime } from '../../japanese/wareki.js';
import { addressOf } from '../../links/issue.js';
import { LIST_LENGTH } from '../../requests/reads/list.js';
import type { RequestStatus } from '../../requests/reads/status.js';
import type { Happening } from '../../requests/reads/timeline.js';
import { submittedFields } from '../../requests/submitted.js';
import { answerName } from '../../rule/documentNumber.js';
import { CITES } from '../../rule/office.js';
import { GROUNDS, purposeName, REFUSAL_REASONS } from '../../rule/purposes.js';
import { formatReceipt, formatReceiptLong } from '../../rule/receipt.js';
import { isWhole } from '../../rule/sight.js';
import { STATUS_WORDS, stateWords } from '../../rule/states.js';
import { messageCard } from './message.js';
import { askOf } from './presses.js';
import type { Button, CardContent, LinkButton } from './render.js';
import { type Row, submittedRows } from './rows.js';

/** The receipt number of a filed request in its two forms. */
export function receiptsOf(request: Request): { short: string; long: string } {
  const { fiscalYear, serial } = submittedFields(request);
  return { short: formatReceipt({ fiscalYear, serial }), long: formatReceiptLong({ fiscalYear, serial }) };
}

function decisionRows(request: Request): Row[] {
  const rows: Row[] = [];
  if (request.decidedAt && request.decidedByName) {
    const what = `${request.refusalReason ? '不交付' : '承認'}${request.decidedAsDeputy ? '（代決）' : ''}`;
    rows.push({ label: '決定', value: `${what}　${request.decidedByName}　${formatMoment(request.decidedAt)}` });
  }
  const ground = request.ground === null ? undefined : GROUNDS.get(request.ground);
  if (ground !== undefined) rows.push({ label: `${CITES.grounds}の要件`, value: ground });
  if (request.refusalReason) rows.push({ label: '理由', value: REFUSAL_REASONS[request.refusalReason] });
  if (request.refusalWords) rows.push({ label: '回答書の言葉', value: request.refusalWords });
  if (request.status === 'returned' && request.returnWords)
    rows.push({ label: '差戻しの内容', value: request.returnWords });
  if (request.registeredNumber) rows.push({ label: '文書登録', value: request.registeredNumber });
  if (request.answerNumber)
    rows.push({ label: '回答書', value: answerName(request.answerSymbol, request.answerNumber) });
  return rows;
}

function moment({ at, who }: Happening): string {
  return `${formatMoment(at)}${who ? `　${who}` : ''}`;
}

/** What happened last, by whom and when: after a press the card says so in its first lines. */
function latest(timeline: Happening[]): string {
  const last = timeline.at(-1);
  return last ? `${last.what}　${moment(last)}` : '';
}

/** What the asker can do with the request now, in the order of the verbs, and whether it stands in the card's first row. */
function buttonsOf({ request, offered, mayDecide, around }: RequestStatus): (Button & { atHand: boolean })[] {
  const data = { requestId: request.id };
  const button = (title: string, verb: string, style: Button['style'] = 'default') => ({ title, verb, data, style });
  return [
    ...(mayDecide ? [{ ...button('審査する', 'examine', 'positive'), atHand: true }] : []),
    ...offered.map(({ name, question, button: { title = '', atHand = false, expected } = {} }) => ({
      ...button(title, question ? askOf(name) : name, expected?.(request, around) ? 'positive' : 'default'),
      atHand,
    })),
    { ...button('最新の状況を見る', 'show'), atHand: true },
  ];
}

/** The asker's way to 様式第1号, while their link is open. */
function formLinks(config: Config, { formLink }: RequestStatus, title: string): LinkButton[] {
  return formLink === null ? [] : [{ title, url: addressOf(config, formLink), style: 'default' }];
}

/** How one request stands: where it is now, what comes next, what has happened, what the asker can do. */
export function statusCard(
  config: Config,
  status: RequestStatus,
  shown: { headline?: string; notice?: string; next?: { request: Pick<Request, 'id'>; waiting: number } } = {},
): CardContent {
  const { request, whereabouts, timeline, link } = status;
  const receipts = receiptsOf(request);
  const buttons = buttonsOf(status);
  const readsForm = isWhole(status.sight);
  const { next } = shown;
  const onward: (Button & { atHand: boolean })[] =
    next === undefined
      ? []
      : [
          {
            title: `次の申請を審査する（残り${next.waiting}件）`,
            verb: 'examine',
            data: { requestId: next.request.id },
            style: 'positive',
            atHand: true,
          },
        ];
  const expected = [...onward, ...buttons.filter(({ style }) => style === 'positive')].slice(0, 1);
  // Teams shows six buttons in a row at most; the rest stand apart.
  const rest = (atHand: boolean): Button[] =>
    buttons.flatMap(({ atHand: first, ...button }) =>
      first === atHand && !expected.some(({ verb }) => verb === button.verb) ? [button] : [],
    );
  const links: LinkButton[] = [
    ...(link
      ? [
          {
            title: request.status === 'refused' ? '回答書を開く' : '回答書と録音を開く',
            url: addressOf(config, link),
            style: expected.length > 0 ? ('default' as const) : ('positive' as const),
          },
        ]
      : []),
    ...(status.mayAttach
      ? formLinks(config, status, readsForm ? '申請書を開く・録音を添付する' : '録音を添付する')
      : []),
  ];
  return {
    card: 'status',
    shows: { request, noted: status.noted },
    data: {
      headline: shown.headline ?? `「${STATUS_WORDS[request.status]}」です`,
      lead: `${receipts.long}（${receipts.short}）　${request.section}　${request.chiefName ?? ''} 様`,
      notice: shown.notice ?? '',
      latest: latest(timeline),
      now: whereabouts.now,
      next: whereabouts.next,
      rows: [
        ...submittedRows(submittedFields(request), request, status.sight),
        ...decisionRows(request),
        ...(status.copiesGone
          ? [{ label: '複製データ', value: `保管期間が過ぎたため、${formatMoment(status.copiesGone)}に削除しました` }]
          : []),
        ...(status.revokedBecause ? [{ label: '失効の理由', value: status.revokedBecause }] : []),
      ],
      timeline: timeline.map((happening) => ({ label: happening.what, value: moment(happening) })),
      expected: expected.map(({ atHand: _row, ...button }) => button),
      documents: status.mayAttach || !readsForm ? [] : formLinks(config, status, '申請書（PDF）を開く'),
      links,
      buttons: rest(true),
      others: rest(false),
    },
  };
}

/** What a list of requests says around its lines. */
export interface ListFrame {
  headline: string;
  lead: string;
  /** What is said where nothing is found. */
  empty: string;
  /** Buttons where nothing is found. */
  emptyButtons?: Button[];
  /** What is done with one of them; 「見る」 opens its status. */
  choose?: { title: string; verb: string; data?: Record<string, unknown> };
  /** What is sought among them; undefined where nothing can be sought. */
  search?: string;
  buttons?: Button[];
  /** What is said of each in the place of its purpose; empty for the purpose. */
  detail?(request: Request): string;
}

/** A list of requests with a button each: the call, the last digits of the number, the state with its reason. */
export function listCard(
  { choose = { title: '見る', verb: 'show' }, ...frame }: ListFrame,
  found: { requests: Request[]; total: number },
): CardContent {
  if (found.total === 0 && frame.search === undefined) {
    const none = messageCard(frame.headline, frame.empty, frame.emptyButtons ?? []);
    return { ...none, shows: { list: 'request.list', requests: [] } };
  }
  return {
    card: 'list',
    shows: { list: 'request.list', requests: found.requests },
    data: {
      headline: `${frame.headline}　${found.total}件`,
      lead: found.total === 0 ? frame.empty : frame.lead,
      items: found.requests.map((request) => {
        const fields = submittedFields(request);
        const { callDate, callTime, otherNumber, purpose } = fields;
        return {
          title: choose.title,
          tooltip: `${receiptsOf(request).short}：${choose.title}`,
          verb: choose.verb,
          data: { requestId: request.id, ...choose.data },
          receipt: receiptsOf(request).short,
          state: stateWords(request),
          call: `${formatDay(callDate)}${formatTime(callTime)}の通話　${lastDigits(otherNumber)}`,
          detail: `${request.section}　${frame.detail?.(request) || purposeName(purpose)}　${formatDay(civilDate(request.submittedAt ?? request.createdAt))}申請`,
        };
      }),
      searches: frame.search === undefined ? [] : [{ value: frame.search }],
      buttons: frame.buttons ?? [],
    },
  };
}

/** What stands around several requests, and the button beside each. */
interface ChoiceFrame {
  headline: string;
  lead: string;
  title: string;
  verb: string;
  data?: Record<string, unknown>;
}

/** Several requests to choose from, a button each. */
export function choiceCard(
  possible: readonly Request[],
  { headline, lead, title, verb, data = {} }: ChoiceFrame,
): CardContent {
  const more = possible.length - LIST_LENGTH;
  return listCard(
    {
      headline,
      lead:
        more > 0 ? `${lead}新しいものから${LIST_LENGTH}件を表示しています。ほかは受付番号でお知らせください。` : lead,
      empty: '',
      choose: { title, verb, data },
    },
    { requests: possible.slice(0, LIST_LENGTH), total: possible.length },
  );
}
