import { z } from 'zod/v4';
import { isCivilDate } from '../../japanese/civil.js';
import { presentPress } from '../cards/presses.js';
import { helpView } from '../views/help.js';
import { listView } from '../views/views.js';
import { CLOCK_ACTIONS } from './actions/clock.js';
import { DECISION_ACTIONS } from './actions/decision.js';
import { DEPUTY_ACTIONS } from './actions/deputies.js';
import { DIRECTORY_ACTIONS } from './actions/directory.js';
import { MATTER_ACTIONS } from './actions/matters.js';
import { OPERATIONS_ACTIONS } from './actions/operations.js';
import { REQUEST_ACTIONS } from './actions/request.js';
import { RESTORED_ACTIONS } from './actions/restored.js';
import { SEARCH_ACTIONS } from './actions/search.js';
import { type Handler, read } from './actions/shared.js';
import { resendView, unsentView } from './actions/unsent.js';
import { VERB_ACTIONS } from './actions/verbs.js';
import { WIZARD_ACTIONS } from './actions/wizard.js';

/** What a button leaves out arrives as an empty text. */
function orNothing<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
}

/** No request is older, and no database takes the year 0. */
const FIRST_DAY = '1900-01-01';
const DAY = orNothing(z.string().refine((day) => isCivilDate(day) && day >= FIRST_DAY));
const SEARCH = z.string().max(60).default('');
const LIST = z.object({
  scope: z.enum(['mine', 'open', 'given']).catch('mine'),
  from: DAY,
  to: DAY,
  decided: orNothing(z.boolean()),
  sought: SEARCH,
  search: SEARCH,
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** What is looked up, and what is sent once more. */
const LOOK_UP_ACTIONS: Record<string, Handler> = {
  list: (turn, data) => {
    const { sought, search, page, ...asked } = read(LIST, data);
    // Other words in the field begin a new list at its first page.
    return listView(turn, { ...asked, search, page: search === sought ? page : 1 });
  },
  list_mine: (turn) => listView(turn, { scope: 'mine' }),
  list_open: (turn) => listView(turn, { scope: 'open' }),
  list_unsent: (turn) => unsentView(turn),
  resend: (turn) => resendView(turn),
  help: helpView,
};

/** Presses with a handler of their own. @throws Error when two handlers claim one */
function apart(...groups: Record<string, Handler>[]): Record<string, Handler> {
  const own: Record<string, Handler> = {};
  for (const [name, handler] of groups.flatMap((group) => Object.entries(group))) {
    if (own[name] !== undefined) throw new Error(`two handlers for ${name}`);
    own[name] = handler;
  }
  return own;
}

/** Every press a card may send, and what it does. A verb that needs a card of its own has its handler instead of the common one. */
export const ACTIONS: Record<string, Handler> = {
  ...VERB_ACTIONS,
  ...apart(
    WIZARD_ACTIONS,
    DECISION_ACTIONS,
    REQUEST_ACTIONS,
    DEPUTY_ACTIONS,
    DIRECTORY_ACTIONS,
    RESTORED_ACTIONS,
    CLOCK_ACTIONS,
    OPERATIONS_ACTIONS,
    MATTER_ACTIONS,
    SEARCH_ACTIONS,
    LOOK_UP_ACTIONS,
  ),
};

/** What a press does, by its present name or a former one; undefined for what no card of ours sends. */
export function handlerOf(press: unknown): Handler | undefined {
  if (typeof press !== 'string') return undefined;
  const name = presentPress(press);
  return Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
}
