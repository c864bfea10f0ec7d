import { z } from 'zod/v4';
import type { Request } from '../../db/generated/client.js';
import { copiesUntil, issueLink } from '../../links/issue.js';
import { CITES } from '../../rule/office.js';
import type { Change, Step, Unchanged } from '../step.js';
import type { Verb } from './verb.js';

/** What was made for an answer: the copies and 様式第2号, in the store already; and the decision it answers. */
const ANSWERED = z.object({
  requestId: z.guid(),
  version: z.undefined().optional(),
  decidedAt: z.date(),
  edition: z.number(),
  letter: z.object({ storeKey: z.string(), sha256: z.string(), size: z.number() }),
  copies: z.array(
    z.object({
      recordingId: z.guid(),
      position: z.number(),
      storeKey: z.string(),
      sha256: z.string(),
      size: z.number(),
    }),
  ),
});

/** What {@link answer} and {@link reply} record. */
export type AnswerInput = z.output<typeof ANSWERED>;

/** 交付 (第6条第2項本文): the letter and the copies go to the chief. The result is false when another decision was made meanwhile. */
export const answer: Verb<AnswerInput, boolean> = {
  name: 'answer',
  from: ['approved'],
  to: 'answered',
  by: ['system'],
  article: CITES.approval,
  done: '回答書と複製データの交付',
  headLeaves: true,
  input: ANSWERED,
  apply: (step) => record(step, 'answered'),
};

/** The letter of a refusal (第6条第2項ただし書) goes to the chief. */
export const reply: Verb<AnswerInput, boolean> = {
  name: 'reply',
  from: ['refused'],
  by: ['system'],
  article: CITES.approval,
  done: '回答書の送付',
  headLeaves: true,
  input: ANSWERED,
  apply: (step) => record(step, 'refused'),
};

/** Which of the two the decision needs. */
export const answering = ({ status }: Pick<Request, 'status'>): Verb<AnswerInput, boolean> =>
  status === 'refused' ? reply : answer;

async function record(
  { tx, ctx, request, input, now }: Step<AnswerInput>,
  kind: 'answered' | 'refused',
): Promise<Change<boolean> | Unchanged<boolean>> {
  // The same decision still: it may have been taken back, and taken anew, while the recordings were copied.
  const same = request.decidedAt?.getTime() === input.decidedAt.getTime();
  if (!same || request.answeredAt !== null) return { unchanged: true, result: false };
  const { id: requestId, chiefId, preparedById } = request;
  if (chiefId === null) throw new Error('a filed request has no chief');
  const letter = { ...input.letter, size: BigInt(input.letter.size) };
  await tx.letter.create({ data: { ...letter, requestId, form: 2, edition: input.edition, createdAt: now } });
  const made = await tx.copy.createManyAndReturn({
    data: input.copies.map((copy) => ({ ...copy, size: BigInt(copy.size), requestId, createdAt: now })),
  });
  const copyIds = made.map(({ id }) => id);
  const kept = { answeredAt: now, copiesUntil: copiesUntil({ answeredAt: now, copiesUntil: null }, ctx.config) };
  const link = await issueLink(tx, ctx, { requestId, kind: 'answer', recipientId: chiefId, copyIds, kept });
  return {
    result: true,
    data: kept,
    audit: {
      letter: letter.sha256,
      link: link.id,
      recipient: chiefId,
      copies: made.map(({ sha256, size }) => ({ sha256, size: Number(size) })),
    },
    notices: [
      { kind, personId: chiefId, about: 'answer' },
      ...(preparedById === chiefId ? [] : [{ kind: 'result' as const, personId: preparedById, about: 'answer' }]),
    ],
  };
}
