import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { officeOf } from '../directory/people.js';
import { oweNotice } from './owe.js';

/** Whether somebody holds a post of the directory; of whoever does not, nobody can be asked to see to it that they open the bot. */
export function isInOffice({ directory }: Pick<Context, 'directory'>, personId: string): boolean {
  const person = directory.person(personId);
  return person?.active === true && person.posts.length > 0;
}

/**
 * Tells the 取扱者, in the caller's transaction, that somebody else of the directory has not opened the bot yet and is owed a message: once
 * for each person, however many messages wait.
 */
export async function tellOfUninstalled(tx: Tx, ctx: Context, whom: string): Promise<void> {
  if (!isInOffice(ctx, whom)) return;
  for (const { id: personId } of officeOf(ctx.directory).filter(({ id }) => id !== whom)) {
    await oweNotice(tx, ctx, { kind: 'uninstalled', requestId: null, personId, about: whom });
  }
}
