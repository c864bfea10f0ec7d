import { isOfSection } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { tidySentence } from '../../japanese/text.js';
import { CITES } from '../../rule/office.js';
import { notInHand } from '../draftForm.js';
import { ANSWER, actorOf, DONE, type Verb } from './verb.js';

const MAX_WORDS = 300;

/** The chief gives a prepared form back to the staff who prepared it, with words; unchanged when they have it already. */
export const handBack: Verb<{ requestId: string; words: string }, undefined> = {
  name: 'handBack',
  from: ['draft'],
  by: ['chief'],
  article: CITES.application,
  done: '担当者への差戻し',
  input: ANSWER,
  question: {
    headline: '担当者へ戻します',
    lead: '直してほしい内容を書いてください。担当者に届きます。',
    input: { label: '担当者へのことば', placeholder: '例：通話の時間を確認してください', multiline: true },
    title: '担当者へ戻す',
    backTo: 'draft_prepared',
  },
  async apply(step) {
    const { request, input } = step;
    const words = tidySentence(input.words).slice(0, MAX_WORDS);
    if (words === '') throw new AppError('invalid_input', 'words missing', '担当者へのことばを入力してください。');
    const { draftOwner, preparedById } = request;
    // A press that Teams repeats: it is with the staff already.
    if (request.handedAt === null && draftOwner === preparedById) {
      return { unchanged: true, ...DONE };
    }
    if (draftOwner !== null && draftOwner !== actorOf(step).personId) throw notInHand();
    if (!isOfSection(step.ctx.directory, preparedById, request)) {
      throw new AppError(
        'invalid_input',
        'the staff left the section',
        '作成した担当者は異動されています。「内容を直す」で直して申請してください。',
      );
    }
    return {
      ...DONE,
      data: { draftOwner: preparedById, handedAt: null, returnWords: words, step: 1 },
      notices: [{ kind: 'handedBack', personId: preparedById, about: String(request.version + 1) }],
    };
  },
  said: {
    stem: /(?:申請|作成)?(?:担当者?|担当職員|作成者|職員)(?:の[^。、〓?]{1,12}?)?(?:さん|様)?[にへ](?:(?:差し?)?(?:戻|もど)(?=[しすさせ])し?|返(?=[しすさせ])し?|返却)/g,
  },
};
