import { DECISION_ACTIONS } from './actions/decision.js';
import { DEPUTY_ACTIONS } from './actions/deputies.js';
import { REQUEST_ACTIONS } from './actions/request.js';
import type { Handler } from './actions/shared.js';
import { resendView, unsentView } from './actions/unsent.js';
import { WIZARD_ACTIONS } from './actions/wizard.js';
import { helpCard } from './cards/message.js';
import { listView } from './views.js';

/** Every verb a card may send, and what it does. */
export const ACTIONS: Record<string, Handler> = {
  ...WIZARD_ACTIONS,
  ...DECISION_ACTIONS,
  ...REQUEST_ACTIONS,
  ...DEPUTY_ACTIONS,
  list_mine: (turn) => listView(turn, { scope: 'mine' }),
  list_open: (turn) => listView(turn, { scope: 'open' }),
  list_unsent: (turn) => unsentView(turn),
  resend: (turn) => resendView(turn),
  help: async (turn) => helpCard(turn.actor),
};
