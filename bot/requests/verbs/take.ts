import { CITES } from '../../rule/office.js';
import { notInHand } from '../draftForm.js';
import type { OfRequest } from '../step.js';
import { actorOf, DONE, OF_REQUEST, type Verb } from './verb.js';

/** The chief takes a prepared form in hand to edit it. */
export const take: Verb<OfRequest, undefined> = {
  name: 'take',
  from: ['draft'],
  by: ['chief'],
  article: CITES.application,
  done: '課長による修正',
  told: false,
  input: OF_REQUEST,
  async apply(step) {
    const { draftOwner, editedByIds } = step.request;
    const { personId } = actorOf(step);
    if (draftOwner === personId) return { unchanged: true, ...DONE };
    if (draftOwner !== null) throw notInHand();
    return { ...DONE, data: { draftOwner: personId, step: 1, editedByIds: [...new Set([...editedByIds, personId])] } };
  },
};
