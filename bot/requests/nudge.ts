import type { Context, Via } from '../context.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import type { Actor } from '../rule/actor.js';
import { decidersOf } from './deciders.js';
import { auditStep, loadForStep } from './move.js';
import { oweNotice } from './owe.js';

/**
 * 催促: the chief asks those who decide to look at the application; once a day.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`; `invalid_input` on the second time of a day
 */
export async function nudgeDeciders(ctx: Context, actor: Actor, via: Via, requestId: string): Promise<string[]> {
  return ctx.db.transaction(async (tx) => {
    const request = await loadForStep(tx, actor, 'nudge', requestId);
    const today = civilDate(ctx.clock.now());
    const already = await tx.notice.count({ where: { requestId, kind: 'nudge', key: { contains: `:${today}:` } } });
    if (already > 0) {
      throw new AppError(
        'invalid_input',
        'nudged today',
        '催促は1日1回までです。本日の催促は、すでにお送りしています。',
      );
    }
    const deciders = await decidersOf(tx, ctx, request);
    if (deciders.length === 0) {
      throw new AppError(
        'invalid_input',
        'nobody decides',
        'いま決裁できる方がいません。管財課の取扱者にはお知らせ済みです。お急ぎの場合は、総務局管財課へご連絡ください。',
      );
    }
    for (const { id } of deciders) await oweNotice(tx, ctx, { kind: 'nudge', requestId, personId: id, about: today });
    await auditStep(tx, ctx, actor, via, requestId, 'nudge');
    return deciders.map(({ name }) => name);
  });
}
