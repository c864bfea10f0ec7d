import type { Tx } from '../db/database.js';
import { AppError } from '../errors.js';
import type { Actor, RoleName } from '../rule/actor.js';

/**
 * The person behind an Entra object id, with the posts held today.
 *
 * @throws AppError `not_in_directory` for somebody the directory does not know (any more)
 */
export async function findActor(tx: Tx, objectId: string): Promise<Actor> {
  const person = await tx.person.findUnique({ where: { id: objectId.toLowerCase() }, include: { posts: true } });
  if (!person?.active || person.posts.length === 0) {
    throw new AppError(
      'not_in_directory',
      'the caller is not in the directory',
      '職員名簿に登録がないため、このボットをご利用いただけません。総務局管財課へ登録をお申し出ください。',
    );
  }
  return { personId: person.id, name: person.name, posts: person.posts };
}

/** Everybody who holds a role today, in the order of the directory file. */
export async function peopleWithRole(tx: Tx, ...roles: RoleName[]): Promise<{ id: string; name: string }[]> {
  const posts = await tx.post.findMany({
    where: { role: { in: roles }, person: { active: true } },
    include: { person: true },
    orderBy: { id: 'asc' },
  });
  return [...new Map(posts.map(({ person }) => [person.id, { id: person.id, name: person.name }])).values()];
}
