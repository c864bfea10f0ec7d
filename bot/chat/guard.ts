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

/** How acts are named that are read by rules of their own, and orders that are done at once. */
const ACTS: Readonly<Partial<Record<Intent['kind'], RegExp>>> = {
  deputy: /代決/,
  set_channel: /チャン?ネル/,
  nudge: /承認|審査|決裁|対応|処理|催促|督促|リマインド|早く|急い/,
  register: /登録|文書番号|総合文書/,
  restored: /復元/,
  clock_right: /時計|時刻/,
  hand: /課長|室長|確認/,
  resend: /未達|不達|お?知らせ|通知|メッセージ|再送/,
};

/** Who the deputy is is only shown. */
const isShown = (intent: Intent): boolean => intent.kind === 'deputy' && intent.move === 'list';

/** Names and numbers that were said with an act. */
const givenIn = (intent: Intent): string[] =>
  [
    intent.kind === 'deputy' ? intent.name : undefined,
    intent.kind === 'register' ? /^.*?\d[\d-]*号?/.exec(intent.number ?? '')?.[0] : undefined,
  ].filter((given) => given !== undefined);

/** 「文書登録しました」: the label alone, and no word of anything else. */
const LABEL_ALONE = 8;

/** 「文書登録の手順」: no number, and more than the label. */
const lacks = (intent: Intent, { text }: Sentence): boolean =>
  intent.kind === 'register' && intent.number === undefined && text.length > LABEL_ALONE;

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
    const act = isShown(intent) ? undefined : ACTS[intent.kind];
    if (act !== undefined && isLeftOpen(sentence.text, act, givenIn(intent)))
      return { standing: 'settled', intent: { kind: 'ask_back' } };
    return lacks(intent, sentence) ? { standing: 'lacking', otherwise: intent } : { standing: 'settled', intent };
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
