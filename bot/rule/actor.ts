/** Roles of the directory (役割). */
export type RoleName = 'chief' | 'staff' | 'manager' | 'deputy' | 'operator' | 'auditor';

/** One post (職) that a person holds. */
export interface PostFact {
  bureau: string;
  section: string;
  documentSymbol: string;
  title: string;
  role: RoleName;
}

/**
 * Who is acting. Built from the authenticated activity or session and the directory only, never from anything a card or a
 * page sent.
 */
export interface Actor {
  personId: string;
  name: string;
  posts: readonly PostFact[];
  /** True while a period set by the 管理責任者 makes this 代決者 decide. */
  deputises?: boolean;
}

/** True when the person decides today: the 管理責任者, or a 代決者 within a period set for them. */
export function decidesToday(actor: Actor): boolean {
  return hasRole(actor, 'manager') || (hasRole(actor, 'deputy') && actor.deputises === true);
}

/** True when the person holds the role in any post. */
export function hasRole(actor: Actor, ...roles: RoleName[]): boolean {
  return actor.posts.some((post) => roles.includes(post.role));
}

/** The posts in which the person files applications: 課長・室長 (第2条第5号), and the 管財課長 for the own section. */
export function submittingPosts(actor: Actor): PostFact[] {
  return actor.posts.filter((post) => post.role === 'chief' || post.role === 'manager');
}

/** The posts in which the person prepares or files applications. */
export function applyingPosts(actor: Actor): PostFact[] {
  return actor.posts.filter((post) => post.role === 'chief' || post.role === 'manager' || post.role === 'staff');
}

/** The sections the person may apply for: several for somebody who holds several posts (兼務), those they head first. */
export function sectionsToApplyFor(actor: Actor): PostFact[] {
  const heads = submittingPosts(actor);
  const posts = [...heads, ...applyingPosts(actor)];
  return [...new Map(posts.reverse().map((post) => [`${post.bureau}\t${post.section}`, post])).values()].reverse();
}
