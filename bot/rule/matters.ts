import { type Actor, applyingPosts, decidesToday, hasRole, submittingPosts } from './actor.js';
import { CITES, KEEPER } from './office.js';
import type { Permission } from './permission.js';

/**
 * Matters: what the rule (要綱) wants kept beside requests. Each kind is a line of one table: which states it goes through, who may do
 * what in them, who sees it, and of how much.
 */

/** In what capacity somebody has to do with a matter. */
export type MatterParty =
  /** Everybody of the directory. */
  | 'anyone'
  /** Whoever began it. */
  | 'opener'
  /** Who decides today: the 管理責任者, or a 代決者 within their period. */
  | 'decider'
  | 'manager'
  | 'operator'
  | 'auditor'
  /** Who prepares or files applications. */
  | 'applicant'
  /** Who heads a section. */
  | 'chief'
  /** The people of the section in which it was begun. */
  | 'section'
  /** The bot itself. */
  | 'system';

/** What may be done to a matter: in which states, where it leads, and by whom. What begins one is possible in none. */
export interface MatterStepRule {
  readonly from: readonly string[];
  /** The state it leads to; what leaves the matter where it is has none. */
  readonly to?: string;
  readonly by: readonly MatterParty[];
  /** Not by whoever wished it: four eyes. What was begun for a request is decided there. */
  readonly othersOnly?: true;
}

/** One kind of matter. */
interface MatterRule {
  /** What it is called, and what stands before its number. */
  readonly word: string;
  /** The article of the rule that it follows. */
  readonly article: string;
  /** Its states, in the words that people see. */
  readonly states: Readonly<Record<string, string>>;
  /** The states in which somebody still has to do something. */
  readonly waiting: readonly string[];
  /** After so many business days those who have to do something are reminded, where it is pressing; else as the settings say. */
  readonly remindAfter?: number;
  /** Kept however long ago it ended. */
  readonly keptForGood?: true;
  /** There is one alone, which needs no number. */
  readonly only?: true;
  /** The states in which it has come to its end; from then its retention counts. */
  readonly over: readonly string[];
  /** Who sees that it is there, what it is about and what came of it. */
  readonly seenBy: readonly MatterParty[];
  /** Who sees all of it: who the citizen is, and how to reach them. */
  readonly wholeBy: readonly MatterParty[];
  readonly steps: Readonly<Record<string, MatterStepRule>>;
}

