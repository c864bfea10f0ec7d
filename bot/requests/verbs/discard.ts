import { AppError } from '../../errors.js';
import { CITES } from '../../rule/office.js';
import { assertInHand, notInHandAnyMore } from '../draftForm.js';
import type { OfRequest } from '../step.js';
import { DONE, OF_REQUEST, type Verb } from './verb.js';

/** Throws away a draft that the person prepared; what it held is personal data, so nothing but the fact is kept. */
export const discard: Verb<OfRequest, undefined> = {
  name: 'discard',
  from: ['draft'],
  by: ['preparer'],
  article: CITES.application,
  done: '下書きの破棄',
  told: false,
  input: OF_REQUEST,
  // A press that Teams repeats finds the draft gone: that is no attempt at somebody else's.
  gone: () => notInHandAnyMore('stale'),
  assert(request, actor) {
    assertInHand(request, actor);
    if (request.status !== 'draft') {
      throw new AppError(
        'wrong_state',
        'a returned application cannot be discarded',
        '差し戻された申請は破棄できません。直して再申請するか、取り下げてください。',
      );
    }
    if (request.preparedById !== actor.personId) {
      throw new AppError(
        'not_allowed',
        'somebody else prepared the form',
        '担当者が作成した申請書は破棄できません。不要なときは「担当者へ戻す」で担当者へお返しください。',
      );
    }
  },
  async apply() {
    return { ...DONE, deletes: true };
  },
  said: {
    stem: /(?:下書き|下書|入力(?:内容)?)[をはの]?(?:破棄|削除|捨て|消し?|クリア|取り?消し?)|破棄/g,
    strict: true,
    common: true,
    alone: true,
  },
};
