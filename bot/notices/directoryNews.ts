import type { Context } from '../context.js';
import type { DirectoryLoad } from '../directory/loadDirectory.js';
import { peopleWithRole } from '../directory/people.js';
import { oweNotice } from './owe.js';

/** So many lines are named in a message; the log has them all. */
const MOST_LINES = 20;

/** Tells the office of a directory file that was not taken over; each file once. */
export async function tellOfDirectory(ctx: Context, load: DirectoryLoad): Promise<void> {
  if ((load.state !== 'refused' && load.state !== 'held') || !load.news) return;
  const held = load.state === 'held';
  const people = peopleWithRole(ctx.directory, 'manager', ...(held ? [] : (['operator'] as const)));
  const about = held
    ? [load.sha256, load.removed, load.of]
    : [load.sha256.slice(0, 16), load.removed, ...load.faults.slice(0, MOST_LINES).map(({ line }) => line)];
  await ctx.db.transaction(async (tx) => {
    for (const { id: personId } of people) {
      const kind = held ? ('directoryHeld' as const) : ('directoryFault' as const);
      await oweNotice(tx, ctx, { kind, requestId: null, personId, about: about.join('-') });
    }
  });
}
