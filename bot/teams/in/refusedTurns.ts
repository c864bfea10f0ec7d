import { appendAudit } from '../../audit/append.js';
import type { Context } from '../../context.js';
import type { Tx } from '../../db/database.js';
import { AppError, type ErrorCode } from '../../errors.js';
import { loadRequest } from '../../requests/load.js';
import { isPersonal } from '../out/conversations.js';
import type { Activity } from '../sdk/port.js';
import type { Turn } from '../views/turn.js';

/** What nobody runs into who uses the bot as it is meant; a slip in a form and a press that came second are not among them. */
const REFUSALS: readonly ErrorCode[] = ['not_in_directory', 'not_allowed', 'not_found', 'unreadable'];

/** Was something asked for and refused? An arrival in a chat asks for nothing. */
export function isRefusal({ type }: Activity, { code }: AppError): boolean {
  return REFUSALS.includes(code) && type !== 'conversationUpdate' && type !== 'installationUpdate';
}

/**
 * Writes one row: who asked for what they may not have, and why it was refused. Of what was sent it holds nothing but the
 * request, and that only if the person may see it; somebody the directory does not know is named by their object id.
 *
 * @param refused.what the kind of turn, a verb of ours included
 * @throws Error when the row cannot be written
 */
export async function auditRefusedTurn(
  ctx: Context,
  activity: Activity,
  turn: Turn | undefined,
  refused: { what: string; because: ErrorCode },
): Promise<void> {
  const objectId = activity.from?.aadObjectId ?? '';
  const stranger = turn === undefined && /^[0-9a-f-]{36}$/i.test(objectId);
  await ctx.db.transaction(async (tx) => {
    const requestId = turn && (await visibleRequest(tx, turn, activity.value));
    await appendAudit(tx, ctx, {
      actor: turn === undefined ? null : { id: turn.actor.personId, name: turn.actor.name },
      action: 'turn.refused',
      channel: isPersonal(activity) ? 'chat' : 'channel',
      ...(requestId === undefined ? {} : { requestId }),
      data: stranger ? { ...refused, objectId } : { ...refused },
    });
  });
}

/** The request a press names, if the person may see it. */
async function visibleRequest(tx: Tx, turn: Turn, value: unknown): Promise<string | undefined> {
  try {
    return (await loadRequest(tx, turn.actor, requestIdIn(value) ?? '')).id;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** The request that a press names. */
export function requestIdIn(value: unknown): string | undefined {
  const requestId = (value as { action?: { data?: { requestId?: unknown } } } | undefined)?.action?.data?.requestId;
  return typeof requestId === 'string' ? requestId : undefined;
}
