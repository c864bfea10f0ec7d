import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import { AppError } from '../errors.js';
import { type Actor, hasRole } from '../rule/actor.js';

const KEY = 'decision.channel';

/** The conversation id of the decision channel (決裁チャネル), or undefined where none is set. */
export async function decisionChannel(tx: Tx): Promise<string | undefined> {
  const setting = await tx.setting.findUnique({ where: { key: KEY } });
  return typeof setting?.value === 'string' ? setting.value : undefined;
}

/** Makes a channel the decision channel; only the 管理責任者 may. @throws AppError `not_allowed` */
export async function chooseDecisionChannel(
  ctx: Context,
  actor: Actor,
  via: Via,
  conversationId: string,
): Promise<void> {
  if (!hasRole(actor, 'manager')) {
    throw new AppError(
      'not_allowed',
      'only the manager chooses the decision channel',
      '決裁チャネルの設定は、管理責任者（管財課長）のみが行えます。',
    );
  }
  await ctx.db.transaction(async (tx) => {
    await tx.setting.upsert({
      where: { key: KEY },
      create: { key: KEY, value: conversationId },
      update: { value: conversationId },
    });
    await appendAudit(tx, ctx, {
      actor: { id: actor.personId, name: actor.name },
      action: 'channel.set',
      channel: via.channel,
      data: { conversation: conversationId },
    });
  });
}
