import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { formatDay, formatMoment } from '../japanese/wareki.js';
import { addressOf, issuedLink } from '../links/issue.js';
import { decidersOf } from '../requests/deciders.js';
import { type Draft, draftOf } from '../requests/draft.js';
import { comparableOf, likenessesOf } from '../requests/duplicates.js';
import { examineRequest } from '../requests/examine.js';
import { listRequests } from '../requests/list.js';
import { loadRequest } from '../requests/load.js';
import { statusOf } from '../requests/status.js';
import { whereaboutsOf } from '../requests/whereabouts.js';
import { FIELD_WORDS, type Field } from '../rule/form.js';
import { mayDo, type Permission } from '../rule/permission.js';
import type { RefusalReason } from '../rule/purposes.js';
import { STATUS_WORDS } from '../rule/states.js';
import { askCard } from './cards/ask.js';
import { channelCard, type DecisionTyped, decideCard, refuseCard } from './cards/decision.js';
import { messageCard, usualButtons } from './cards/message.js';
import type { CardContent, LinkButton } from './cards/render.js';
import { listCard, receiptsOf, statusCard } from './cards/status.js';
import { preparedCard, wizardCard } from './cards/wizard.js';
import { teamsIdsOf } from './conversations.js';
import type { Turn } from './turn.js';

/** How a request stands now, as the reader may see it. */
export async function statusView(
  turn: Turn,
  requestId: string,
  shown: { headline?: string; notice?: string } = {},
): Promise<CardContent> {
  const status = await statusOf(turn.ctx, turn.actor, requestId);
  const { request } = status;
  const inHand = request.draftOwner === turn.actor.personId;
  if (inHand && (request.status === 'draft' || request.status === 'returned')) {
    return wizardView(turn, draftOf(turn.ctx, request), shown.notice ? { notice: shown.notice } : {});
  }
  if (request.status === 'draft') return preparedView(turn, requestId, shown.notice);
  return statusCard(turn.ctx.config, status, shown);
}

/** The wizard's card for the form in hand; its last step says what is already there of the same call or number. */
export async function wizardView(
  turn: Turn,
  draft: Draft,
  shown: { errors?: Partial<Record<Field, string>>; notice?: string } = {},
): Promise<CardContent> {
  return wizardCard(draft, draft.step === 4 ? { ...shown, likenesses: await likenessesIn(turn, draft) } : shown);
}

async function likenessesIn({ ctx, actor }: Turn, { form, request }: Draft): Promise<string[]> {
  const comparable = comparableOf(form.values, request.documentSymbol);
  return comparable === undefined ? [] : likenessesOf(ctx.db.client, actor, comparable, request);
}

/** The form that waits for the chief; staff, and a chief who looks while it is being written, are told where it is. */
export async function preparedView(turn: Turn, requestId: string, notice = ''): Promise<CardContent> {
  const request = await loadRequest(turn.ctx.db.client, turn.actor, requestId);
  if (request.status !== 'draft') return statusView(turn, requestId, notice ? { notice } : {});
  if (request.draftOwner === null && mayDo(turn.actor, 'file', request).allowed) {
    const draft = draftOf(turn.ctx, request);
    return preparedCard(draft, notice, await likenessesIn(turn, draft));
  }
  const { now, next } = whereaboutsOf(request, [], null, turn.ctx.clock.now());
  return messageCard(notice || now, notice ? now : `次は${next}です。`, usualButtons(turn.actor));
}

/** The decision card as the decision channel shows it, before and after the decision. */
export async function channelView(turn: Turn, requestId: string, notice?: string): Promise<CardContent> {
  const { ctx } = turn;
  const status = await statusOf(ctx, turn.actor, requestId);
  const { request } = status;
  if (request.status !== 'submitted') {
    const decided =
      request.decidedAt && `　${request.decidedAsDeputy ? '代決者' : '管財課長'}　${formatMoment(request.decidedAt)}`;
    const headline = `「${STATUS_WORDS[request.status]}」です${decided ?? ''}`;
    const note = notice ?? '内容は、決裁される方の個人チャットでご覧いただけます。';
    return channelCard(request, undefined, { headline, note, buttons: false });
  }
  const prepared = await ctx.db.transaction((tx) => examineRequest(tx, ctx, turn.actor, request));
  if (ctx.config.demo) {
    // The Playground has no views of one's own: there the one card has the buttons, and a press by others is refused.
    const note =
      notice ??
      '決裁は、管理責任者（管財課長）または代決期間中の代決者のみが行えます。電話番号などの内容は個人チャットに届いています。';
    return channelCard(request, prepared, { headline: '', note, buttons: true });
  }
  const deciders = await decidersOf(ctx.db.client, ctx, request);
  const userIds = await teamsIdsOf(
    ctx,
    deciders.map(({ id }) => id),
  );
  const note =
    notice ??
    '決裁される方には、ここに審査のボタンと内容が表示されます。表示されないときは、個人チャットに届いているカードをご利用ください。';
  return {
    ...channelCard(request, prepared, { headline: '', note, buttons: false }),
    refresh: { verb: 'show', data: { requestId }, userIds },
  };
}

