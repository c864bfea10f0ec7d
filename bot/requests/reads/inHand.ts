import type { Context } from '../../context.js';
import { type Actor, applyingPosts, decidesToday } from '../../rule/actor.js';
import { findDraft } from '../draft.js';

/** What waits for somebody, as far as it tells what they most likely want to do next. */
export interface InHand {
  /** A form they began. */
  draft: boolean;
  /** An application of their sections is with the office. */
  underWay: boolean;
  /** An answer was handed to their sections and is not registered yet. */
  handedOver: boolean;
  /** An application waits for their decision. */
  waiting: boolean;
}

/** Somebody for whom nothing waits. */
export const NOTHING_IN_HAND: InHand = { draft: false, underWay: false, handedOver: false, waiting: false };

/** Looks at what waits for a person: their own form, their sections' requests, and what they decide on. */
export async function inHandOf(ctx: Context, actor: Actor): Promise<InHand> {
  const applies = applyingPosts(actor).map(({ bureau, section }) => ({ bureau, section }));
  const requests = ctx.db.client.request;
  const [draft, own, submitted] = await Promise.all([
    applies.length > 0 ? findDraft(ctx, actor) : undefined,
    applies.length > 0
      ? requests.groupBy({
          by: ['status'],
          where: { OR: applies, status: { in: ['submitted', 'approved', 'answered', 'received'] } },
        })
      : [],
    decidesToday(actor) ? requests.findFirst({ where: { status: 'submitted' }, select: { id: true } }) : null,
  ]);
  const has = (...states: string[]) => own.some(({ status }) => states.includes(status));
  return {
    draft: draft !== undefined,
    underWay: has('submitted', 'approved'),
    handedOver: has('answered', 'received'),
    waiting: submitted !== null,
  };
}
