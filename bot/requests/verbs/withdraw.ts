import { CITES } from '../../rule/office.js';
import type { OfRequest } from '../step.js';
import { DONE, OF_REQUEST, type Verb } from './verb.js';

/** 取下げ: the chief takes the application back before it is decided. */
export const withdraw: Verb<OfRequest, undefined> = {
  name: 'withdraw',
  from: ['submitted', 'returned'],
  to: 'withdrawn',
  by: ['chief'],
  article: CITES.application,
  done: '取下げ',
  input: OF_REQUEST,
  async apply({ now }) {
    return { ...DONE, data: { withdrawnAt: now, draftOwner: null } };
  },
  button: { title: '取り下げる…' },
  question: {
    headline: '申請を取り下げますか',
    lead: '取り下げると、審査は行われません。もう一度必要になったときは、新しく申請してください。',
    title: '取り下げる',
    stays: '取り下げない',
    hard: true,
  },
  meant: { which: '取下げのできる申請', title: '取り下げる…' },
  afterwards: '申請を取り下げました',
  said: {
    stem: /取り?下げ?|とりさげ|取りさげ|(?:申請|〓)[をはの]?(?:キャンセル|取り?消し?|取り?やめ)/g,
  },
};
