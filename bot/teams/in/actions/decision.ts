import { z } from 'zod/v4';
import { approve } from '../../../requests/verbs/approve.js';
import { refuse } from '../../../requests/verbs/refuse.js';
import { returnToChief } from '../../../requests/verbs/return.js';
import { OF_REQUEST } from '../../../requests/verbs/verb.js';
import { askView } from '../../views/ask.js';
import { decisionView, nextView, refusalView } from '../../views/views.js';
import { type Handler, read } from './shared.js';
import { pressOf } from './verbs.js';

/** What whoever decides does on cards that lay the examination before them: 承認, 不交付, 差戻し. */
export const DECISION_ACTIONS: Record<string, Handler> = {
  async examine(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    return decisionView(turn, requestId);
  },
  examine_next: (turn) => nextView(turn),
  async refuse_ask(turn, data) {
    const input = read(OF_REQUEST.extend({ suggestion: z.literal('not_stored').optional() }), data);
    const { requestId, suggestion } = input;
    return refusalView(turn, requestId, suggestion ? { suggestion } : {});
  },
  async return_ask(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    return askView(turn, returnToChief, requestId);
  },
  approve: pressOf(approve, (turn, typed, notice) => decisionView(turn, typed.requestId, { typed, notice })),
  refuse: pressOf(refuse, (turn, typed, notice) => refusalView(turn, typed.requestId, { typed, notice })),
};
