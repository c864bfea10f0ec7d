import { civilDate } from '../japanese/civil.js';
import { formatDay } from '../japanese/wareki.js';
import { addressOf, issuedLink } from '../links/issue.js';
import { draftOf } from '../requests/draft.js';
import { examineRequest } from '../requests/examine.js';
import { listRequests } from '../requests/list.js';
import { loadRequest } from '../requests/load.js';
import { statusOf } from '../requests/status.js';
import { mayDo } from '../rule/permission.js';
import type { RefusalReason } from '../rule/purposes.js';
import { type DecisionTyped, decideCard, refuseCard } from './cards/decision.js';
import type { CardContent, LinkButton } from './cards/render.js';
import { listCard, statusCard } from './cards/status.js';
import { wizardCard } from './cards/wizard.js';
import type { Turn } from './turn.js';

/** How a request stands now, as the reader may see it. */
export async function statusView(
  turn: Turn,
  requestId: string,
  shown: { headline?: string; notice?: string } = {},
): Promise<CardContent> {
  const status = await statusOf(turn.ctx, turn.actor, requestId);
  if (status.request.status === 'draft') return wizardCard(draftOf(turn.ctx, status.request), shown);
  return statusCard(turn.ctx.config, status, shown);
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
    return { request, link, examined: await examineRequest(tx, ctx, request) };
  });
  if (prepared === undefined) return statusView(turn, requestId, shown.notice ? { notice: shown.notice } : {});
  const links: LinkButton[] = prepared.link
    ? [{ title: '申請書（PDF）を開く', url: addressOf(ctx.config, prepared.link), style: 'default' }]
    : [];
  return decideCard(ctx.config, prepared.request, prepared.examined, { ...shown, links });
}

/** The fold for 不交付, for whoever may decide now. */
export async function refusalView(
  turn: Turn,
  requestId: string,
  shown: { typed?: DecisionTyped; notice?: string; suggestion?: RefusalReason } = {},
): Promise<CardContent> {
  const { ctx, actor } = turn;
  const prepared = await ctx.db.transaction(async (tx) => {
    const request = await loadRequest(tx, actor, requestId);
    if (!mayDo(actor, 'refuse', request).allowed) return undefined;
    return { request, examined: await examineRequest(tx, ctx, request) };
  });
  if (prepared === undefined) return statusView(turn, requestId);
  return refuseCard(ctx.config, prepared.request, prepared.examined, shown);
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
      empty: 'ご覧になれる申請はありません。「申請」と送ると、新しく始められます。',
    },
    found,
  );
}
