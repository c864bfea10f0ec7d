import { type Actor, decidesToday, hasRole } from './actor.js';
import { CITES } from './office.js';
import type { RequestFacts } from './permission.js';
import { STATUS_WORDS } from './states.js';

/** What of an application its reader sees, besides what everybody sees who may see it at all. */
export interface Sight {
  /** 相手方電話番号: whole, or its last four digits. */
  number: 'whole' | 'last';
  /** The applicants' own words: 利用目的 「その他」. */
  words: boolean;
}

/** Whose request and whose decision it is. */
type Seen = Pick<RequestFacts, 'status' | 'bureau' | 'section'> & { decidedById: string | null };

/** Of which requests a line of the table holds. */
type Which = 'any' | 'ownSection' | 'decidedByThem' | { statuses: readonly Seen['status'][] };

/** One line of the table: whose it is, of which requests it holds, what they see, and the article that gives them the task. */
interface Line {
  who(actor: Actor): boolean;
  of: Which;
  sees: Sight;
  article: string;
}

const WHOLE: Sight = { number: 'whole', words: true };
/** While a recording may have to be extracted by hand. */
const BEFORE_HAND_OVER = ['submitted', 'approved'] as const;
/** Once a request has been decided against, or its copy was handed over. */
const AFTERWARDS = (Object.keys(STATUS_WORDS) as Seen['status'][]).filter(
  (status) => !(BEFORE_HAND_OVER as readonly string[]).includes(status),
);

/**
 * Who sees how much (第8条: 個人情報の適正な取扱い): whatever a line gives them. Nobody sees more for having a role; what counts is
 * the task that they have with this request.
 */
const TABLE: readonly Line[] = [
  { who: () => true, of: 'ownSection', sees: WHOLE, article: CITES.application }, // their own application
  { who: decidesToday, of: 'any', sees: WHOLE, article: CITES.examination }, // who examines
  { who: () => true, of: 'decidedByThem', sees: WHOLE, article: CITES.examination }, // who examined it
  {
    who: (actor) => hasRole(actor, 'operator'),
    of: { statuses: BEFORE_HAND_OVER },
    sees: { number: 'whole', words: false },
    article: CITES.examination, // who extracts the recording
  },
  {
    who: (actor) => hasRole(actor, 'auditor'),
    of: { statuses: AFTERWARDS },
    sees: { number: 'last', words: true },
    article: CITES.security, // who checks whether the purpose fitted
  },
];

function holds(of: Which, actor: Actor, { status, bureau, section, decidedById }: Seen): boolean {
  if (of === 'any') return true;
  if (of === 'ownSection') return actor.posts.some((post) => post.bureau === bureau && post.section === section);
  return of === 'decidedByThem' ? actor.personId === decidedById : of.statuses.includes(status);
}

/** What somebody sees of a request that they may see; the least where no line of the table holds. */
export function sightOf(actor: Actor, request: Seen): Sight {
  const lines = TABLE.filter(({ who, of }) => who(actor) && holds(of, actor, request));
  return {
    number: lines.some(({ sees }) => sees.number === 'whole') ? 'whole' : 'last',
    words: lines.some(({ sees }) => sees.words),
  };
}

/** Of which requests somebody sees the whole number, or the applicants' words: for a search, which must tell no more than a look. */
export function seenWhere(actor: Actor, part: keyof Sight): Which[] {
  const gives = ({ number, words }: Sight) => (part === 'number' ? number === 'whole' : words);
  return TABLE.filter(({ who, sees }) => who(actor) && gives(sees)).map(({ of }) => of);
}

/** Whether nothing is withheld, so that the forms themselves, with all that stands in them, may be shown. */
export function isWhole({ number, words }: Sight): boolean {
  return number === 'whole' && words;
}
