import { z } from 'zod/v4';
import type { Link } from '../../db/generated/client.js';
import { peopleWithRole } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { issuedLink, issueLink } from '../../links/issue.js';
import { CITES, MANAGER } from '../../rule/office.js';
import { periodWords } from '../../rule/period.js';
import { assertAnswered, linkEdition } from '../links.js';
import { actorOf, OF_REQUEST, type Verb } from './verb.js';

/**
 * 再発行: a new link for the chief in place of the old one, as long as the copy is kept. The old link dies in the same moment.
 *
 * `edition` is how many links the person had when they asked; a press that Teams repeats makes no second one.
 */
export const reissue: Verb<{ requestId: string; edition: number }, Link> = {
  name: 'reissue',
  from: ['answered', 'received', 'registered', 'refused'],
  by: ['chief'],
  article: CITES.examination,
  done: '取得リンクの再発行',
  endsWithLinks: true,
  input: OF_REQUEST.extend({ edition: z.coerce.number().int() }),
  async apply(step) {
    const { tx, ctx, request, input, now } = step;
    const { personId: recipientId } = actorOf(step);
    assertAnswered(request);
    const wanted = { requestId: request.id, kind: 'answer' as const, recipientId };
    if ((await linkEdition(tx, request.id, recipientId)) > input.edition) {
      const made = await issuedLink(tx, wanted);
      if (made !== null && made.expiresAt > now) return { unchanged: true, result: made };
    }
    const copies = await tx.copy.findMany({ where: { requestId: request.id, deletedAt: null } });
    if (copies.length === 0 && request.refusalReason === null) {
      throw new AppError(
        'unavailable',
        'the copy is deleted',
        `複製データの保管期間が過ぎ、削除されています。必要な場合は、あらためて申請してください（録音の保存期間は${periodWords(ctx.config.retention)}です）。`,
      );
    }
    await tx.link.updateMany({
      where: { ...wanted, revokedAt: null },
      data: { revokedAt: now, revokedReason: 'reissued' },
    });
    const link = await issueLink(tx, ctx, {
      ...wanted,
      copyIds: copies.map(({ id }) => id),
      kept: request,
    });
    const managers = peopleWithRole(ctx.directory, 'manager');
    return {
      result: link,
      audit: { link: link.id },
      refresh: true,
      notices: managers.map(({ id }) => ({ kind: 'linkReissued', personId: id, about: link.id })),
    };
  },
  button: { title: '取得リンクを再発行…' },
  question: {
    headline: '取得リンクを再発行しますか',
    lead: `新しいリンクを発行し、いまのリンクは使えなくなります。再発行は記録され、${MANAGER}にも伝わります。`,
    title: '再発行する',
    carries: async ({ db }, { id }, { personId }) => ({ edition: await linkEdition(db.client, id, personId) }),
  },
  meant: { which: '取得リンクを再発行できる申請', title: '再発行…' },
  afterwards: '新しい取得リンクを発行しました。以前のリンクは使えません',
  said: {
    stem: /再発行|再送付?|送り?直し?|再度送付?|(?<!(?:台帳|証跡|監査の?(?:記録|ログ)|記録簿)[をはの、]?)もう(?:一度|1度|いちど|一回|1回)(?![^。、?]{0,12}(?:見|一覧|表示|台帳|証跡))[^。、?]{0,12}?(?:送っ|送付|発行|くだ|下さ|ほし|欲し|お願い)|(?:リンク|url)[がをは]?(?:もう(?:一度|1度|一回|1回)、?)?(?:送っ|送付|発行|くだ|下さ|ほし|欲し)|(?:リンク|url)[がをは]?もう(?:一度|1度|一回|1回)/g,
    common: true,
    tail: /^(?:さい|しい|い)(?:です|のですが|んですが)?$|^$/,
  },
};
