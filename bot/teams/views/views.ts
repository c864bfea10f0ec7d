import type { Request } from '../../db/generated/client.js';
import { civilDate } from '../../japanese/civil.js';
import { formatDay, formatMoment } from '../../japanese/wareki.js';
import { addressOf } from '../../links/issue.js';
import { decidersOf } from '../../requests/deciders.js';
import { type Draft, draftOf } from '../../requests/draftForm.js';
import { comparableOf, likenessesOf } from '../../requests/reads/duplicates.js';
import { examineRequest } from '../../requests/reads/examine.js';
import { type Examining, examiningOf } from '../../requests/reads/examining.js';
import { LIST_LENGTH, listRequests } from '../../requests/reads/list.js';
import { nextToDecide } from '../../requests/reads/next.js';
import { formInHand, preparedForm } from '../../requests/reads/prepared.js';
import { progressOf } from '../../requests/reads/progress.js';
import { notNow } from '../../requests/reads/question.js';
import { statusOf } from '../../requests/reads/status.js';
import { decidesToday } from '../../rule/actor.js';
import { KEEPER, MANAGER } from '../../rule/office.js';
import { basisWords, type RefusalReason } from '../../rule/purposes.js';
import { sightOf } from '../../rule/sight.js';
import { STATUS_WORDS, WITH_THE_OFFICE } from '../../rule/states.js';
import { ownWords } from '../cards/afterwards.js';
import { channelCard, type DecisionTyped, decideCard, refuseCard } from '../cards/decision.js';
import { messageCard, usualButtons } from '../cards/message.js';
import type { Button, CardContent, LinkButton } from '../cards/render.js';
import { choiceCard, listCard, statusCard } from '../cards/status.js';
import { preparedCard, type WizardShown, wizardCard } from '../cards/wizard.js';
import { teamsIdsOf } from '../out/conversations.js';
import type { Turn } from './turn.js';

/** The application to decide next, and how many wait. */
type NextToDecide = NonNullable<Awaited<ReturnType<typeof nextToDecide>>>;

/** The application that has waited longest, with all that is needed to decide it. */
export async function nextView(turn: Turn): Promise<CardContent> {
  const next = await nextToDecide(turn.ctx, turn.actor);
  if (next !== null) return decisionView(turn, next.request.id);
  return messageCard(
    '審査を待っている申請はありません',
    '新しい申請が出ると、審査のカードが届きます。',
    usualButtons(turn.actor),
  );
}

/**
 * How a request stands now, as the reader may see it.
 *
 * @param shown.answered true for a card that is brought up to date behind its reader's back: what their own press was answered
 *   with stays its first line
 */
export async function statusView(
  turn: Turn,
  which: Request | string,
  shown: { headline?: string; notice?: string; answered?: true; next?: NextToDecide } = {},
): Promise<CardContent> {
  const status = await statusOf(turn.ctx, turn.actor, which, turn.via);
  const { request } = status;
  const requestId = request.id;
  const inHand = request.draftOwner === turn.actor.personId;
  if (inHand && (request.status === 'draft' || request.status === 'returned')) {
    return wizardView(turn, draftOf(turn.ctx, request), shown.notice ? { notice: shown.notice } : {});
  }
  if (request.status === 'draft') return preparedView(turn, requestId, shown.notice);
  const own = shown.answered && ownWords(status.timeline, turn.actor.personId);
  return statusCard(turn.ctx.config, status, own ? { ...shown, headline: own } : shown);
}

/** What came back: the chief gets the form to mend, with what is to be mended and the way to 取下げ; others see how it stands. */
export async function returnedView(turn: Turn, requestId: string): Promise<CardContent> {
  const headline = '申請が差し戻されました';
  const draft = await formInHand(turn.ctx, turn.actor, requestId);
  return draft?.request.status === 'returned'
    ? wizardView(turn, draft, { headline })
    : statusView(turn, requestId, { headline });
}

/** The wizard's card for the form in hand; its last step says what is already there of the same call or number. */
export async function wizardView(
  turn: Turn,
  draft: Draft,
  shown: Omit<WizardShown, 'likenesses'> = {},
): Promise<CardContent> {
  return wizardCard(draft, draft.step === 4 ? { ...shown, likenesses: await likenessesIn(turn, draft) } : shown);
}

async function likenessesIn({ ctx, actor }: Turn, { form, request }: Draft): Promise<string[]> {
  const comparable = comparableOf(form.values, request.documentSymbol);
  return comparable === undefined ? [] : likenessesOf(ctx.db.client, actor, comparable, request);
}

