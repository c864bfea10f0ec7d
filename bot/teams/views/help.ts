import { inHandOf, NOTHING_IN_HAND } from '../../requests/reads/inHand.js';
import { helpCard } from '../cards/help.js';
import type { CardContent } from '../cards/render.js';
import type { Turn } from './turn.js';

/** 「ヘルプ」: what somebody can say now; where others read along, nothing of what they have in hand. */
export async function helpView({ ctx, actor, personal }: Turn): Promise<CardContent> {
  return helpCard(ctx.config, actor, personal ? await inHandOf(ctx, actor) : NOTHING_IN_HAND);
}
