import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import { AppError } from '../errors.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { KEEPER, SECTION } from '../rule/office.js';

const KEY = 'decision.channel';

/** The conversation id of the decision channel (決裁チャネル), or undefined where none is set. */
export async function decisionChannel(tx: Tx): Promise<string | undefined> {
  const setting = await tx.setting.findUnique({ where: { key: KEY } });
  return typeof setting?.value === 'string' ? setting.value : undefined;
}

/**
 * Makes a channel the decision channel; only the 管理責任者 may, and only a channel of a team can be one: it has an owner and members,
 * while anybody may be taken into a chat of several.
 *
 * @throws AppError `not_allowed`; `invalid_input` for a chat
 */
export async function chooseDecisionChannel(
  ctx: Context,
  actor: Actor,
  via: Via,
  { conversationId, inTeam }: { conversationId: string; inTeam: boolean },
): Promise<void> {
  if (!hasRole(actor, 'manager')) {
    throw new AppError(
      'not_allowed',
      'only the manager chooses the decision channel',
      `決裁チャネルの設定は、${KEEPER}のみが行えます。`,
    );
  }
  if (!inTeam) {
    throw new AppError(
      'invalid_input',
      'a chat is no channel of a team',
      `複数人のチャットは、参加者を誰でも追加できるため、決裁チャネルにできません。${SECTION}のチームのチャネルで、ボットをメンションしてお送りください。`,
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
