import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import { AppError } from '../errors.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { KEEPER } from '../rule/office.js';
import { CONFIRMED_KEY, LEADERLESS_KEY } from './loadDirectory.js';

/** Whether a file leaves out every manager: a 代決者 or 取扱者 then says whether it is meant, for nobody else is left who could. */
async function isLeaderless({ db }: Context, sha256: string): Promise<boolean> {
  const setting = await db.client.setting.findUnique({ where: { key: LEADERLESS_KEY } });
  return setting?.value === sha256;
}

/**
 * The manager says that a directory file that leaves out many people is meant; it is then taken over, if it still is that file.
 *
 * @param sha256 of the file that was held
 * @throws AppError `not_allowed`
 */
export async function confirmDirectory(ctx: Context, actor: Actor, via: Via, sha256: string): Promise<void> {
  const others = hasRole(actor, 'deputy', 'operator') && (await isLeaderless(ctx, sha256));
  if (!hasRole(actor, 'manager') && !others) {
    throw new AppError('not_allowed', 'not the manager', `職員名簿の反映の確認は、${KEEPER}のみが行えます。`);
  }
  await ctx.db.transaction(async (tx) => {
    const value = { value: sha256 };
    await tx.setting.upsert({ where: { key: CONFIRMED_KEY }, create: { key: CONFIRMED_KEY, ...value }, update: value });
    await ctx.queue.enqueue(tx, 'directory', {});
    await appendAudit(tx, ctx, {
      actor: { id: actor.personId, name: actor.name },
      action: 'directory.confirm',
      channel: via.channel,
      data: { sha256 },
    });
  });
}
