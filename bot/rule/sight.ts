import { type Actor, decidesToday, hasRole } from './actor.js';
import type { RequestFacts } from './permission.js';

/** What of an application its reader sees, besides what everybody sees who may see it at all. */
export interface Sight {
  /** 相手方電話番号: whole, or its last four digits. */
  number: 'whole' | 'last';
  /** The applicants' own words: 利用目的 「その他」. */
  words: boolean;
}

/** Whose request and whose decision it is. */
type Seen = Pick<RequestFacts, 'status' | 'bureau' | 'section'> & { decidedById: string | null };

/** One line of the table: for whom it holds, what they see, and the article that gives them the task. */
interface Line {
  who(actor: Actor, request: Seen): boolean;
  sees: Sight;
  article: string;
}

const WHOLE: Sight = { number: 'whole', words: true };
/** While a recording may have to be extracted by hand. */
export const BEFORE_HAND_OVER: readonly Seen['status'][] = ['submitted', 'approved'];

/**
 * Who sees how much, the first line that holds (第8条: 個人情報の適正な取扱い). Nobody sees more for having a role; what counts is
 * the task that they have with this request.
 */
const TABLE: readonly Line[] = [
  {
    who: ({ posts }, { bureau, section }) => posts.some((post) => post.bureau === bureau && post.section === section),
    sees: WHOLE,
    article: '第6条第1項', // their own application
  },
  {
    who: (actor) => hasRole(actor, 'manager') || decidesToday(actor),
    sees: WHOLE,
    article: '第6条第2項', // who examines
  },
  {
    who: ({ personId }, { decidedById }) => personId === decidedById,
    sees: WHOLE,
    article: '第6条第2項', // who examined it
  },
  {
    who: (actor, { status }) => hasRole(actor, 'operator') && BEFORE_HAND_OVER.includes(status),
    sees: { number: 'whole', words: false },
    article: '第6条第2項', // who extracts the recording
  },
  {
    who: (actor, { status }) => hasRole(actor, 'auditor') && !BEFORE_HAND_OVER.includes(status),
    sees: { number: 'last', words: true },
    article: '第8条', // who checks whether the purpose fitted
  },
];

/** What somebody sees of a request that they may see; the least where no line of the table holds. */
export function sightOf(actor: Actor, request: Seen): Sight {
  return TABLE.find(({ who }) => who(actor, request))?.sees ?? { number: 'last', words: false };
}

/** Whether nothing is withheld, so that the forms themselves, with all that stands in them, may be shown. */
export function isWhole({ number, words }: Sight): boolean {
  return number === 'whole' && words;
}

/** So many of the last digits of a number everybody sees who may see the request. */
export const LAST_DIGITS = 4;
