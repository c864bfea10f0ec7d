import { AppError } from '../../errors.js';
import { CITES } from '../../rule/office.js';
import { keptSince } from '../../rule/retention.js';
import { isId } from '../load.js';
import { ANSWER, actorOf, type Verb } from './verb.js';

/**
 * Puts a recording of the index (`choice`) that 管財課 searched for before whoever decides. It stands among the candidates of this
 * application; whoever proposed it does not approve it: between a search and a hand-over stand two people.
 */
export const propose: Verb<{ requestId: string; choice: string }, undefined> = {
  name: 'propose',
  from: ['submitted'],
  by: ['manager', 'operator'],
  article: CITES.examination,
  done: '録音の候補の追加',
  input: ANSWER,
  async apply(step) {
    const { tx, ctx, request, input, now } = step;
    const since = keptSince(now, ctx.config.retention);
    const recording = isId(input.choice)
      ? await tx.recording.findFirst({ where: { id: input.choice, attachedToId: null, startedAt: { gte: since } } })
      : null;
    if (recording === null) {
      throw new AppError(
        'invalid_input',
        'no such recording',
        'その録音は、保存期間を過ぎたか、見つかりません。もう一度お探しください。',
      );
    }
    const row = { requestId: request.id, recordingId: recording.id };
    const { count } = await tx.proposal.createMany({
      data: [{ ...row, proposedById: actorOf(step).personId, proposedAt: now }],
      skipDuplicates: true,
    });
    if (count === 0) return { unchanged: true, result: undefined };
    return { result: undefined, audit: { sha256: recording.sha256 }, refresh: true };
  },
  button: { title: '録音を探す…', atHand: true },
  // Answered with a form of its own (bot/teams/in/actions/search.ts).
  question: { headline: 'どの録音を探しますか', lead: '通話の情報だけで探します。', title: '探す' },
  afterwards: '録音を候補に加えました。ほかの決裁者が審査できます',
  already: 'この録音は、すでに候補に加えられています',
};
