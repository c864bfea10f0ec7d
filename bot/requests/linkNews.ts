import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link } from '../db/generated/client.js';
import { peopleWithRole } from '../directory/people.js';
import { type OwedNotice, oweNotices } from '../notices/owe.js';

/** What happened at a link that its recipient should hear of in their own chat. */
export type LinkEvent = 'openedAnew' | 'guessing' | 'guessedOut';

const HOUR_MS = 3_600_000;

/**
 * Tells the recipient of a link that it was opened in a browser that was not theirs so far, that somebody fails to prove that they are
 * the recipient, or that it was stopped for that. At most once an hour of the first two: the news must not become the nuisance.
 */
export async function tellRecipient(tx: Tx, ctx: Context, link: Link, event: LinkEvent): Promise<void> {
  const hour = Math.floor(ctx.clock.now().getTime() / HOUR_MS);
  const about = event === 'guessedOut' ? link.id : `${link.id}.${hour}`;
  const notices: OwedNotice[] = [{ kind: event, personId: link.recipientId, about }];
  if (event === 'guessedOut') {
    const operators = peopleWithRole(ctx.directory, 'operator');
    notices.push(...operators.map(({ id }) => ({ kind: 'trouble' as const, personId: id, about: 'guessed' })));
  }
  await ctx.queue.enqueueAll(tx, await oweNotices(tx, ctx, link.requestId, notices));
}
