import { z } from 'zod/v4';
import type { Context } from '../../context.js';
import type { Actor } from '../../rule/actor.js';
import { findDraft } from '../draft.js';
import { LISTED } from './viewed.js';

/** For so long people remember a list that they were shown, in milliseconds. */
const REMEMBERED_MS = 30 * 60_000;
/** So many rows of the log are looked through; a whole city hall does not write as many in that time. */
const MOST_ROWS = 5000;

const DATA = z.object({ requests: z.array(z.string()) });

/**
 * Finds the request at a place of the list that a person saw last, where they saw one within the last half hour and have not turned to a form
 * since. What they see of it, whoever shows it decides.
 *
 * @param place from 1 on; from the end, -1 is the last
 * @param serial a number that it may be as well: a request of the list with that number comes before the one at that place
 */
export async function requestListed(
  ctx: Context,
  actor: Actor,
  place: number,
  serial?: number,
): Promise<string | undefined> {
  const { client } = ctx.db;
  const newest = await client.auditEntry.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true } });
  if (newest === null) return undefined;
  const row = await client.auditEntry.findFirst({
    where: {
      ...{ seq: { gt: newest.seq - MOST_ROWS }, actorId: actor.personId, action: LISTED },
      at: { gte: new Date(ctx.clock.now().getTime() - REMEMBERED_MS) },
    },
    orderBy: { seq: 'desc' },
  });
  if (row === null) return undefined;
  const draft = await findDraft(ctx, actor);
  if (draft !== undefined && draft.request.updatedAt > row.at) return undefined;
  const { requests } = DATA.parse(row.data);
  if (serial !== undefined) {
    const numbered = await client.request.findFirst({ where: { id: { in: requests }, serial }, select: { id: true } });
    if (numbered !== null) return numbered.id;
  }
  return requests.at(place < 0 ? place : place - 1);
}
