import type { Context } from '../context.js';
import { officeOf } from '../directory/people.js';
import { oweNotice } from './owe.js';

/**
 * What is told of the system: `storage-away-MOMENT`, `storage-back-MOMENT`, `job-NAME-ID`, `backup-DAY` where none could be made,
 * `recorder-DAY` where recordings are gone from the recorder before their time,
 * `secret-NAME-DAY-MARK` so many days before one ends.
 */
export type SystemNews =
  | `storage-${'away' | 'back'}-${number}`
  | `job-${string}-${string}`
  | `backup-${string}`
  | `recorder-${string}`
  | `secret-${string}-${string}-${number}`;

/** Tells the 取扱者, or where there is none the manager, something of the system; the same thing once. */
export async function tellOffice(ctx: Context, about: SystemNews): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    for (const { id: personId } of officeOf(ctx.directory)) {
      await oweNotice(tx, ctx, { kind: 'system', requestId: null, personId, about });
    }
  });
}
