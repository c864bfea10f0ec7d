import type { Tx } from '../db/database.js';
import { AppError } from '../errors.js';
import type { Actor, RoleName } from '../rule/actor.js';
import { isDeputising } from './deputies.js';

/**
 * The person behind an Entra object id, with the posts held today and whether a period of 代決 runs today.
 *
 * @param today civil date of today; without it no period is looked at and a 代決者 decides nothing
 * @throws AppError `not_in_directory` for somebody the directory does not know (any more)
 */
export async function findActor(tx: Tx, objectId: string, today?: string): Promise<Actor> {
  const person = await tx.person.findUnique({ where: { id: objectId.toLowerCase() }, include: { posts: true } });
  if (!person?.active || person.posts.length === 0) {
    throw new AppError(
      'not_in_directory',
      'the caller is not in the directory',
      '職員名簿に登録がないため、このボットをご利用いただけません。総務局管財課へ登録をお申し出ください。',
    );
  }
  const deputises =
    person.posts.some(({ role }) => role === 'deputy') &&
    today !== undefined &&
    (await isDeputising(tx, person.id, today));
  return { personId: person.id, name: person.name, posts: person.posts, deputises };
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

/** Everybody of a section, in the order of the directory file, with their titles. */
export async function peopleOfSection(
  tx: Tx,
  { bureau, section }: { bureau: string; section: string },
): Promise<{ id: string; name: string; title: string }[]> {
  const posts = await tx.post.findMany({
    where: { bureau, section, person: { active: true } },
    include: { person: true },
    orderBy: { id: 'asc' },
  });
  return [
    ...new Map(posts.map(({ person, title }) => [person.id, { id: person.id, name: person.name, title }])).values(),
  ];
}

/** The heads (課長・室長, 第2条第5号) of a section, with their titles. */
export async function chiefsOfSection(
  tx: Tx,
  { bureau, section }: { bureau: string; section: string },
): Promise<{ id: string; name: string; title: string }[]> {
  const posts = await tx.post.findMany({
    where: { bureau, section, role: { in: ['chief', 'manager'] }, person: { active: true } },
    include: { person: true },
    orderBy: { id: 'asc' },
  });
  return posts.map(({ person, title }) => ({ id: person.id, name: person.name, title }));
}

/** A name for comparing: white space inside names is written in many ways (試験四郎, 試験 四郎). */
export function folded(name: string): string {
  return name.replace(/\s/g, '');
}
