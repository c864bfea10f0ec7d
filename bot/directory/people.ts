import { AppError } from '../errors.js';
import type { Actor, RoleName } from '../rule/actor.js';
import { OFFICE } from '../rule/office.js';
import type { Directory } from './directory.js';

/** Where somebody works: 局 and 課室. */
interface Place {
  bureau: string;
  section: string;
}

/**
 * The person behind an Entra object id, with the posts held today and whether a period of 代決 runs today.
 *
 * @param today civil date of today; without it no period is looked at and a 代決者 decides nothing
 * @throws AppError `not_in_directory` for somebody the directory does not know (any more)
 */
export function findActor(directory: Directory, objectId: string, today?: string): Actor {
  const person = directory.person(objectId);
  if (!person?.active || person.posts.length === 0) {
    throw new AppError(
      'not_in_directory',
      'the caller is not in the directory',
      `職員名簿に登録がないため、このボットをご利用いただけません。${OFFICE}へ登録をお申し出ください。`,
    );
  }
  const { id, name, posts } = person;
  const deputises =
    today !== undefined &&
    posts.some(({ role }) => role === 'deputy') &&
    directory.periodsOn(today).some(({ personId }) => personId === id);
  return { personId: id, name, posts, deputises };
}

/** Everybody who holds a role today, in the order of the directory file. */
export function peopleWithRole(directory: Directory, ...roles: RoleName[]): { id: string; name: string }[] {
  const posts = directory.posts.filter(({ role }) => roles.includes(role));
  return [...new Map(posts.map(({ person: { id, name } }) => [id, { id, name }])).values()];
}

/** Who sees to what cannot go on by itself: the 取扱者, or where there is none the 管理責任者. */
export function officeOf(directory: Directory): { id: string; name: string }[] {
  const operators = peopleWithRole(directory, 'operator');
  return operators.length > 0 ? operators : peopleWithRole(directory, 'manager');
}

/** Everybody of a section, in the order of the directory file, with their titles. */
export function peopleOfSection(directory: Directory, place: Place): { id: string; name: string; title: string }[] {
  const posts = directory.posts.filter((post) => isIn(post, place));
  return [...new Map(posts.map(({ person: { id, name }, title }) => [id, { id, name, title }])).values()];
}

/** The heads (課長・室長, 第2条第5号) of a section, with their titles. */
export function chiefsOfSection(directory: Directory, place: Place): { id: string; name: string; title: string }[] {
  const posts = directory.posts.filter(
    (post) => isIn(post, place) && (post.role === 'chief' || post.role === 'manager'),
  );
  return posts.map(({ person, title }) => ({ id: person.id, name: person.name, title }));
}

/** True while the person holds a post in the section. */
export function isOfSection(directory: Directory, personId: string, place: Place): boolean {
  return directory.posts.some((post) => post.personId === personId && isIn(post, place));
}

/** The 代決者 whose period covers the civil date and who still hold that role. */
export function deputiesOn(directory: Directory, today: string): { id: string; name: string }[] {
  const now = new Set(directory.periodsOn(today).map(({ personId }) => personId));
  return peopleWithRole(directory, 'deputy').filter(({ id }) => now.has(id));
}

const isIn = (post: Place, { bureau, section }: Place): boolean => post.bureau === bureau && post.section === section;

/** Who decides on a civil date (第2条第4号): the 管理責任者, and the 代決者 whose period covers it. */
export function decidersOn(directory: Directory, today: string): { id: string; name: string }[] {
  const all = [...peopleWithRole(directory, 'manager'), ...deputiesOn(directory, today)];
  return [...new Map(all.map((person) => [person.id, person])).values()];
}

/** A name for comparing: white space inside names is written in many ways (試験四郎, 試験 四郎). */
export function folded(name: string): string {
  return name.replace(/\s/g, '');
}
