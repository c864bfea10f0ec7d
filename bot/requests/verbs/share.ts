import { peopleOfSection } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { issueLink } from '../../links/issue.js';
import { CITES } from '../../rule/office.js';
import { endUsedUp, linkEdition } from '../links.js';
import { ANSWER, actorOf, type Verb } from './verb.js';

/**
 * Hands the files on to a member of the chief's own section (`choice`): a link of their own, with its own count and record.
 * Somebody who has one that still opens keeps it.
 */
export const share: Verb<{ requestId: string; choice: string }, { name: string; already: boolean }> = {
  name: 'share',
  from: ['answered', 'received', 'registered'],
  by: ['chief'],
  article: CITES.examination,
  done: '課内の職員への引渡し',
  endsWithLinks: true,
  headLeaves: true,
  input: ANSWER,
  async apply(step) {
    const { tx, ctx, request, input, now } = step;
    const { section } = request;
    const member = peopleOfSection(ctx.directory, request).find(({ id }) => id === input.choice);
    if (!member || member.id === actorOf(step).personId) {
      throw new AppError(
        'invalid_input',
        'not a member of the section',
        `引渡し先は、${section}の職員からお選びください。`,
      );
    }
    const { id: recipientId, name } = member;
    const copies = await tx.copy.findMany({ where: { requestId: request.id, deletedAt: null } });
    if (copies.length === 0) {
      throw new AppError('unavailable', 'the copy is deleted', '複製データの保管期間が過ぎ、削除されています。');
    }
    const held = await linkEdition(tx, request.id, recipientId);
    await endUsedUp(tx, request.id, recipientId, now);
    const copyIds = copies.map(({ id }) => id);
    const { id: requestId } = request;
    const link = await issueLink(tx, ctx, { requestId, kind: 'answer', recipientId, copyIds, kept: request });
    if (link.edition <= held) return { unchanged: true, result: { name, already: true } };
    return {
      result: { name, already: false },
      audit: { link: link.id, recipient: recipientId },
      notices: [{ kind: 'shared', personId: recipientId, about: link.id }],
    };
  },
  button: { title: '課内の職員に渡す…' },
  question: {
    headline: 'どなたに渡しますか',
    lead: '選んだ方専用の取得リンクをお送りします。取得の回数と記録は、その方の分として残ります。',
    choice: {
      label: '渡す相手',
      async options({ directory }, request, { personId }) {
        const members = peopleOfSection(directory, request);
        return members.flatMap(({ id, name, title }) =>
          id === personId ? [] : [{ value: id, title: `${title}　${name}`, name }],
        );
      },
      none: ({ section }) => `${section}には、ほかに登録された職員がいません。`,
    },
    title: 'この方に渡す',
  },
  meant: { which: '課内の職員に渡せる申請', title: '渡す…' },
  afterwards: {
    words: ({ name, already }) =>
      already ? `${name} 様には、すでに取得リンクをお渡ししています` : `${name} 様へ取得リンクをお送りしました`,
  },
  // Begins with the particle: whom it is given to is then part of what stands before.
  said: {
    stem: /(?:[にへ]も?(?:[^。、?にへを]{1,20}を)?(?:引き)?渡(?=[しすさせ])し?|[にへとで]も?(?:[^。、?にへを]{1,20}を)?共有)/g,
    common: true,
  },
};
