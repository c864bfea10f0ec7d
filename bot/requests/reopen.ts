import type { Context, Via } from '../context.js';
import type { Actor } from '../rule/actor.js';
import { copyKey } from './answer.js';
import { type Moved, moveRequest } from './move.js';
import { releaseAnswerNumber } from './numbers.js';

/**
 * 承認の取消し: an approval whose recording can no longer be copied is taken back before anything was handed over. The application
 * is examined again, its 管財発 number is free for the next letter.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`
 */
export async function reopenRequest(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: { requestId: string; version?: number },
): Promise<Moved> {
  const begun: string[] = [];
  const moved = await moveRequest(ctx, actor, via, 'reopen', input, async (tx, request) => {
    const chosen = await tx.chosenRecording.findMany({ where: { requestId: request.id } });
    begun.push(...chosen.map(({ recordingId }) => copyKey(request, recordingId)));
    await tx.chosenRecording.deleteMany({ where: { requestId: request.id } });
    const { answerFiscalYear, answerNumber } = request;
    if (answerFiscalYear !== null && answerNumber !== null) {
      await releaseAnswerNumber(tx, answerFiscalYear, answerNumber);
    }
    await ctx.queue.enqueue(tx, 'submitted', { requestId: request.id });
    return {
      data: {
        decidedAt: null,
        decidedById: null,
        decidedByName: null,
        decidedAsDeputy: false,
        ground: null,
        stored: null,
        answerNumber: null,
        answerFiscalYear: null,
        answerDate: null,
      },
      audit: { answerNumber },
    };
  });
  // A job that was killed may have left copies of a decision that no longer is.
  if (moved.kind === 'moved') for (const key of begun) await ctx.files.remove(key);
  return moved;
}