/** The table of rights and states of all kinds. */
export const MATTERS = {
  complaint: {
    word: '苦情',
    article: CITES.complaints,
    states: { received: '対応待ち', handling: '対応中', answered: '回答済', closed: '対応終了' },
    waiting: ['received', 'handling'],
    over: ['answered', 'closed'],
    seenBy: ['opener', 'decider', 'manager', 'operator', 'auditor'],
    wholeBy: ['decider', 'manager'],
    steps: {
      receive: { from: [], to: 'received', by: ['anyone'] },
      note: { from: ['received', 'handling', 'answered'], by: ['decider'] },
      answer: { from: ['received', 'handling'], to: 'answered', by: ['decider'] },
      close: { from: ['received', 'handling', 'answered'], to: 'closed', by: ['decider'] },
      reopen: { from: ['answered', 'closed'], to: 'handling', by: ['decider'] },
    },
  },
  preservation: {
    word: '保全',
    article: CITES.preservation,
    states: { wished: '希望', copying: '準備中', kept: '保全中', released: '解除', declined: '見送り' },
    waiting: ['wished'],
    over: ['released', 'declined'],
    seenBy: ['section', 'decider', 'manager', 'operator', 'auditor'],
    wholeBy: ['section', 'decider', 'manager'],
    remindAfter: 1,
    steps: {
      wish: { from: [], to: 'wished', by: ['applicant'] },
      order: { from: [], to: 'copying', by: ['decider'] },
      keep: { from: ['wished'], to: 'copying', by: ['decider'], othersOnly: true },
      decline: { from: ['wished'], to: 'declined', by: ['decider'] },
      kept: { from: ['copying'], to: 'kept', by: ['system'] },
      extend: { from: ['kept'], by: ['decider'], othersOnly: true },
      release: { from: ['copying', 'kept'], to: 'released', by: ['decider'] },
      lapse: { from: ['copying', 'kept'], to: 'released', by: ['system'] },
    },
  },
  playback: {
    word: '再生許可',
    article: CITES.playback,
    states: { wished: '希望', permitted: '許可中', declined: '不許可', ended: '終了' },
    waiting: ['wished'],
    over: ['declined', 'ended'],
    seenBy: ['opener', 'decider', 'manager', 'operator', 'auditor'],
    wholeBy: ['opener', 'decider', 'manager'],
    remindAfter: 1,
    steps: {
      wish: { from: [], to: 'wished', by: ['applicant', 'chief', 'operator'] },
      permit: { from: ['wished'], to: 'permitted', by: ['decider'], othersOnly: true },
      decline: { from: ['wished'], to: 'declined', by: ['decider'] },
      note: { from: ['permitted'], by: ['opener'] },
      end: { from: ['permitted'], to: 'ended', by: ['decider', 'opener'] },
      lapse: { from: ['permitted'], to: 'ended', by: ['system'] },
    },
  },
  case: {
    word: '事案',
    article: CITES.aims,
    states: { open: '対応中', closed: '終了' },
    waiting: [],
    over: ['closed'],
    seenBy: ['section', 'decider', 'manager', 'operator', 'auditor'],
    wholeBy: ['section', 'decider', 'manager'],
    steps: {
      open: { from: [], to: 'open', by: ['chief'] },
      note: { from: ['open'], by: ['section', 'decider'] },
      edit: { from: ['open'], by: ['section', 'decider'] },
      close: { from: ['open'], to: 'closed', by: ['opener', 'decider'] },
      reopen: { from: ['closed'], to: 'open', by: ['opener', 'decider'] },
    },
  },
  notice: {
    word: '公表文',
    article: CITES.publication,
    states: { draft: '作成中', published: '公表中', superseded: '旧版', discarded: '破棄' },
    waiting: ['draft'],
    over: ['superseded', 'discarded'],
    keptForGood: true,
    seenBy: ['manager', 'decider', 'operator', 'auditor'],
    wholeBy: ['manager', 'decider', 'operator', 'auditor'],
    steps: {
      draft: { from: [], to: 'draft', by: ['manager'] },
      edit: { from: ['draft'], by: ['manager'] },
      publish: { from: ['draft'], to: 'published', by: ['manager'] },
      discard: { from: ['draft'], to: 'discarded', by: ['manager'] },
    },
  },
  lock: {
    word: '施錠確認',
    article: CITES.room,
    states: { checked: '確認済' },
    waiting: [],
    over: ['checked'],
    seenBy: ['manager', 'decider', 'operator', 'auditor'],
    wholeBy: ['manager', 'decider', 'operator', 'auditor'],
    steps: { check: { from: [], to: 'checked', by: ['manager', 'operator'] } },
  },
  settings: {
    word: '設定',
    article: CITES.further,
    only: true,
    states: { inForce: '適用中' },
    waiting: [],
    over: [],
    keptForGood: true,
    seenBy: ['manager', 'decider', 'operator', 'auditor'],
    wholeBy: ['manager', 'decider', 'operator', 'auditor'],
    steps: {
      set: { from: [], to: 'inForce', by: ['manager'] },
      change: { from: ['inForce'], by: ['manager'] },
    },
  },
} as const satisfies Record<string, MatterRule>;

/** The kinds of matters. */
export type MatterKind = keyof typeof MATTERS;

/** All kinds, in the order in which they are offered. */
export const MATTER_KINDS = Object.keys(MATTERS) as MatterKind[];

/** What rights depend on in a matter. */
export interface MatterFacts {
  status: string;
  openedById: string;
  /** Where whoever began it worked then. */
  bureau: string;
  section: string;
  /** The request for which it was begun, if it was. */
  requestId: string | null;
}

