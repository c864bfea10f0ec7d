import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { NotTaken } from '../directory/loadDirectory.js';
import { peopleWithRole } from '../directory/people.js';
import { oweNotice } from './owe.js';

/** So many lines are named in a message; the log has them all. */
const MOST_LINES = 20;

/** Tells the office, in the caller's transaction, of a directory file that was not taken over. */
export async function tellOfDirectory(tx: Tx, ctx: Context, load: NotTaken): Promise<void> {
  const held = load.state === 'held';
  const others = held ? (load.leaderless ? (['deputy', 'operator'] as const) : []) : (['operator'] as const);
  const people = peopleWithRole(ctx.directory, 'manager', ...others);
  const about = held
    ? [load.sha256, load.removed, load.of]
    : [load.sha256.slice(0, 16), load.removed, ...load.faults.slice(0, MOST_LINES).map(({ line }) => line)];
  const kind = held ? ('directoryHeld' as const) : ('directoryFault' as const);
  for (const { id: personId } of people) {
    await oweNotice(tx, ctx, { kind, requestId: null, personId, about: about.join('-') });
  }
}
