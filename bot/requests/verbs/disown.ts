import { officeOf, peopleWithRole } from '../../directory/people.js';
import { CITES, SECTION } from '../../rule/office.js';
import type { OfRequest } from '../step.js';
import { actorOf, OF_REQUEST, type Verb } from './verb.js';

/**
 * 「心当たりがない」: a recipient stops their own links to a request at once, because somebody else was at them. The office is told; the
 * chief can have a new link made. The result is false where the links had been stopped already.
 */
export const disown: Verb<OfRequest, boolean> = {
  name: 'disown',
  from: ['submitted', 'returned', 'approved', 'answered', 'received', 'registered', 'refused', 'withdrawn'],
  by: ['reader'],
  article: CITES.security,
  done: '心当たりのない操作によるリンクの停止',
  headLeaves: true,
  input: OF_REQUEST,
  async apply(step) {
    const { tx, ctx, request, now } = step;
    const theirs = { requestId: request.id, recipientId: actorOf(step).personId };
    const links = await tx.link.updateManyAndReturn({
      where: { ...theirs, revokedAt: null },
      data: { revokedAt: now, revokedReason: 'disowned' },
      select: { id: true },
    });
    // Whoever was in another browser is known there no more, and the office hears of it, also where somebody stopped the link first.
    const said = await tx.link.updateManyAndReturn({
      where: { ...theirs, disownedAt: null },
      data: { disownedAt: now },
      select: { id: true },
    });
    if (said.length === 0) return { unchanged: true, result: false };
    const told = [...officeOf(ctx.directory), ...peopleWithRole(ctx.directory, 'manager')];
    const about = `disowned.${said.map(({ id }) => id).join('.')}`;
    return {
      result: links.length > 0,
      audit: { links: said.map(({ id }) => id) },
      refresh: true,
      notices: [...new Set(told.map(({ id }) => id))].map((personId) => ({ kind: 'trouble', personId, about })),
    };
  },
  meant: { which: 'あなた宛ての取得リンクを止められる申請', title: '心当たりがない' },
  afterwards: {
    words: (stopped) =>
      `あなた宛ての取得リンク${stopped ? 'を止めました' : 'は、すでに止まっています'}。${SECTION}にお知らせしました`,
  },
  already: '止める取得リンクはありません',
  said: { stem: /心当たり(?:が|は|も)?(?:ない|無い|ありません|ございません)/g, common: true },
};