/** The line of the table for a kind. */
export function matterRule(kind: MatterKind): MatterRule {
  return MATTERS[kind];
}

/** Does somebody see matters of a kind, whichever they are? */
export function maySeeKind(actor: Actor, kind: MatterKind): boolean {
  return matterRule(kind).seenBy.some((party) => is(actor, party, null));
}

/** What the table says of a step. @throws Error for a step that it does not know: nothing is done that it does not name */
export function matterStepRule(kind: MatterKind, step: string): MatterStepRule {
  const rule = matterRule(kind).steps[step];
  if (rule === undefined) throw new Error(`no right is stated for ${kind}.${step}`);
  return rule;
}

function is(actor: Actor | null, party: MatterParty, matter: MatterFacts | null): boolean {
  if (actor === null || party === 'system') return actor === null && party === 'system';
  if (party === 'anyone') return true;
  if (party === 'applicant') return applyingPosts(actor).length > 0;
  if (party === 'chief') return submittingPosts(actor).length > 0;
  if (party === 'section') {
    return actor.posts.some(({ bureau, section }) => bureau === matter?.bureau && section === matter.section);
  }
  if (party === 'opener') return matter?.openedById === actor.personId;
  return party === 'decider' ? decidesToday(actor) : hasRole(actor, party);
}

/** May somebody see a matter? What is not theirs to see is for them not there. */
export function maySeeMatter(actor: Actor, kind: MatterKind, matter: MatterFacts): boolean {
  return matterRule(kind).seenBy.some((party) => is(actor, party, matter));
}

/** Whether somebody sees every matter of a kind, and not only those that they began. */
export function seesEvery(actor: Actor, kind: MatterKind): boolean {
  return matterRule(kind).seenBy.some((party) => party !== 'opener' && party !== 'section' && is(actor, party, null));
}

/** Whether the people of a section see the matters of a kind that were begun in it. */
export function isSeenBySection(kind: MatterKind): boolean {
  return matterRule(kind).seenBy.includes('section');
}

/** Does somebody see who the citizen is and how to reach them? */
export function seesWhole(actor: Actor, kind: MatterKind, matter: MatterFacts): boolean {
  return matterRule(kind).wholeBy.some((party) => is(actor, party, matter));
}

const PARTY_WORDS: Partial<Record<MatterParty, string>> = {
  decider: `${KEEPER}または代決期間中の代決者`,
  manager: KEEPER,
  operator: '取扱者',
  applicant: '課（室）の長と担当者',
  chief: '課（室）の長と管理責任者',
  section: '作成した課（室）の方と管理責任者・代決期間中の代決者',
  opener: '作成した方と管理責任者・代決期間中の代決者',
};

/**
 * May this person do this to a matter now? Fails closed, as {@link mayDo} for requests does.
 *
 * @param actor null for the bot itself
 * @param matter null for what begins one
 * @param done what the step is called
 */
export function mayDoMatter(
  actor: Actor | null,
  kind: MatterKind,
  step: string,
  matter: MatterFacts | null,
  done: string,
): Permission {
  const { word, states } = matterRule(kind);
  const { from, by, to, othersOnly } = matterStepRule(kind, step);
  if (!by.some((party) => is(actor, party, matter))) {
    const who = by.map((party) => PARTY_WORDS[party] ?? '').find((words) => words !== '') ?? '担当の方';
    return { allowed: false, because: 'party', forPerson: `${done}は、${who}のみが行えます。` };
  }
  if (othersOnly && actor !== null && matter?.requestId === null && matter.openedById === actor.personId) {
    return {
      allowed: false,
      because: 'own',
      forPerson: `ご自身の${word.replace('許可', '')}の希望を、ご自身で決めることはできません。ほかの管理責任者または代決者が決めます。`,
    };
  }
  if (matter === null || from.includes(matter.status)) return { allowed: true };
  const now = states[matter.status] ?? '';
  return {
    allowed: false,
    because: 'state',
    forPerson:
      to === matter.status
        ? `この${word}は、すでに「${now}」です。`
        : `この${word}は「${now}」のため、${done}はできません。`,
  };
}
