import type { Intent, RuleTopic } from '../intent.js';
import { readPeriod } from '../periods.js';
import { referenceOf } from '../references.js';
import type { Sentence } from '../sentence.js';

const only = ({ references: [first, second] }: Sentence) =>
  first !== undefined && second === undefined ? { of: referenceOf(first) } : {};

const past = ({ text, today }: Sentence) => readPeriod(text, today, 'past');

const always = (intent: Intent) => (): Intent => intent;

const rule = (topic: RuleTopic) => always({ kind: 'rule', topic });

const ARTICLE = /(?<!\d)第?\s?([1-9]\d?)\s?条/;

/** To begin a matter of a kind: its form is shown, with what was said of the call. */
const begins =
  (matter: string) =>
  ({ facts }: Sentence): Intent => ({
    kind: 'matter',
    matter,
    step: '',
    ...(Object.keys(facts).length > 0 ? { facts } : {}),
  });

const lists = (matter: string) => always({ kind: 'matter', matter });

/**
 * What people want of which the bot shows or asks something, and how the intent is made of the sentence. Nothing here changes anything: what
 * does is ordered by a guarded verb alone. Undefined where the sentence lacks what it takes.
 */
const INTENTS = {
  apply: ({ facts }: Sentence): Intent => ({ kind: 'apply', facts }),
  audit: always({ kind: 'audit' }),
  case_list: lists('case'),
  case_new: begins('case'),
  complaint_list: lists('complaint'),
  complaint_new: begins('complaint'),
  count: (sentence: Sentence): Intent => ({ kind: 'list', scope: 'mine', ...past(sentence) }),
  deputy_list: always({ kind: 'deputy', move: 'list' }),
  download: (sentence: Sentence): Intent => ({ kind: 'download', ...only(sentence) }),
  edit: always({ kind: 'edit' }),
  evidence: (sentence: Sentence): Intent => ({ kind: 'evidence', ...only(sentence) }),
  examine_next: always({ kind: 'examine_next' }),
  facts: ({ facts }: Sentence): Intent | undefined =>
    Object.keys(facts).length === 0 ? undefined : { kind: 'facts', facts, unsure: true },
  greeting: always({ kind: 'greeting' }),
  help: always({ kind: 'help' }),
  ledger: (sentence: Sentence): Intent => ({ kind: 'ledger', ...past(sentence) }),
  // The way to the recordings is shown, with the button that makes another link.
  link_broken: (sentence: Sentence): Intent => ({ kind: 'download', ...only(sentence) }),
  list_given: (sentence: Sentence): Intent => ({ kind: 'list', scope: 'given', ...past(sentence) }),
  list_mine: (sentence: Sentence): Intent => ({ kind: 'list', scope: 'mine', ...past(sentence) }),
  list_open: (sentence: Sentence): Intent => ({ kind: 'list', scope: 'open', ...past(sentence) }),
  lock_check: begins('lock'),
  notice_edit: begins('notice'),
  off_topic: always({ kind: 'off_topic' }),
  operations: always({ kind: 'operations' }),
  playback_list: lists('playback'),
  playback_new: begins('playback'),
  preservation_list: lists('preservation'),
  preservation_new: begins('preservation'),
  progress: always({ kind: 'progress' }),
  resume: always({ kind: 'resume' }),
  rule_alteration: rule('alteration'),
  rule_complaint: rule('complaint'),
  rule_decision: rule('decision'),
  rule_deletion: rule('deletion'),
  rule_grounds: rule('grounds'),
  rule_notice: rule('notice'),
  rule_playback: rule('playback'),
  rule_purpose: rule('purpose'),
  rule_refusal: rule('refusal'),
  rule_retention: rule('retention'),
  rule_security: rule('security'),
  rule_text: ({ text }: Sentence): Intent => {
    const number = ARTICLE.exec(text)?.[1];
    return { kind: 'rule', topic: number === undefined ? 'text' : `article-${Number(number)}` };
  },
  search: (sentence: Sentence): Intent => ({ kind: 'list', scope: 'mine', ...past(sentence) }),
  search_recordings: (sentence: Sentence): Intent | undefined => {
    const { of } = only(sentence);
    return of && { kind: 'search_recordings', of };
  },
  settings_show: lists('settings'),
  show_form: (sentence: Sentence): Intent => ({ kind: 'showForm', ...only(sentence) }),
  status: (sentence: Sentence): Intent => {
    const { of } = only(sentence);
    return of === undefined ? { kind: 'progress' } : { kind: 'status', of };
  },
  thanks: always({ kind: 'thanks' }),
  unsent: always({ kind: 'unsent' }),
} as const satisfies Record<string, (sentence: Sentence) => Intent | undefined>;

/** What somebody may want that is only shown or asked; `examples/` has sentences for each. */
export type Label = keyof typeof INTENTS;

/** All of them, in their order. */
export const LABELS = Object.keys(INTENTS).sort() as Label[];

/** The intent of a label, with what the sentence says besides; undefined where it lacks what that takes. */
export function intentOf(label: Label, sentence: Sentence): Intent | undefined {
  return INTENTS[label](sentence);
}

const OF_MATTERS: Readonly<Record<string, Label>> = {
  notice: 'notice_edit',
  lock: 'lock_check',
  settings: 'settings_show',
};

const LISTS = { mine: 'list_mine', open: 'list_open', given: 'list_given' } as const;

const isLabel = (name: string): name is Label => Object.hasOwn(INTENTS, name);

/** The label of an intent; undefined for what changes something, or is none. */
export function labelOf(intent: Intent): Label | undefined {
  switch (intent.kind) {
    case 'list':
      return intent.search === undefined ? LISTS[intent.scope] : 'search';
    case 'rule': {
      const label = `rule_${intent.topic.startsWith('article-') ? 'text' : intent.topic}`;
      return isLabel(label) ? label : undefined;
    }
    case 'deputy':
      return intent.move === 'list' ? 'deputy_list' : undefined;
    case 'matter': {
      const { matter, of, step } = intent;
      if (of !== undefined || (step !== undefined && step !== '')) return undefined;
      const label = OF_MATTERS[matter] ?? `${matter}_${step === '' ? 'new' : 'list'}`;
      return isLabel(label) ? label : undefined;
    }
    case 'showForm':
      return 'show_form';
    default:
      return isLabel(intent.kind) ? intent.kind : undefined;
  }
}
