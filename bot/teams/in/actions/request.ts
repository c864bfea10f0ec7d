import { addressOf } from '../../../links/issue.js';
import { handsOver } from '../../../requests/links.js';
import { statusOf } from '../../../requests/reads/status.js';
import { takeStep } from '../../../requests/step.js';
import { reissue } from '../../../requests/verbs/reissue.js';
import { reopenRequest } from '../../../requests/verbs/reopen.js';
import { showForm } from '../../../requests/verbs/showForm.js';
import { OF_REQUEST } from '../../../requests/verbs/verb.js';
import { FORM_LABELS } from '../../../rule/fileNames.js';
import { messageCard } from '../../cards/message.js';
import type { CardContent } from '../../cards/render.js';
import { receiptsOf } from '../../cards/status.js';
import { askView } from '../../views/ask.js';
import type { Turn } from '../../views/turn.js';
import { decisionView, statusView } from '../../views/views.js';
import { type Handler, read } from './shared.js';

/** The recordings once more: by the link that is open, or by a new one. */
export async function downloadView(turn: Turn, requestId: string): Promise<CardContent> {
  const { link, offered, request } = await statusOf(turn.ctx, turn.actor, requestId, turn.via);
  const opens = link !== null && (await handsOver(turn.ctx.db.client, link));
  if (opens) return statusView(turn, requestId, { headline: '録音を、もう一度お受け取りになれます' });
  if (offered.includes(reissue) && request.refusalReason === null) return askView(turn, reissue, requestId);
  return statusView(turn, requestId, { notice: 'この申請では、いま録音をお受け取りになれません。' });
}

/** What is looked at, and the verbs that are answered with a card of their own. */
export const REQUEST_ACTIONS: Record<string, Handler> = {
  async show(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    return statusView(turn, requestId);
  },
  async showForm(turn, data) {
    const input = read(OF_REQUEST, data);
    const { requestId } = input;
    const taken = await takeStep(turn.ctx, turn.actor, turn.via, showForm, { requestId });
    if (taken.kind === 'stale') return statusView(turn, requestId);
    const { long } = receiptsOf(taken.request);
    return messageCard(
      `申請書（${FORM_LABELS[1]}）をご覧になれます`,
      `${long}　リンクはご本人専用です。`,
      [{ title: '状況を見る', verb: 'show', data: { requestId }, style: 'default' }],
      [],
      { links: [{ title: '申請書（PDF）を開く', url: addressOf(turn.ctx.config, taken.result), style: 'default' }] },
    );
  },
  async reopen(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    await reopenRequest(turn.ctx, turn.actor, turn.via, { requestId });
    return decisionView(turn, requestId, { notice: '承認を取り消しました。もう一度審査をお願いします。' });
  },
};
