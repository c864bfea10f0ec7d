import { z } from 'zod/v4';
import { AppError } from '../../errors.js';
import { tidySentence } from '../../japanese/text.js';
import { attachedTo } from '../../recordings/attached.js';
import { CITES, SECTION } from '../../rule/office.js';
import { candidatesOf } from '../reads/examine.js';
import { DECISION, decided } from './decision.js';
import { DONE, type Verb } from './verb.js';

const MAX_WORDS = 300;
const REFUSAL = DECISION.extend({ reason: z.string().default(''), words: z.string().max(2000).default('') });

/**
 * 不交付 (第6条第2項ただし書): for one of the rule's two reasons, with words for 様式第2号. Words are needed where the purpose
 * fits no ground, because the applicant must learn why.
 */
export const refuse: Verb<z.output<typeof REFUSAL>, undefined> = {
  name: 'refuse',
  from: ['submitted'],
  to: 'refused',
  by: ['decider'],
  article: CITES.refusal,
  done: '不交付の決定',
  headLeaves: true,
  decides: true,
  input: REFUSAL,
  async apply(step) {
    const { tx, ctx, request, input } = step;
    const { reason } = input;
    if (reason !== 'no_ground' && reason !== 'not_stored') {
      throw new AppError('invalid_input', 'no reason', '交付しない理由を選んでください。');
    }
    const words = tidySentence(input.words);
    if (words.length > MAX_WORDS) {
      throw new AppError(
        'invalid_input',
        'words too long',
        `回答書に記載する理由は${MAX_WORDS}字以内で入力してください。`,
      );
    }
    if (reason === 'no_ground' && words === '') {
      throw new AppError(
        'invalid_input',
        'words missing',
        '要件に適合しない場合は、回答書に記載する理由を入力してください。',
      );
    }
    if (reason === 'not_stored' && (await attachedTo(tx, request.id)).length > 0) {
      throw new AppError(
        'invalid_input',
        'a file is attached',
        `この申請には、${SECTION}が録音ファイルを添付しています。「やめる」を押して、内容をご確認ください。誤りのときは、添付を取り消してから不交付にしてください。`,
      );
    }
    const stored = reason === 'no_ground' && (await candidatesOf(tx, ctx, request)).candidates.length > 0;
    const { data, audit, jobs } = await decided(step);
    return {
      ...DONE,
      data: { ...data, refusalReason: reason, refusalWords: words, stored },
      audit: { ...audit, reason },
      jobs,
    };
  },
  meant: { which: '審査を待っている申請', title: '不交付にする…' },
  afterwards: '不交付を決定しました',
  said: {
    stem: /不交付|却下|不承認|不許可|交付しない/g,
  },
};
