import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { deputiesOn } from '../directory/deputies.js';
import { peopleWithRole } from '../directory/people.js';
import { civilDate } from '../japanese/civil.js';
import { isOwn, type RequestFacts } from '../rule/permission.js';

/** Somebody who may decide a request today. */
export interface Decider {
  id: string;
  name: string;
  deputy: boolean;
}

/**
 * Who may decide a request today (第6条第2項): the 管理責任者 and the 代決者 whose period runs, except whoever filed or prepared
 * it. An empty list means that nobody may: the 取扱者 are then told.
 */
export async function decidersOf(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  request: Pick<RequestFacts, 'preparedById' | 'chiefId' | 'submittedByIds'>,
): Promise<Decider[]> {
  const today = civilDate(clock.now());
  const managers = (await peopleWithRole(tx, 'manager')).map((person) => ({ ...person, deputy: false }));
  const deputies = (await deputiesOn(tx, today)).map((person) => ({ ...person, deputy: true }));
  const unique = new Map([...deputies, ...managers].map((person) => [person.id, person]));
  return [...unique.values()].filter(({ id }) => !isOwn(id, request));
}