/** The form that waits for the chief; staff, and a chief who looks while it is being written, are told where it is. */
export async function preparedView(turn: Turn, requestId: string, notice = ''): Promise<CardContent> {
  const form = await preparedForm(turn.ctx, turn.actor, requestId);
  if (form.kind === 'submitted') return statusView(turn, requestId, notice ? { notice } : {});
  if (form.kind === 'waits') return preparedCard(form.draft, notice, await likenessesIn(turn, form.draft));
  const { now, next } = form.where;
  const where = messageCard(notice || now, notice ? now : `次は${next}です。`, usualButtons(turn.actor));
  return { ...where, shows: { request: form.request } };
}

/** The decision card as the decision channel shows it, before and after the decision. */
export async function channelView(turn: Turn, requestId: string, notice?: string): Promise<CardContent> {
  const { ctx } = turn;
  const status = await statusOf(ctx, turn.actor, requestId, turn.via);
  const { request } = status;
  if (request.status !== 'submitted') {
    const decided =
      request.decidedAt && `　${request.decidedAsDeputy ? '代決者' : MANAGER}　${formatMoment(request.decidedAt)}`;
    const headline = `「${STATUS_WORDS[request.status]}」です${decided ?? ''}`;
    const note = notice ?? '内容は、決裁される方の個人チャットでご覧いただけます。';
    return channelCard(request, undefined, { headline, note, buttons: false });
  }
  const prepared = await ctx.db.transaction((tx) => examineRequest(tx, ctx, turn.actor, request));
  if (ctx.config.demo) {
    // The Playground has no views of one's own: there the one card has the buttons, and a press by others is refused.
    const note =
      notice ??
      `決裁は、${KEEPER}または代決期間中の代決者のみが行えます。電話番号などの内容は個人チャットに届いています。`;
    return channelCard(request, prepared, { headline: '', note, buttons: true });
  }
  const deciders = decidersOf(ctx, request);
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
  const laid = await examiningOf(turn.ctx, turn.actor, requestId);
  if (!('refused' in laid)) return laidCard(turn, laid);
  return turn.personal ? statusView(turn, requestId) : channelView(turn, requestId);
}

/**
 * The decision card for whoever may decide now; everybody else, and later, sees how it stands.
 *
 * @param shown.strict whoever may never decide it is told so
 * @throws AppError `not_found`; with `strict` `not_allowed`
 */
export async function decisionView(
  turn: Turn,
  requestId: string,
  shown: { typed?: DecisionTyped; notice?: string; answered?: true; strict?: true } = {},
): Promise<CardContent> {
  const prepared = await examiningOf(turn.ctx, turn.actor, requestId);
  if ('refused' in prepared) {
    const { answered, strict } = shown;
    const notice = strict ? notNow(prepared.refused) : shown.notice;
    return statusView(turn, requestId, {
      ...(notice ? { notice } : {}),
      ...(answered ? { answered } : {}),
    });
  }
  return laidCard(turn, prepared, shown);
}

