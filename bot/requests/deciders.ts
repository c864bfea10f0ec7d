import type { Context } from '../context.js';
import { deputiesOn, peopleWithRole } from '../directory/people.js';
import { civilDate } from '../japanese/civil.js';
import { isOwn } from '../rule/permission.js';

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
export function decidersOf(
  { clock, directory }: Pick<Context, 'clock' | 'directory'>,
  request: Parameters<typeof isOwn>[1],
): Decider[] {
  const today = civilDate(clock.now());
  const managers = peopleWithRole(directory, 'manager').map((person) => ({ ...person, deputy: false }));
  const deputies = deputiesOn(directory, today).map((person) => ({ ...person, deputy: true }));
  const unique = new Map([...deputies, ...managers].map((person) => [person.id, person]));
  return [...unique.values()].filter(({ id }) => !isOwn(id, request));
}
