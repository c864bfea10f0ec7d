import { civilDate } from '../japanese/civil.js';
import { withoutCourtesies } from './courtesy.js';
import { readFacts } from './facts.js';
import type { CallFacts } from './intent.js';
import { type Folded, fold } from './normalise.js';
import { type FoundReference, readReferences } from './references.js';
import type { SpokenMatter } from './spoken.js';
import type { SpokenVerb } from './verbs.js';

/** A sentence as the guard and what was learned read it. */
export interface Sentence {
  /** Without greetings; for handing on what was typed. */
  folded: Folded;
  /** The folded text. */
  text: string;
  /** The same with only receipt numbers marked. */
  numbered: string;
  /** The same with receipt numbers and facts of a call marked; the same length. */
  marked: string;
  references: readonly FoundReference[];
  facts: CallFacts;
  greeted: boolean;
  thanked: boolean;
  /** Civil date in Asia/Tokyo. */
  today: string;
  /** The guarded verbs of requests. */
  verbs: readonly SpokenVerb[];
  /** How matters are spoken of. */
  matters: readonly SpokenMatter[];
}

/** What the reading of a sentence rests on. */
export interface ReadingContext {
  /** The present moment, to which 昨日 and 11/22 are relative in Asia/Tokyo. */
  now: Date;
  /** The area code for local numbers. */
  areaCode: string;
  /** How the verbs of requests are said. */
  verbs: readonly SpokenVerb[];
  /** How matters are spoken of. */
  matters: readonly SpokenMatter[];
}

/** Reads everything in a sentence that does not depend on what is wanted. */
export function readSentence(typed: string, context: ReadingContext): Sentence {
  const today = civilDate(context.now);
  const { core, greeted, thanked } = withoutCourtesies(fold(typed));
  const { references, text: numbered } = readReferences(core.text);
  const { facts, text: marked } = readFacts(core, numbered, today, context.areaCode);
  const { verbs, matters } = context;
  return {
    folded: core,
    text: core.text,
    numbered,
    marked,
    references,
    facts,
    greeted,
    thanked,
    today,
    verbs,
    matters,
  };
}
