import type { Context } from '../../context.js';
import { type Actor, applyingPosts, decidesToday } from '../../rule/actor.js';
import { type Status, UNDER_WAY, WITH_THE_OFFICE } from '../../rule/states.js';
import { findDraft } from '../draft.js';
import { nextToDecide } from './next.js';

/** The recordings are with the section, which has still to register them. */
const HANDED_OVER: readonly Status[] = ['answered', 'received'];

/** What waits for somebody, as far as it tells what they most likely want to do next. */
export interface InHand {
  /** A form they began. */
  draft: boolean;
  /** An application of their sections is with the office. */
  underWay: boolean;
  /** An answer was handed to their sections and is not registered yet. */
  handedOver: boolean;
  /** An application waits that they may decide on. */
  waiting: boolean;
}

/** Somebody for whom nothing waits. */
export const NOTHING_IN_HAND: InHand = { draft: false, underWay: false, handedOver: false, waiting: false };

/** Looks at what waits for a person: their own form, their sections' requests, and what they decide on. */
export async function inHandOf(ctx: Context, actor: Actor): Promise<InHand> {
  const applies = applyingPosts(actor).map(({ bureau, section }) => ({ bureau, section }));
  const [draft, own, next] = await Promise.all([
    applies.length > 0 ? findDraft(ctx, actor) : undefined,
    applies.length > 0
      ? ctx.db.client.request.groupBy({ by: ['status'], where: { OR: applies, status: { in: [...UNDER_WAY] } } })
      : [],
    decidesToday(actor) ? nextToDecide(ctx, actor) : null,
  ]);
  const has = (states: readonly Status[]) => own.some(({ status }) => states.includes(status));
  return {
    draft: draft !== undefined,
    underWay: has(WITH_THE_OFFICE),
    handedOver: has(HANDED_OVER),
    waiting: next !== null,
  };
}