/** The decision card of an application that was laid before its reader. */
function laidCard(
  turn: Turn,
  prepared: Extract<Examining, { request: unknown }>,
  shown: { typed?: DecisionTyped; notice?: string } = {},
): CardContent {
  const links: LinkButton[] = prepared.link
    ? [
        {
          title: prepared.examined.candidates.length > 0 ? '申請書（PDF）を開く' : '申請書を開く・録音を添付する',
          url: addressOf(turn.ctx.config, prepared.link),
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
  const prepared = await examiningOf(turn.ctx, turn.actor, requestId);
  if ('refused' in prepared) {
    return statusView(turn, requestId, { notice: notNow(prepared.refused) });
  }
  return refuseCard(prepared.request, prepared.examined, shown);
}

/** What a list shows, as its buttons carry it on. */
export interface ListAsked {
  scope: 'mine' | 'open' | 'given';
  /** Civil dates. */
  from?: string;
  to?: string;
  decided?: boolean;
  search?: string;
  /** From 1. */
  page?: number;
}

const HEADLINES: Partial<Record<ListAsked['scope'], string>> = { open: '未処理の申請', given: '外部に提供した録音' };

/** The requests asked about, newest first, a page at a time, with a field to search among them. */
export async function listView(turn: Turn, asked: ListAsked): Promise<CardContent> {
  const { scope, from, to, decided = false, search = '' } = asked;
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const pageOf = (page: number) =>
    listRequests(turn.ctx, turn.actor, {
      ...range,
      decided,
      search,
      skip: (page - 1) * LIST_LENGTH,
      ...(scope === 'open' ? { statuses: WITH_THE_OFFICE } : {}),
      ...(scope === 'given' ? { given: true } : {}),
    });
  const wanted = await pageOf(asked.page ?? 1);
  // The list may have grown shorter since its button was shown.
  const page = Math.min(asked.page ?? 1, Math.max(1, Math.ceil(wanted.total / LIST_LENGTH)));
  const found = page === (asked.page ?? 1) ? wanted : await pageOf(page);
  const headline = HEADLINES[scope] ?? (decided ? '決裁した申請' : '申請の一覧');
  const day = formatDay(civilDate(turn.ctx.clock.now()));
  const period = periodWords(asked, day);
  const sought = search === '' ? '' : `「${search}」で絞り込んでいます。`;
  const shown = found.total > LIST_LENGTH ? `${shownWords(page, found)}　` : '';
  const carried = { scope, ...range, ...(decided ? { decided } : {}), sought: search };
  const button = (title: string, data: Record<string, unknown>): Button => ({
    title,
    verb: 'list',
    data: { ...carried, ...data },
    style: 'default',
  });
  const searches = found.total > 1 || search !== '';
  return listCard(
    {
      headline,
      lead: `${shown}${period}${sought}`,
      empty: `${period}${sought}${scope === 'open' ? '未処理の申請はありません。' : scope === 'given' ? '外部機関への対応と開示請求のために交付した録音はありません。' : 'ご覧になれる申請はありません。'}`,
      emptyButtons:
        from === undefined && scope === 'mine'
          ? usualButtons(turn.actor)
          : [button('すべての申請を見る', { scope: 'mine', from: undefined, to: undefined, decided: undefined })],
      ...(searches ? { search } : {}),
      // To whom, and on what basis, for those who see the applicant's words.
      ...(scope === 'given'
        ? { detail: (request) => (sightOf(turn.actor, request).words ? basisWords(request) : '') }
        : {}),
      buttons: [
        ...(scope === 'open' && decidesToday(turn.actor) && found.total > 0
          ? [{ title: '古い順に審査する', verb: 'examine_next', data: {}, style: 'positive' as const }]
          : []),
        ...(searches ? [button('絞り込む', { page: 1 })] : []),
        ...(page > 1 ? [button(`前の${LIST_LENGTH}件`, { page: page - 1 })] : []),
        ...(page * LIST_LENGTH < found.total ? [button(`次の${LIST_LENGTH}件`, { page: page + 1 })] : []),
      ],
    },
    found,
  );
}

function periodWords({ from, to, decided, scope }: ListAsked, today: string): string {
  const what = decided ? '決裁' : scope === 'given' ? '交付' : '提出';
  if (from !== undefined && from === to) return `${formatDay(from)}に${what}された申請です。`;
  if (from !== undefined && to !== undefined)
    return `${formatDay(from)}から${formatDay(to)}までに${what}された申請です。`;
  if (from !== undefined) return `${formatDay(from)}以降に${what}された申請です。`;
  if (to !== undefined) return `${formatDay(to)}までに${what}された申請です。`;
  return `${today}現在の状況です。`;
}

function shownWords(page: number, { requests, total }: { requests: readonly unknown[]; total: number }): string {
  const first = (page - 1) * LIST_LENGTH + 1;
  return `全${total}件のうち${first}件目から${first + requests.length - 1}件目`;
}

/** "How does it stand?" with nothing named: the one that can be meant, or each of them to choose from. */
export async function progressView(turn: Turn): Promise<CardContent> {
  const progress = await progressOf(turn.ctx, turn.actor);
  if (progress.kind === 'handed') return preparedView(turn, progress.requestId);
  if (progress.kind === 'office') return listView(turn, { scope: 'open' });
  if (progress.kind === 'none') {
    return messageCard(
      '手続中の申請はありません',
      '終わった申請は、「私の申請」でご覧いただけます。',
      usualButtons(turn.actor),
    );
  }
  const [only] = progress.requests;
  if (only !== undefined && progress.requests.length === 1) return statusView(turn, only.id);
  const lead = '手続中の申請です。ボタンで状況をご覧いただけます。';
  return choiceCard(progress.requests, {
    headline: 'どの申請についてでしょうか',
    lead,
    title: '状況を見る',
    verb: 'show',
  });
}
