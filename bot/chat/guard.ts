import { readClock } from './clock.js';
import { readCommand } from './commands.js';
import { readDeputy } from './deputies.js';
import { factsOnly } from './entries.js';
import { readChannel, readNudge } from './errands.js';
import type { Intent } from './intent.js';
import { readLogCheck } from './logCheck.js';
import { readNamedMatter } from './matters.js';
import { isAborted, isAsked, isForbidden, isLeftOpen, isNegated } from './moods.js';
import { readOrder, readUnwanted } from './orders.js';
import { referenceOf } from './references.js';
import { readRegistration } from './registrations.js';
import { readRestored } from './restored.js';
import type { Sentence } from './sentence.js';
import { readStep } from './steps.js';
import { isUnwanted, wantsRecording } from './wishes.js';

/** What the guard makes of a sentence. */
export type Guarded =
  /** It says this, and nothing else may read it. */
  | { standing: 'settled'; intent: Intent }
  /** An act was spoken of but not ordered: it may be asked about; whoever is not plainly asking is asked back. */
  | { standing: 'clouded'; otherwise: Intent }
  /** An act was named without what it takes: it is asked for, unless something else is surely meant. */
  | { standing: 'lacking'; otherwise: Intent }
  /** No act is spoken of. */
  | { standing: 'open' };

/** One way of reading a sentence; the first that gives an intent wins. */
interface Rule {
  name: string;
  read(sentence: Sentence): Intent | undefined;
}

/** Kinds that change something, or show what would, besides the guarded verbs, which are judged word by word. */
const CHANGES: ReadonlySet<Intent['kind']> = new Set([
  'deputy',
  'set_channel',
  'register',
  'restored',
  'clock_right',
  'hand',
  'resend',
]);

const changes = (intent: Intent): boolean => CHANGES.has(intent.kind) && !('move' in intent && intent.move === 'list');

/** 「文書登録」 without a number. */
const lacks = (intent: Intent): boolean => intent.kind === 'register' && intent.number === undefined;

/** Whatever changes something, or moves the form in hand, in the order it is looked for. */
const RULES: readonly Rule[] = [
  {
    name: 'nothing said, or only greetings and thanks',
    read: ({ text, greeted, thanked }) => {
      if (text !== '') return undefined;
      return { kind: thanked ? 'thanks' : greeted ? 'greeting' : 'unknown' };
    },
  },
  { name: 'a matter with its number', read: readNamedMatter },
  { name: 'the channel for decisions', read: readChannel },
  { name: 'the deputy', read: readDeputy },
  { name: 'the document register', read: readRegistration },
  { name: 'a wish for a decision soon', read: readNudge },
  { name: 'that a backup was put back', read: readRestored },
  { name: 'that the clock is right', read: readClock },
  { name: 'that the audit log is to be checked', read: readLogCheck },
  { name: 'an order', read: readOrder },
  { name: 'that something asked for is not needed any more', read: readUnwanted },
  { name: 'a step of the form', read: ({ text }) => readStep(text) },
  { name: 'entries of the form and nothing else', read: factsOnly },
];

/**
 * Decides what acts. Nothing is ordered by a denial, a question, a condition, a quotation, somebody else's wish or two orders at once;
 * what only asks or shows is left to what was learned.
 */
export function guarded(sentence: Sentence): Guarded {
  for (const rule of RULES) {
    const intent = rule.read(sentence);
    if (intent === undefined) continue;
    if (changes(intent) && isLeftOpen(sentence.text)) return { standing: 'settled', intent: { kind: 'ask_back' } };
    return lacks(intent) ? { standing: 'lacking', otherwise: intent } : { standing: 'settled', intent };
  }
  return clouded(sentence);
}

/** What an act that was spoken of but not ordered comes to; a common word counts only where it is denied or asked about. */
function clouded(sentence: Sentence): Guarded {
  const { text, references } = sentence;
  const [of, another] = references;
  const otherwise: Intent =
    of !== undefined && another === undefined ? { kind: 'status', of: referenceOf(of) } : { kind: 'ask_back' };
  const command = readCommand(sentence);
  if (command.standing === 'mentioned' && !wantsRecording(text)) {
    if (another !== undefined) return { standing: 'settled', intent: otherwise };
    const denied = isNegated(text) || isForbidden(text);
    if (command.common && !denied && !isAsked(text)) return { standing: 'open' };
    return { standing: 'clouded', otherwise };
  }
  const takenBack = isAborted(text) || isForbidden(text) || isUnwanted(text) || /^取り?消/.test(text);
  return takenBack ? { standing: 'clouded', otherwise } : { standing: 'open' };
}
