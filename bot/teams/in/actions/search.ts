import { z } from 'zod/v4';
import { type SearchTyped, searchable, searchFor, searchForRequest } from '../../../requests/reads/searching.js';
import { OF_REQUEST } from '../../../requests/verbs/verb.js';
import type { CardContent } from '../../cards/render.js';
import { foundCard, searchCard } from '../../cards/search.js';
import type { Turn } from '../../views/turn.js';
import { type Handler, read } from './shared.js';

const TYPED = z.string().max(60).optional();
const SEARCH = OF_REQUEST.extend({
  ...{ date: TYPED, begin: TYPED, end: TYPED, otherNumber: TYPED, cityNumber: TYPED, least: TYPED, most: TYPED },
});

/** Asks by what recordings are searched for an application; with its own day where nothing was typed yet. */
export async function searchView(
  turn: Turn,
  requestId: string,
  typed: Partial<SearchTyped> = {},
): Promise<CardContent> {
  const request = await searchable(turn.ctx, turn.actor, requestId);
  return searchCard(request, { ...searchFor(request), ...typed });
}

/** The search of 管財課 for a recording that the comparison did not find (第6条第2項). */
export const SEARCH_ACTIONS: Record<string, Handler> = {
  propose_ask(turn, data) {
    const { requestId, ...typed } = read(SEARCH, data);
    return searchView(turn, requestId, given(typed));
  },
  async search_find(turn, data) {
    const { requestId, ...asked } = read(SEARCH, data);
    const typed = { ...EMPTY, ...given(asked) };
    const request = await searchable(turn.ctx, turn.actor, requestId);
    const searched = await searchForRequest(turn.ctx, turn.actor, turn.via, requestId, typed);
    return 'faults' in searched ? searchCard(request, typed, searched.faults) : foundCard(request, typed, searched);
  },
};

/** What a client leaves out was left empty. */
const EMPTY: SearchTyped = { date: '', begin: '', end: '', otherNumber: '', cityNumber: '', least: '', most: '' };

function given(typed: { [field: string]: string | undefined }): Partial<SearchTyped> {
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined && value !== ''));
}
