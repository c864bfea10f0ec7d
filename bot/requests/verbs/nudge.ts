import { AppError } from '../../errors.js';
import { civilDate } from '../../japanese/civil.js';
import { CITES, OFFICE, SECTION } from '../../rule/office.js';
import { decidersOf } from '../deciders.js';
import type { OfRequest } from '../step.js';
import { OF_REQUEST, type Verb } from './verb.js';

/** 催促: the chief asks those who decide to look at the application; once a day. The result names them. */
export const nudge: Verb<OfRequest, string[]> = {
  name: 'nudge',
  from: ['submitted'],
  by: ['chief'],
  article: CITES.examination,
  done: '審査の催促',
  input: OF_REQUEST,
  async apply({ tx, ctx, request, now }) {
    const today = civilDate(now);
    const sent = { requestId: request.id, kind: 'nudge', key: { contains: `:${today}:` } };
    if ((await tx.notice.count({ where: sent })) > 0) {
      throw new AppError(
        'invalid_input',
        'nudged today',
        '催促は1日1回までです。本日の催促は、すでにお送りしています。',
      );
    }
    const deciders = decidersOf(ctx, request);
    if (deciders.length === 0) {
      throw new AppError(
        'invalid_input',
        'nobody decides',
        `いま決裁できる方がいません。${SECTION}の取扱者にはお知らせ済みです。お急ぎの場合は、${OFFICE}へご連絡ください。`,
      );
    }
    return {
      result: deciders.map(({ name }) => name),
      notices: deciders.map(({ id }) => ({ kind: 'nudge', personId: id, about: today })),
    };
  },
  button: { title: '審査を催促する' },
  meant: { which: '催促のできる申請', title: '催促する' },
  afterwards: { words: (names) => `${names.map((name) => `${name} 様`).join('・')}へお知らせしました` },
  said: {
    stem: /催促|督促|リマインド/g,
    common: true,
  },
};
