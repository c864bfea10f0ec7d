import { AppError } from '../../errors.js';
import { tidySentence } from '../../japanese/text.js';
import { CITES } from '../../rule/office.js';
import { assertAnswered } from '../links.js';
import { ANSWER, DONE, type Verb } from './verb.js';

const MAX_WORDS = 200;

/**
 * 失効: the 管理責任者 stops every link of a request at once and for good, with a reason; both sides are told. Once only: the first
 * reason holds.
 */
export const revoke: Verb<{ requestId: string; words: string }, undefined> = {
  name: 'revoke',
  from: ['answered', 'received', 'registered', 'refused'],
  by: ['manager'],
  article: CITES.security,
  done: '取得リンクの失効',
  endsWithLinks: true,
  headLeaves: true,
  input: ANSWER,
  async apply({ tx, request, input, now }) {
    const words = tidySentence(input.words).slice(0, MAX_WORDS);
    if (words === '') throw new AppError('invalid_input', 'words missing', '失効の理由を入力してください。');
    assertAnswered(request);
    const links = await tx.link.updateManyAndReturn({
      where: { requestId: request.id, kind: 'answer', revokedAt: null },
      data: { revokedAt: now, revokedReason: 'stopped' },
      select: { id: true, recipientId: true },
    });
    const told = new Set([
      ...links.map(({ recipientId }) => recipientId),
      ...(request.chiefId ? [request.chiefId] : []),
    ]);
    return {
      ...DONE,
      data: { linksStoppedAt: now, linksStoppedWords: words },
      audit: { links: links.map(({ id }) => id) },
      notices: [...told].map((personId) => ({ kind: 'linkRevoked', personId, about: 'stopped' })),
    };
  },
  button: { title: '取得リンクを失効…' },
  question: {
    headline: '取得リンクを失効させますか',
    lead: 'すべての取得リンクがすぐに使えなくなり、再発行もできなくなります（取り消せません）。理由は申請者に伝わります。',
    input: { label: '失効の理由', placeholder: '例：宛先の誤りのため', multiline: true },
    title: '失効させる',
    stays: '失効させない',
    hard: true,
  },
  meant: { which: '取得リンクを失効させられる申請', title: '失効…' },
  afterwards: '取得リンクを失効させました',
  said: {
    stem: /失効|無効(?=に|化)化?|リンク[をは]?(?:停止|止め|取り?消し?)/g,
    tail: /^させ(?:る|ます|て|たい(?:です)?)(?:よ|ね)?$/,
  },
};
