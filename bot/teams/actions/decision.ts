import { z } from 'zod/v4';
import { AppError } from '../../errors.js';
import { approveRequest } from '../../requests/approve.js';
import { refuseRequest } from '../../requests/refuse.js';
import { returnRequest } from '../../requests/return.js';
import { recordView } from '../../requests/viewed.js';
import type { Ground } from '../../rule/purposes.js';
import { AFTERWARDS } from '../cards/afterwards.js';
import type { CardContent } from '../cards/render.js';
import { decisionView, refusalView, returnView, statusView } from '../views.js';
import { ALREADY, ASKED, CARD, type Handler, OF_REQUEST, orAgain, read, UUID } from './shared.js';

const DECISION = CARD.extend({
  answerNumber: z.string().max(40).default(''),
  proposedNumber: z.coerce.string().max(40).default(''),
});
const APPROVAL = DECISION.extend({ recordingIds: z.string().max(4000).default(''), ground: z.string().default('') });
const REFUSAL = DECISION.extend({ reason: z.string().default(''), words: z.string().max(2000).default('') });

/** The verbs of whoever decides: 承認, 不交付, 差戻し. */
export const DECISION_ACTIONS: Record<string, Handler> = {
  async refuse_open(turn, data) {
    const input = read(OF_REQUEST.extend({ suggestion: z.literal('not_stored').optional() }), data);
    const view = await refusalView(turn, input.requestId, input.suggestion ? { suggestion: input.suggestion } : {});
    await recordView(turn.ctx, turn.actor, turn.via, input.requestId);
    return view;
  },
  async refuse_close(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    await recordView(turn.ctx, turn.actor, turn.via, requestId);
    return decisionView(turn, requestId);
  },
  async approve(turn, data) {
    const input = read(APPROVAL, data);
    return orAgain(
      async () => {
        if (input.ground !== '1' && input.ground !== '2') {
          throw new AppError('invalid_input', 'no ground', '第5条の要件を選んでから「承認する」を押してください。');
        }
        const decided = await approveRequest(turn.ctx, turn.actor, turn.via, {
          ...input,
          recordingIds: input.recordingIds.split(',').filter((id) => UUID.safeParse(id).success),
          ground: Number(input.ground) as Ground,
        });
        return statusView(
          turn,
          input.requestId,
          decided.kind === 'decided' ? { headline: AFTERWARDS.approve } : { notice: ALREADY },
        );
      },
      (notice) => decisionView(turn, input.requestId, { typed: input, notice }),
    );
  },
  async refuse(turn, data) {
    const input = read(REFUSAL, data);
    return orAgain(
      async () => {
        const { reason } = input;
        if (reason !== 'no_ground' && reason !== 'not_stored') {
          throw new AppError('invalid_input', 'no reason', '交付しない理由を選んでください。');
        }
        const decided = await refuseRequest(turn.ctx, turn.actor, turn.via, { ...input, reason });
        const shown = decided.kind === 'decided' ? { headline: AFTERWARDS.refuse } : { notice: ALREADY };
        return statusView(turn, input.requestId, shown);
      },
      (notice) => refusalView(turn, input.requestId, { typed: input, notice }),
    );
  },
  async return_open(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    const view = await returnView(turn, requestId);
    await recordView(turn.ctx, turn.actor, turn.via, requestId);
    return view;
  },
  async return(turn, data) {
    const { requestId, version, words, choice } = read(ASKED.extend(CARD.shape), data);
    return orAgain(
      async (): Promise<CardContent> => {
        const fields = choice.split(',').filter((field) => field !== '');
        const moved = await returnRequest(turn.ctx, turn.actor, turn.via, { requestId, version, words, fields });
        return statusView(
          turn,
          requestId,
          moved.kind === 'moved' ? { headline: AFTERWARDS.return } : { notice: ALREADY },
        );
      },
      (notice) => returnView(turn, requestId, { words, choice, notice }),
    );
  },
};
