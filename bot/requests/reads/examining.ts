import type { Context, Via } from '../../context.js';
import type { Link, Request } from '../../db/generated/client.js';
import { issuedLink } from '../../links/issue.js';
import type { Actor } from '../../rule/actor.js';
import { mayDo, type Refusal } from '../../rule/permission.js';
import { loadRequest } from '../load.js';
import { approve } from '../verbs/approve.js';
import { type Examined, examineRequest } from './examine.js';
import { recordView } from './viewed.js';

/** An application before somebody who is about to decide it, or why they do not decide it now. */
export type Examining =
  | {
      request: Request;
      examined: Examined;
      /** The reader's own open link to 様式第1号. */
      link: Link | null;
    }
  | { refused: Refusal };

/**
 * Lays an application before somebody who is about to decide it (第6条第2項).
 *
 * @param asked from where they asked to see it, which is noted
 * @throws AppError `not_found`
 */
export async function examiningOf(ctx: Context, actor: Actor, requestId: string, asked?: Via): Promise<Examining> {
  const laid = await lay(ctx, actor, requestId);
  if (asked !== undefined && 'request' in laid) await recordView(ctx, actor, asked, laid.request);
  return laid;
}

function lay(ctx: Context, actor: Actor, requestId: string): Promise<Examining> {
  return ctx.db.transaction(async (tx) => {
    const request = await loadRequest(tx, actor, requestId);
    const permission = mayDo(actor, approve, request);
    if (!permission.allowed) return { refused: permission };
    const link = await issuedLink(tx, { requestId, kind: 'application', recipientId: actor.personId });
    return { request, link, examined: await examineRequest(tx, ctx, actor, request) };
  });
}
