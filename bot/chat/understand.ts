import { type Guarded, guarded } from './guard.js';
import type { Intent, Shown } from './intent.js';
import { intentOf, type Label, labelOf } from './learned/labels.js';
import { type Guess, openWeights } from './learned/model.js';
import { masked } from './masked.js';
import { type ReadingContext, readSentence, type Sentence } from './sentence.js';

/** From this likelihood on a guess is taken for what was meant; below, people are asked which of a few they mean. */
const SURE = 0.2;
/** To thank somebody who asked for something is worse than to ask. */
const SURE_OF_SMALL_TALK = 0.4;
/** So likely must a guess be where an act was spoken of: whoever denies or reports one asks for nothing. */
const SURE_BESIDE_AN_ACT = 0.5;
/** So likely where it was named without what it takes: 「文書登録」. */
const SURE_OF_ANOTHER = 0.9;
/** And so likely a question about the rule that says what a form holds as well. */
const SURE_BESIDE_FACTS = 0.7;
/** So many guesses are offered, if they are at least so likely. */
const OFFERED = 3;
const WORTH_OFFERING = 0.05;

/** Whoever names a request means that one, no list and no form in hand; something new may well be about it. */
const isList = (intent: Intent): boolean =>
  intent.kind === 'list' ||
  intent.kind === 'progress' ||
  intent.kind === 'resume' ||
  (intent.kind === 'matter' && intent.step !== '');

const SMALL_TALK: ReadonlySet<Intent['kind']> = new Set(['greeting', 'off_topic', 'thanks', 'unknown', 'unsure']);

const { guess: guesser, knows } = openWeights();

/** Below this likelihood people are told, with the answer, how it could have been said. */
const SURE_ENOUGH = 0.6;

/** What was read of a sentence. */
export interface Reading {
  intent: Intent;
  /** What it was guessed to ask for, where the guess was none too sure. */
  guessed?: Label;
}

/** {@link understand}, with what of it was a guess. */
export function read(text: string, context: ReadingContext): Reading {
  const sentence = readSentence(text, context);
  const settled = guarded(sentence);
  if (settled.standing === 'settled') return { intent: settled.intent };
  const guesses = guesser(sentence);
  const [first] = guesses;
  const intent = fromGuesses(sentence, settled, guesses);
  const isGuess = first !== undefined && first.probability < SURE_ENOUGH && labelOf(intent) === first.label;
  return isGuess ? { intent, guessed: first.label } : { intent };
}

/**
 * What a person wants of the bot, from one sentence as typed in Teams (a mention of the bot already removed). Never throws; reads at most the
 * first 2,000 characters. What acts is understood by guarded code alone, and only when plainly ordered; what only asks or shows is learned from
 * examples (docs/decisions/0040).
 *
 * @param text as typed: polite or rough, full-width or not
 * @param context what the reading rests on
 */
export function understand(text: string, context: ReadingContext): Intent {
  return read(text, context).intent;
}

/**
 * A sentence with what tells of a person or a call masked.
 *
 * @param names of the people of the directory
 */
export function maskedWords(text: string, context: ReadingContext, names: readonly string[]): string {
  return masked(readSentence(text, context), names, knows);
}

/** What a sentence surely asks to be shown; undefined where it speaks of an act, or is not surely understood. */
export function readShown(text: string, context: ReadingContext): Shown | undefined {
  const sentence = readSentence(text, context);
  if (guarded(sentence).standing !== 'open') return undefined;
  const [guess] = guesser(sentence);
  if (guess === undefined || guess.probability < SURE_ENOUGH) return undefined;
  const intent = intentOf(guess.label, sentence);
  if (intent === undefined || SMALL_TALK.has(intent.kind)) return undefined;
  // A form is begun by a sentence of its own; two halves only offer it.
  if (intent.kind !== 'apply') return intent;
  return Object.keys(intent.facts).length === 0 ? undefined : { kind: 'facts', facts: intent.facts };
}

function fromGuesses(
  sentence: Sentence,
  read: Exclude<Guarded, { standing: 'settled' }>,
  guesses: readonly Guess[],
): Intent {
  if (read.standing !== 'open') {
    const least = read.standing === 'clouded' ? SURE_BESIDE_AN_ACT : SURE_OF_ANOTHER;
    const asked = likely(sentence, guesses, least);
    return asked === undefined || SMALL_TALK.has(asked.kind) ? read.otherwise : asked;
  }
  const intent = likely(sentence, guesses, SURE) ?? named(sentence) ?? unsure(sentence, guesses);
  return mayFill(sentence, guesses, intent)
    ? { kind: 'facts', facts: sentence.facts, unsure: true, otherwise: intent }
    : intent;
}

/** Whether what looks like small talk, or like something else but not surely, may be meant for the form in hand. */
function mayFill({ facts }: Sentence, [first]: readonly Guess[], { kind }: Intent): boolean {
  if (Object.keys(facts).length === 0 || first === undefined) return false;
  return SMALL_TALK.has(kind) || (kind === 'rule' && first.probability < SURE_BESIDE_FACTS);
}

function likely(sentence: Sentence, [first]: readonly Guess[], least: number): Intent | undefined {
  if (first === undefined || first.probability < least) return undefined;
  const intent = intentOf(first.label, sentence);
  if (intent !== undefined && SMALL_TALK.has(intent.kind) && first.probability < SURE_OF_SMALL_TALK) return undefined;
  return intent !== undefined && isList(intent) ? (named(sentence) ?? intent) : intent;
}

/** Whatever is wanted of a request that is named, its card has it. */
function named(sentence: Sentence): Intent | undefined {
  return sentence.references.length > 0 ? intentOf('status', sentence) : undefined;
}

/** The likeliest guesses, to choose from. */
function unsure(sentence: Sentence, guesses: readonly Guess[]): Intent {
  const offered = guesses
    .filter(({ label, probability }) => probability >= WORTH_OFFERING && intentOf(label, sentence) !== undefined)
    .slice(0, OFFERED)
    .map(({ label }) => label);
  return offered.length === 0 ? { kind: 'unknown' } : { kind: 'unsure', guesses: offered };
}
