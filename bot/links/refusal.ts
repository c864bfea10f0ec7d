import { appendAudit } from '../audit/append.js';
import type { Json } from '../audit/canonical.js';
import type { Context } from '../context.js';

/** What was sent to the links' address and opened nothing, from nobody who is known. */
export type Refused =
  /** A token that this bot did not make. */
  | 'link.unknown_token'
  /** A session value that is no living session of the link. */
  | 'link.session_refused'
  /** A POST that our own page did not send. */
  | 'link.foreign_post'
  /** A body that is too large, or is no JSON object. */
  | 'link.unreadable'
  /** Too many tries of one sender in a minute: the one row that stands for all further ones of that minute. */
  | 'link.throttled';

/** Writes the row of one refusal. */
export async function auditRefusal(ctx: Context, action: Refused, data: { [key: string]: Json } = {}): Promise<void> {
  await ctx.db.transaction((tx) => appendAudit(tx, ctx, { actor: null, action, channel: 'web', data }));
}
