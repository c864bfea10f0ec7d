import { z } from 'zod/v4';
import { civilDate } from '../../japanese/civil.js';
import { fiscalYearOf } from '../../japanese/wareki.js';
import { hasRole } from '../../rule/actor.js';
import { takeAnswerNumber } from '../numbers.js';
import type { Step } from '../step.js';
import { actorOf, OF_VERSION } from './verb.js';

/** What every decision carries besides its own reasons: the number of the letter, and the one that the card proposed. */
export const DECISION = OF_VERSION.extend({
  answerNumber: z.string().max(40).default(''),
  proposedNumber: z.coerce.string().max(40).default(''),
});

/** What every decision (第6条第2項) puts down: who, when, in whose place, and the number and date of 様式第2号. */
export async function decided(step: Step<z.output<typeof DECISION>>) {
  const { tx, request, input, now } = step;
  const actor = actorOf(step);
  const today = civilDate(now);
  const answerFiscalYear = fiscalYearOf(today);
  const answerNumber = await takeAnswerNumber(tx, answerFiscalYear, input.answerNumber, input.proposedNumber);
  const deputy = !hasRole(actor, 'manager');
  return {
    data: {
      decidedAt: now,
      decidedById: actor.personId,
      decidedByName: actor.name,
      decidedAsDeputy: deputy,
      answerNumber,
      answerSymbol: step.ctx.config.answerSymbol,
      answerFiscalYear,
      answerDate: today,
    },
    audit: { answerNumber, deputy },
    jobs: [{ name: 'answer' as const, data: { requestId: request.id } }],
  };
}
