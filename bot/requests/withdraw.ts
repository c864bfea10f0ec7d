import type { Context, Via } from '../context.js';
import type { Actor } from '../rule/actor.js';
import { type Moved, moveRequest } from './move.js';

/** 取下げ: the chief takes the application back before it is decided. @throws AppError `not_found`, `not_allowed`, `wrong_state` */
export async function withdrawRequest(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: { requestId: string; version?: number },
): Promise<Moved> {
  return moveRequest(ctx, actor, via, 'withdraw', input, async () => ({
    data: { withdrawnAt: ctx.clock.now(), draftOwner: null },
  }));
}