/** What a client that asks by itself is shown: whoever may decide gets the full card, everybody else the state. */
export async function refreshedView(turn: Turn, requestId: string): Promise<CardContent> {
  const request = await loadRequest(turn.ctx.db.client, turn.actor, requestId);
  if (mayDo(turn.actor, 'approve', request).allowed) return decisionView(turn, requestId);
  return turn.personal ? statusView(turn, requestId) : channelView(turn, requestId);
}

/**
 * How a request stands, for whoever comes too early or too late for a step.
 *
 * @throws AppError `not_allowed` for whoever may never take it
 */
export async function notNowView(
  turn: Turn,
  requestId: string,
  refused: Extract<Permission, { allowed: false }>,
): Promise<CardContent> {
  if (refused.because !== 'state') throw new AppError('not_allowed', `asked: ${refused.because}`, refused.forPerson);
  return statusView(turn, requestId, { notice: refused.forPerson });
}

/** Asks the decider what is missing, before an application is returned. @throws AppError `not_found`, `not_allowed` */
export async function returnView(
  turn: Turn,
  requestId: string,
  shown: { words?: string; choice?: string; notice?: string } = {},
): Promise<CardContent> {
  const request = await loadRequest(turn.ctx.db.client, turn.actor, requestId);
  const permission = mayDo(turn.actor, 'return', request);
  if (!permission.allowed) return notNowView(turn, requestId, permission);
  const data = { requestId, version: request.version };
  return askCard({
    headline: '何を直せばよいかお知らせください',
    lead: `${receiptsOf(request).long}　申請者へ差し戻します。直して再申請されると、同じ番号でもう一度届きます。`,
    notice: shown.notice ?? '',
    choice: {
      label: '直してほしい項目',
      optional: true,
      value: shown.choice ?? '',
      multi: true,
      options: Object.entries(FIELD_WORDS).map(([value, title]) => ({ title, value })),
    },
    input: {
      label: '申請者へのことば',
      placeholder: '例：通話の日付をご確認ください',
      value: shown.words ?? '',
      multiline: true,
    },
    buttons: [
      { title: '差し戻す', verb: 'return', data, style: 'positive' },
      { title: 'やめる', verb: 'refuse_close', data, style: 'default' },
    ],
  });
}

/** The decision card for whoever may decide now; everybody else, and later, sees how it stands. */
export async function decisionView(
  turn: Turn,
  requestId: string,
  shown: { typed?: DecisionTyped; notice?: string } = {},
): Promise<CardContent> {
  const { ctx, actor } = turn;
  const prepared = await ctx.db.transaction(async (tx) => {
    const request = await loadRequest(tx, actor, requestId);
    if (!mayDo(actor, 'approve', request).allowed) return undefined;
    const link = await issuedLink(tx, { requestId, kind: 'application', recipientId: actor.personId });
    return { request, link, examined: await examineRequest(tx, ctx, actor, request) };
  });
  if (prepared === undefined) return statusView(turn, requestId, shown.notice ? { notice: shown.notice } : {});
  const links: LinkButton[] = prepared.link
    ? [
        {
          title: prepared.examined.candidates.length > 0 ? '申請書（PDF）を開く' : '申請書を開く・録音を添付する',
          url: addressOf(ctx.config, prepared.link),
          style: 'default',
        },
      ]
    : [];
  return decideCard(prepared.request, prepared.examined, { ...shown, links });
}

/** The fold for 不交付, for whoever may decide now. @throws AppError `not_found`, `not_allowed` */
export async function refusalView(
  turn: Turn,
  requestId: string,
  shown: { typed?: DecisionTyped; notice?: string; suggestion?: RefusalReason } = {},
): Promise<CardContent> {
  const { ctx, actor } = turn;
  const prepared = await ctx.db.transaction(async (tx) => {
    const request = await loadRequest(tx, actor, requestId);
    const permission = mayDo(actor, 'refuse', request);
    return permission.allowed ? { request, examined: await examineRequest(tx, ctx, actor, request) } : permission;
  });
  if ('allowed' in prepared) return notNowView(turn, requestId, prepared);
  return refuseCard(prepared.request, prepared.examined, shown);
}

/** The requests asked about, newest first. */
export async function listView(
  turn: Turn,
  question: { scope: 'mine' | 'open'; from?: string; to?: string },
): Promise<CardContent> {
  const period =
    question.from !== undefined && question.to !== undefined
      ? `${formatDay(question.from)}から${formatDay(question.to)}までの申請です。`
      : `${formatDay(civilDate(turn.ctx.clock.now()))}現在`;
  const range = {
    ...(question.from === undefined ? {} : { from: question.from }),
    ...(question.to === undefined ? {} : { to: question.to }),
  };
  if (question.scope === 'open') {
    const found = await listRequests(turn.ctx, turn.actor, { ...range, statuses: ['submitted', 'approved'] });
    return listCard({ headline: '未処理の申請', lead: period, empty: '未処理の申請はありません。' }, found);
  }
  const found = await listRequests(turn.ctx, turn.actor, range);
  return listCard(
    {
      headline: '申請の一覧',
      lead: period,
      empty:
        question.from === undefined
          ? 'ご覧になれる申請はありません。「申請」と送ると、新しく始められます。'
          : `${period.replace('の申請です。', '')}に提出された申請はありません。`,
      all: question.from !== undefined,
    },
    found,
  );
}
