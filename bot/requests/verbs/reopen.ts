import type { Context, Via } from '../../context.js';
import type { Actor } from '../../rule/actor.js';
import { CITES } from '../../rule/office.js';
import { copyKey } from '../copyKey.js';
import { releaseAnswerNumber } from '../numbers.js';
import { type OfRequest, type Taken, takeStep } from '../step.js';
import { OF_REQUEST, type Verb } from './verb.js';

/**
 * 承認の取消し: the way out when an approved recording cannot be had any more. The approval is taken back before anything was
 * handed over, the application is examined again, its 管財発 number is free for the next letter.
 *
 * The result names the copies that were begun.
 */
export const reopen: Verb<OfRequest, string[]> = {
  name: 'reopen',
  from: ['approved'],
  to: 'submitted',
  by: ['decider'],
  article: CITES.examination,
  done: '承認の取消し',
  headLeaves: true,
  input: OF_REQUEST,
  async apply({ tx, request }) {
    const { answerFiscalYear, answerNumber } = request;
    const chosen = await tx.chosenRecording.findMany({ where: { requestId: request.id } });
    await tx.chosenRecording.deleteMany({ where: { requestId: request.id } });
    if (answerFiscalYear !== null && answerNumber !== null) {
      await releaseAnswerNumber(tx, answerFiscalYear, answerNumber);
    }
    return {
      result: chosen.map(({ recordingId }) => copyKey(request, recordingId)),
      data: {
        decidedAt: null,
        decidedById: null,
        decidedByName: null,
        decidedAsDeputy: false,
        ground: null,
        stored: null,
        answerNumber: null,
        answerSymbol: null,
        answerFiscalYear: null,
        answerDate: null,
      },
      audit: { answerNumber },
      jobs: [{ name: 'submitted', data: { requestId: request.id } }],
    };
  },
  button: { title: '承認を取り消す…' },
  question: {
    headline: '承認を取り消しますか',
    lead: '録音をお渡しする前の状態に戻し、もう一度審査します。発行前の回答書の番号は空きに戻ります。',
    title: '承認を取り消す',
    stays: '取り消さない',
    hard: true,
  },
  meant: { which: '承認を取り消せる申請', title: '承認を取り消す…' },
  said: {
    stem: /(?<![不非未])承認[をはの]?(?:取り?消し?|とりけし?|撤回|キャンセル)(?:(?:て、?|、)(?:再度|もう一度)?審査(?:待ち|中)?[にへ]戻(?=[しすさせ])し?)?|審査(?:待ち|中)?[にへ]戻(?=[しすさせ])し?/g,
  },
};

/** Takes an approval back, with whatever a killed job left of its copies. @throws AppError `not_found`, `not_allowed`, `wrong_state` */
export async function reopenRequest(ctx: Context, actor: Actor, via: Via, input: OfRequest): Promise<Taken<string[]>> {
  const taken = await takeStep(ctx, actor, via, reopen, input);
  if (taken.kind === 'done') for (const key of taken.result) await ctx.files.remove(key);
  return taken;
}
