import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link } from '../db/generated/client.js';
import { officeOf } from '../directory/people.js';
import { type OwedNotice, oweNotice, oweNotices } from '../notices/owe.js';

/** What happened at a link that its recipient should hear of in their own chat. */
export type LinkEvent = 'openedAnew' | 'guessing' | 'guessedOut';

const HOUR_MS = 3_600_000;

/**
 * Tells the recipient of a link that it was opened in a browser that was not theirs so far, that somebody fails to prove that they are
 * the recipient, or that it was stopped for that. Of every such opening; of failures at most once an hour, for the news must not
 * become the nuisance.
 *
 * @param sessionId of the opening
 */
export async function tellRecipient(tx: Tx, ctx: Context, link: Link, event: LinkEvent, sessionId = ''): Promise<void> {
  const hour = Math.floor(ctx.clock.now().getTime() / HOUR_MS);
  const which = { openedAnew: `.${sessionId.slice(0, 16)}`, guessing: `.${hour}`, guessedOut: '' }[event];
  const about = `${link.id}${which}`;
  if (link.requestId === null) {
    const office = event === 'guessedOut' ? officeOf(ctx.directory).map(({ id }) => id) : [];
    const mark = { openedAnew: sessionId.slice(0, 16), guessing: String(hour), guessedOut: link.id }[event];
    for (const personId of new Set([link.recipientId, ...office])) {
      const matter = [link.matterId, event, mark].join('.');
      await oweNotice(tx, ctx, { kind: 'matter', requestId: null, personId, about: matter });
    }
    return;
  }
  const notices: OwedNotice[] = [{ kind: event, personId: link.recipientId, about }];
  if (event === 'guessedOut') {
    const trouble = { kind: 'trouble' as const, about: `guessed.${link.id}` };
    notices.push(...officeOf(ctx.directory).map(({ id: personId }) => ({ ...trouble, personId })));
  }
  await ctx.queue.enqueueAll(tx, await oweNotices(tx, ctx, link.requestId, notices));
}
