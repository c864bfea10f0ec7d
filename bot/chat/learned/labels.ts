import type { Intent, RuleTopic, Shown } from '../intent.js';
import { fieldsSaid } from '../matters.js';
import { referenceOf } from '../references.js';
import type { Sentence } from '../sentence.js';
import { pastIn, soughtIn, stateIn } from '../sought.js';
import { wantsRecording } from '../wishes.js';

const only = ({ references: [first, second] }: Sentence) =>
  first !== undefined && second === undefined ? { of: referenceOf(first) } : {};

/** A count is of what was decided where it says so, of what waits, or of what was filed. */
const WAITING = /たま|溜ま|残って|待ち|待って|未処理|未決|未審査/;
const DECIDED = /決裁|決定|承認|処理(?!状況)|不交付|交付/;

/** How the one request stands that is named. */
const named = ({ references: [of, another] }: Sentence): Shown | undefined =>
  of !== undefined && another === undefined ? { kind: 'status', of: referenceOf(of) } : undefined;

/** What the form shall contain, where the sentence says it; it says more, so it is asked about. */
const entries = ({ facts }: Sentence): Shown | undefined =>
  Object.keys(facts).length === 0 ? undefined : { kind: 'facts', facts, unsure: true };

const always = (intent: Shown) => (): Shown => intent;

const rule = (topic: RuleTopic) => always({ kind: 'rule', topic });

const ARTICLE = /(?<!\d)第?\s?([1-9]\d?)\s?条/;

/** Earlier ones are asked for, not a new one. */
const EARLIER = /履歴|一覧|リスト|前回|いつ|旧版|見せ|見たい/;
const CHANGED = /変え|変更|直し|修正|延ば|伸ば|短く|にして/;

/** To begin a matter of a kind: its form is shown, with what was said of the call and for its fields. */
const begins =
  (matter: string) =>
  (sentence: Sentence): Shown => {
    const typed = fieldsSaid(sentence, matter);
    return {
      kind: 'matter',
      matter,
      step: '',
      ...(Object.keys(sentence.facts).length > 0 ? { facts: sentence.facts } : {}),
      ...(Object.keys(typed).length > 0 ? { typed } : {}),
    };
  };

const lists = (matter: string) => always({ kind: 'matter', matter });

/** A new one, or the earlier ones where they are asked for. */
const newOrEarlier = (matter: string) => (sentence: Sentence) =>
  EARLIER.test(sentence.text) ? lists(matter)() : begins(matter)(sentence);

/**
 * What people want of which the bot shows or asks something, and how the intent is made of the sentence. Nothing here changes anything: what
 * does is ordered by a guarded verb alone. Undefined where the sentence lacks what it takes.
 */
