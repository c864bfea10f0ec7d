import { z } from 'zod/v4';
import { approve } from '../../requests/verbs/approve.js';
import { refuse } from '../../requests/verbs/refuse.js';
import { returnToChief } from '../../requests/verbs/return.js';
import { OF_REQUEST } from '../../requests/verbs/verb.js';
import { recordView } from '../../requests/viewed.js';
import type { CardContent } from '../cards/render.js';
import type { Turn } from '../turn.js';
import { decisionView, refusalView } from '../views.js';
import { type Handler, read } from './shared.js';
import { askView, pressOf } from './verbs.js';

/** Shows what is asked of whoever decides, and notes that they looked. */
async function looked(turn: Turn, requestId: string, view: Promise<CardContent>): Promise<CardContent> {
  const content = await view;
  await recordView(turn.ctx, turn.actor, turn.via, requestId);
  return content;
}

/** What whoever decides does on cards that lay the examination before them: 承認, 不交付, 差戻し. */
export const DECISION_ACTIONS: Record<string, Handler> = {
  async examine(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    await recordView(turn.ctx, turn.actor, turn.via, requestId);
    return decisionView(turn, requestId);
  },
  async refuse_ask(turn, data) {
    const input = read(OF_REQUEST.extend({ suggestion: z.literal('not_stored').optional() }), data);
    const shown = input.suggestion ? { suggestion: input.suggestion } : {};
    return looked(turn, input.requestId, refusalView(turn, input.requestId, shown));
  },
  async return_ask(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    return looked(turn, requestId, askView(turn, returnToChief, requestId));
  },
  approve: pressOf(approve, (turn, typed, notice) => decisionView(turn, typed.requestId, { typed, notice })),
  refuse: pressOf(refuse, (turn, typed, notice) => refusalView(turn, typed.requestId, { typed, notice })),
};
