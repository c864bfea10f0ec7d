import type { Context } from '../../context.js';
import type { Request } from '../../db/generated/client.js';
import type { Actor } from '../../rule/actor.js';
import { mayDo } from '../../rule/permission.js';
import { approve } from '../verbs/approve.js';

/** So many that wait are looked at; behind them nobody looks before these are decided. */
const MOST = 200;

/** The application that has waited longest for somebody's decision, and how many wait; null where none does. */
export async function nextToDecide(
  { db }: Pick<Context, 'db'>,
  actor: Actor,
): Promise<{ request: Request; waiting: number } | null> {
  const open = await db.client.request.findMany({
    where: { status: 'submitted' },
    orderBy: [{ submittedAt: 'asc' }, { fiscalYear: 'asc' }, { serial: 'asc' }],
    take: MOST,
  });
  const possible = open.filter((request) => mayDo(actor, approve, request).allowed);
  const [request] = possible;
  return request === undefined ? null : { request, waiting: possible.length };
}
