import type { Context, Via } from '../context.js';
import { AppError } from '../errors.js';
import { tidySentence } from '../japanese/text.js';
import type { Actor } from '../rule/actor.js';
import { FIELDS, type Field, STEP_FIELDS, type Step } from '../rule/form.js';
import { entriesOf } from './draft.js';
import { type Moved, moveRequest } from './move.js';
import { oweNotice } from './owe.js';

const MAX_WORDS = 300;

/** The wizard's step that asks for the first of the fields. */
function stepOfFields(fields: readonly Field[]): Step {
  return ([1, 2, 3] as const).find((step) => STEP_FIELDS[step].some((field) => fields.includes(field))) ?? 1;
}

/**
 * 差戻し: gives the application back to the chief with words about what is missing and the fields they concern. The form as it
 * was is kept, so that the card can show what changed when it comes back.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`, `invalid_input`
 */
export async function returnRequest(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: { requestId: string; version: number; words: string; fields: string[] },
): Promise<Moved> {
  const words = tidySentence(input.words);
  if (words === '') {
    throw new AppError('invalid_input', 'words missing', '何を直せばよいか、申請者へのことばを入力してください。');
  }
  if (words.length > MAX_WORDS) {
    throw new AppError('invalid_input', 'words too long', `申請者へのことばは${MAX_WORDS}字以内で入力してください。`);
  }
  const fields = FIELDS.filter((field) => input.fields.includes(field));
  return moveRequest(ctx, actor, via, 'return', input, async (tx, request) => {
    if (request.chiefId !== null) {
      const about = String(request.version);
      // Whoever prepared it hears of it as well.
      for (const personId of new Set([request.chiefId, request.preparedById])) {
        await oweNotice(tx, ctx, { kind: 'returned', requestId: request.id, personId, about });
      }
    }
    return {
      data: {
        returnedAt: ctx.clock.now(),
        returnWords: words,
        returnFields: fields,
        returnedFrom: entriesOf(request),
        // The pledge is given anew with every filing.
        entries: { ...entriesOf(request), pledged: '' },
        draftOwner: request.chiefId,
        step: stepOfFields(fields),
      },
      audit: { fields },
    };
  });
}