const INTENTS = {
  apply: ({ facts }: Sentence): Shown => ({ kind: 'apply', facts }),
  audit: (sentence: Sentence): Shown =>
    sentence.references.length > 0 ? { kind: 'evidence', ...only(sentence) } : { kind: 'audit' },
  case_list: lists('case'),
  case_new: begins('case'),
  complaint_list: lists('complaint'),
  complaint_new: begins('complaint'),
  count: (sentence: Sentence): Shown => {
    if (WAITING.test(sentence.text)) return { kind: 'list', scope: 'open', ...pastIn(sentence) };
    const decided = DECIDED.test(sentence.text) ? { decided: true as const } : {};
    return { kind: 'list', scope: 'mine', ...pastIn(sentence), ...decided };
  },
  // Whoever denies, puts off or reports an act asks for nothing: they are asked back.
  denied: (sentence: Sentence): Shown => named(sentence) ?? { kind: 'ask_back' },
  deputy_list: always({ kind: 'deputy', move: 'list' }),
  download: (sentence: Sentence): Shown => ({ kind: 'download', ...only(sentence) }),
  edit: (sentence: Sentence): Shown => named(sentence) ?? entries(sentence) ?? { kind: 'edit' },
  evidence: (sentence: Sentence): Shown | undefined =>
    sentence.references.length > 1 ? undefined : { kind: 'evidence', ...only(sentence) },
  examine_next: always({ kind: 'examine_next' }),
  facts: (sentence: Sentence): Shown => {
    if (wantsRecording(sentence.text)) return { kind: 'apply', facts: sentence.facts };
    // Where no reader finds anything, the form is opened to type it in.
    return entries(sentence) ?? { kind: 'resume' };
  },
  greeting: always({ kind: 'greeting' }),
  help: always({ kind: 'help' }),
  ledger: (sentence: Sentence): Shown | undefined =>
    sentence.references.length > 0 ? undefined : { kind: 'ledger', ...pastIn(sentence) },
  // The way to the recordings is shown, with the button that makes another link.
  link_broken: (sentence: Sentence): Shown => ({ kind: 'download', ...only(sentence) }),
  list_given: (sentence: Sentence): Shown => ({ kind: 'list', scope: 'given', ...pastIn(sentence) }),
  list_mine: (sentence: Sentence): Shown => ({ kind: 'list', scope: 'mine', ...pastIn(sentence) }),
  list_open: (sentence: Sentence): Shown => ({ kind: 'list', scope: 'open', ...pastIn(sentence) }),
  lock_check: newOrEarlier('lock'),
  notice_edit: newOrEarlier('notice'),
  // Words that want nothing of the bot.
  nothing: (sentence: Sentence): Shown => named(sentence) ?? { kind: 'unknown' },
  off_topic: always({ kind: 'off_topic' }),
  operations: always({ kind: 'operations' }),
  playback_list: lists('playback'),
  playback_new: begins('playback'),
  preservation_list: lists('preservation'),
  preservation_new: begins('preservation'),
  progress: (sentence: Sentence): Shown => {
    const period = pastIn(sentence);
    return Object.keys(period).length > 0 ? { kind: 'list', scope: 'mine', ...period } : { kind: 'progress' };
  },
  resume: (sentence: Sentence): Shown => entries(sentence) ?? { kind: 'resume' },
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
  rule_text: ({ text }: Sentence): Shown => {
    const number = ARTICLE.exec(text)?.[1];
    return { kind: 'rule', topic: number === undefined ? 'text' : `article-${Number(number)}` };
  },
  search: (sentence: Sentence): Shown => {
    const search = soughtIn(sentence) ?? stateIn(sentence);
    return { kind: 'list', scope: 'mine', ...pastIn(sentence), ...(search === undefined ? {} : { search }) };
  },
  // Without a number it is for one of those that wait.
  search_recordings: (sentence: Sentence): Shown => {
    const { of } = only(sentence);
    return of === undefined ? { kind: 'list', scope: 'open' } : { kind: 'search_recordings', of };
  },
  settings_show: (sentence: Sentence): Shown =>
    CHANGED.test(sentence.text) ? begins('settings')(sentence) : lists('settings')(),
  show_form: (sentence: Sentence): Shown => ({ kind: 'showForm', ...only(sentence) }),
  status: (sentence: Sentence): Shown => {
    const otherwise: Shown = sentence.references.length > 0 ? { kind: 'list', scope: 'mine' } : { kind: 'progress' };
    return named(sentence) ?? otherwise;
  },
  thanks: always({ kind: 'thanks' }),
  unsent: always({ kind: 'unsent' }),
} as const satisfies Record<string, (sentence: Sentence) => Shown | undefined>;

/** What somebody may want that is only shown or asked; `examples/` has sentences for each. */
export type Label = keyof typeof INTENTS;

/** All of them, in their order. */
export const LABELS = Object.keys(INTENTS).sort() as Label[];

/** The intent of a label, with what the sentence says besides; undefined where it lacks what that takes. */
export function intentOf(label: Label, sentence: Sentence): Shown | undefined {
  return INTENTS[label](sentence);
}

const OF_MATTERS: Readonly<Record<string, Label>> = {
  notice: 'notice_edit',
  lock: 'lock_check',
  settings: 'settings_show',
};

const LISTS = { mine: 'list_mine', open: 'list_open', given: 'list_given' } as const;

/** Whether a name is that of a label. */
export const isLabel = (name: string): name is Label => Object.hasOwn(INTENTS, name);

/** The label of an intent; undefined for what changes something, or is none. */
export function labelOf(intent: Intent): Label | undefined {
  switch (intent.kind) {
    case 'ask_back':
      return 'denied';
    case 'unknown':
      return 'nothing';
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
