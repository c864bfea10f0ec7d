import type { Context, Via } from '../context.js';
import { AppError } from '../errors.js';
import { tidySentence } from '../japanese/text.js';
import { attachedTo } from '../recordings/attached.js';
import type { Actor } from '../rule/actor.js';
import type { RefusalReason } from '../rule/purposes.js';
import { type Decided, type DecisionInput, decide } from './decide.js';
import { candidatesOf } from './examine.js';

const MAX_WORDS = 300;

/**
 * 不交付 (第6条第2項ただし書): for one of the rule's two reasons, with words for 様式第2号. Words are needed where the purpose
 * fits no ground, because the applicant must learn why.
 *
 * @throws AppError `not_found`, `not_allowed`, `invalid_input`
 */
export async function refuseRequest(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: DecisionInput & { reason: RefusalReason; words: string },
): Promise<Decided> {
  const words = tidySentence(input.words);
  if (words.length > MAX_WORDS) {
    throw new AppError(
      'invalid_input',
      'words too long',
      `回答書に記載する理由は${MAX_WORDS}字以内で入力してください。`,
    );
  }
  if (input.reason === 'no_ground' && words === '') {
    throw new AppError(
      'invalid_input',
      'words missing',
      '要件に適合しない場合は、回答書に記載する理由を入力してください。',
    );
  }
  return decide(ctx, actor, via, 'refuse', input, async (tx, request) => {
    if (input.reason === 'not_stored' && (await attachedTo(tx, request.id)).length > 0) {
      throw new AppError(
        'invalid_input',
        'a file is attached',
        'この申請には、管財課が録音ファイルを添付しています。「やめる」を押して、内容をご確認ください。誤りのときは、添付を取り消してから不交付にしてください。',
      );
    }
    const stored = input.reason === 'no_ground' && (await candidatesOf(tx, ctx, request)).length > 0;
    return { data: { refusalReason: input.reason, refusalWords: words, stored }, audit: { reason: input.reason } };
  });
}
