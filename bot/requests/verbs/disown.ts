import { officeOf, peopleWithRole } from '../../directory/people.js';
import type { OfRequest } from '../step.js';
import { actorOf, OF_REQUEST, type Verb } from './verb.js';

/**
 * 「心当たりがない」: a recipient stops their own links to a request at once, because somebody else was at them. The office is told; the
 * chief can have a new link made. The result is false where there was none to stop.
 */
export const disown: Verb<OfRequest, boolean> = {
  name: 'disown',
  from: ['submitted', 'returned', 'approved', 'answered', 'received', 'registered', 'refused', 'withdrawn'],
  by: ['reader'],
  article: '第8条',
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
    // Whoever was in another browser is known there no more, also where somebody stopped the link first.
    const said = await tx.link.updateMany({ where: { ...theirs, disownedAt: null }, data: { disownedAt: now } });
    if (links.length === 0) return said.count === 0 ? { unchanged: true, result: false } : { result: false };
    const told = [...officeOf(ctx.directory), ...peopleWithRole(ctx.directory, 'manager')];
    const office = new Map(told.map((person) => [person.id, person]));
    const about = `disowned.${links.map(({ id }) => id).join('.')}`;
    return {
      result: true,
      audit: { links: links.map(({ id }) => id) },
      refresh: true,
      notices: [...office.values()].map(({ id }) => ({ kind: 'trouble', personId: id, about })),
    };
  },
  meant: { which: 'あなた宛ての取得リンクを止められる申請', title: '心当たりがない' },
  afterwards: 'あなた宛ての取得リンクを止めました。管財課にお知らせしました',
  already: '止める取得リンクはありません',
  said: { stem: /心当たり(?:が|は|も)?(?:ない|無い|ありません|ございません)/g, common: true },
};
