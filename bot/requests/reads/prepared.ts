import type { Context } from '../../context.js';
import type { Request } from '../../db/generated/client.js';
import type { Actor } from '../../rule/actor.js';
import { mayDo } from '../../rule/permission.js';
import { submit } from '../verbs/submit.js';

/** The prepared forms that wait for this chief, the oldest first. */
export async function listPrepared(ctx: Context, actor: Actor): Promise<Request[]> {
  const waiting = await ctx.db.client.request.findMany({
    where: { status: 'draft', draftOwner: null, handedAt: { not: null } },
    orderBy: { handedAt: 'asc' },
  });
  return waiting.filter((request) => mayDo(actor, submit, request).allowed);
}

/** The form that the person prepared and that waits for the chief now, the newest. */
export async function findHanded(ctx: Context, actor: Actor): Promise<Request | null> {
  return ctx.db.client.request.findFirst({
    where: { status: 'draft', draftOwner: null, preparedById: actor.personId },
    orderBy: { handedAt: 'desc' },
  });
}
