import type { Context } from '../../context.js';
import type { Link, Request } from '../../db/generated/client.js';
import { issuedLink } from '../../links/issue.js';
import type { Actor } from '../../rule/actor.js';
import { mayDo, type Refusal } from '../../rule/permission.js';
import { loadRequest } from '../load.js';
import { approve } from '../verbs/approve.js';
import { type Examined, examineRequest } from './examine.js';

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
 * @throws AppError `not_found`
 */
export function examiningOf(ctx: Context, actor: Actor, requestId: string): Promise<Examining> {
  return ctx.db.transaction(async (tx) => {
    const request = await loadRequest(tx, actor, requestId);
    const permission = mayDo(actor, approve, request);
    if (!permission.allowed) return { refused: permission };
    const link = await issuedLink(tx, { requestId, kind: 'application', recipientId: actor.personId });
    return { request, link, examined: await examineRequest(tx, ctx, actor, request) };
  });
}
