import type { Tx } from '../db/database.js';

const KEY = 'decision.channel';

/** The conversation id of the decision channel (決裁チャネル), or undefined where none is set. */
export async function decisionChannel(tx: Tx): Promise<string | undefined> {
  const setting = await tx.setting.findUnique({ where: { key: KEY } });
  return typeof setting?.value === 'string' ? setting.value : undefined;
}

/** Makes a channel the decision channel. */
export async function setDecisionChannel(tx: Tx, conversationId: string): Promise<void> {
  await tx.setting.upsert({
    where: { key: KEY },
    create: { key: KEY, value: conversationId },
    update: { value: conversationId },
  });
}
