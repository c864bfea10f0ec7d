import type { Context, Via } from '../context.js';
import { AppError } from '../errors.js';
import type { Actor } from '../rule/actor.js';
import type { Ground } from '../rule/purposes.js';
import { type Decided, type DecisionInput, decide } from './decide.js';
import { candidatesOf } from './examine.js';

/**
 * 承認 (第6条第2項本文): the purpose fits a ground of 第5条, and the named recordings are to be copied. Only recordings that the
 * examination itself found for this application can be chosen.
 *
 * @throws AppError `not_found`, `not_allowed`, `invalid_input`
 */
export async function approveRequest(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: DecisionInput & { recordingIds: string[]; ground: Ground },
): Promise<Decided> {
  return decide(ctx, actor, via, 'approve', input, async (tx, request) => {
    const chosen = [...new Set(input.recordingIds)];
    if (chosen.length === 0) {
      throw new AppError(
        'invalid_input',
        'no recording chosen',
        '交付する録音を1件以上選んでから「承認する」を押してください。',
      );
    }
    const candidates = await candidatesOf(tx, ctx, request);
    const found = candidates.filter(({ recording }) => chosen.includes(recording.id)).map(({ recording }) => recording);
    if (found.length !== chosen.length) {
      throw new AppError(
        'invalid_input',
        'a chosen recording is no candidate',
        '選ばれた録音が候補にありません。もう一度お選びください。',
      );
    }
    found.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
    await tx.chosenRecording.createMany({
      data: found.map((recording, index) => ({
        requestId: request.id,
        recordingId: recording.id,
        position: index + 1,
      })),
    });
    return {
      data: { ground: input.ground, stored: true },
      audit: { ground: input.ground, recordings: found.map(({ sha256 }) => sha256) },
    };
  });
}
