import { randomBytes } from 'node:crypto';
import { macOf, sameDigest } from './token.js';

/** What a browser shows of itself when it asks for a code or comes with one. */
export interface Browser {
  /** The value that binds a code to the browser that asked for it; empty where it never asked. */
  asker: string;
  /** Reads the mark that a browser got when somebody last opened a link of theirs in it. */
  markOf(name: string): string | undefined;
}

/** A new value for a browser that asks for the first time. */
export function newAsker(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps of a browser's value: a stolen database binds no code to another browser. */
export function hashAsker([secret = '']: readonly string[], asker: string): string {
  return macOf(secret, 'asker', asker).toString('hex');
}

/** The mark by which a person's browser is known again. Its name and value tell nobody who that is. */
export interface Mark {
  name: string;
  value: string;
}

const nameOf = (secret: string, personId: string) =>
  macOf(secret, 'browser name', personId).toString('hex').slice(0, 16);
const markOfPerson = (secret: string, { personId, epoch }: Marked) =>
  macOf(secret, 'browser mark', `${personId} ${epoch}`).toString('hex');

/** Somebody whose browsers are marked. */
export interface Marked {
  personId: string;
  /** Raised whenever they say that somebody else was at a link of theirs: earlier marks mean nothing from then on. */
  epoch: number;
}

/** The mark for a browser in which a person has opened a link. */
export function markFor([secret = '']: readonly string[], of: Marked): Mark {
  return { name: nameOf(secret, of.personId), value: markOfPerson(secret, of) };
}

/** Whether the person has opened a link in this browser before, by the present secret or an earlier one. */
export function isKnownTo(secrets: readonly string[], of: Marked, { markOf }: Pick<Browser, 'markOf'>): boolean {
  return secrets.some((secret) => {
    const value = markOf(nameOf(secret, of.personId));
    return value !== undefined && sameDigest(value, markOfPerson(secret, of));
  });
}
