/**
 * The one table of states and transitions of a request. Everything that asks "what can happen now, who may do it, and which
 * article says so" asks this file.
 */

export type Status =
  | 'draft'
  | 'submitted'
  | 'returned'
  | 'approved'
  | 'answered'
  | 'received'
  | 'filed'
  | 'refused'
  | 'withdrawn';

/** The words people see for a state. */
export const STATUS_WORDS: Record<Status, string> = {
  draft: '下書き',
  submitted: '審査待ち',
  returned: '差戻し',
  approved: '承認・準備中',
  answered: '交付済',
  received: '受領済',
  filed: '文書登録済',
  refused: '不交付',
  withdrawn: '取下げ',
};

/** With those who decide, or approved and being prepared. */
export const WITH_THE_OFFICE: readonly Status[] = ['submitted', 'approved'];

/** Not yet at an end for the section. */
export const UNDER_WAY: readonly Status[] = ['submitted', 'returned', 'approved', 'answered', 'received'];

/** What a list says of a state, with the reason where one belongs to it: 不交付（保存なし）, 交付済（失効済）. */
export function stateWords(request: {
  status: Status;
  refusalReason: 'no_ground' | 'not_stored' | null;
  linksStoppedAt: Date | null;
}): string {
  const reasons = [
    request.refusalReason === 'not_stored' ? '保存なし' : request.refusalReason === 'no_ground' ? '要件に適合せず' : '',
    request.linksStoppedAt !== null ? '失効済' : '',
  ].filter((reason) => reason !== '');
  return `${STATUS_WORDS[request.status]}${reasons.length > 0 ? `（${reasons.join('・')}）` : ''}`;
}

/** In what capacity somebody acts on a request. */
export type Party = 'preparer' | 'chief' | 'decider' | 'manager' | 'operator' | 'system';

/** Every verb that moves a request. */
export type Verb =
  | 'file'
  | 'refile'
  | 'return'
  | 'withdraw'
  | 'approve'
  | 'refuse'
  | 'reopen'
  | 'answer'
  | 'receive'
  | 'register';

export interface Transition {
  readonly from: readonly Status[];
  readonly to: Status;
  readonly by: readonly Party[];
  /** The article of the rule (要綱) that the step follows. */
  readonly article: string;
  /** What was done, as the timeline says it. */
  readonly done: string;
}

export const TRANSITIONS: Record<Verb, Transition> = {
  file: { from: ['draft'], to: 'submitted', by: ['chief'], article: '第6条第1項', done: '申請' },
  refile: { from: ['returned'], to: 'submitted', by: ['chief'], article: '第6条第1項', done: '再申請' },
  return: { from: ['submitted'], to: 'returned', by: ['decider'], article: '第6条第2項', done: '差戻し' },
  withdraw: { from: ['submitted', 'returned'], to: 'withdrawn', by: ['chief'], article: '第6条第1項', done: '取下げ' },
  approve: { from: ['submitted'], to: 'approved', by: ['decider'], article: '第6条第2項本文', done: '承認' },
  refuse: { from: ['submitted'], to: 'refused', by: ['decider'], article: '第6条第2項ただし書', done: '不交付の決定' },
  // The way out when an approved recording cannot be had any more: the approval is taken back and the matter examined again.
  reopen: { from: ['approved'], to: 'submitted', by: ['decider'], article: '第6条第2項', done: '承認の取消し' },
  answer: {
    from: ['approved'],
    to: 'answered',
    by: ['system'],
    article: '第6条第2項本文',
    done: '回答書と複製データの交付',
  },
  receive: { from: ['answered'], to: 'received', by: ['chief', 'system'], article: '様式第1号', done: '受領' },
  register: { from: ['answered', 'received'], to: 'filed', by: ['chief'], article: '様式第1号', done: '文書登録' },
};

/** True when the table has the step from this state. */
export function canMove(verb: Verb, from: Status): boolean {
  return TRANSITIONS[verb].from.includes(from);
}

/** True when nothing more will happen to a request by a decision. */
export function isDecided(status: Status): boolean {
  return status !== 'draft' && status !== 'submitted' && status !== 'returned';
}

/** What can be done with a request without moving it to another state. */
export type Act =
  | 'hand'
  | 'take'
  | 'handBack'
  | 'discard'
  | 'nudge'
  | 'reissue'
  | 'revoke'
  | 'share'
  | 'attach'
  | 'detach'
  | 'showForm';

export interface ActRule {
  readonly when: readonly Status[];
  readonly by: readonly Party[];
  /** The article, or the design, that the act follows. */
  readonly article: string;
  readonly done: string;
  /** True for what 失効 ends for good: nothing lifts it again but a new application. */
  readonly endsWithLinks?: true;
}

/** The acts beside the transitions, with who may do them and when. */
export const ACTS: Record<Act, ActRule> = {
  hand: { when: ['draft'], by: ['preparer'], article: '第6条第1項', done: '課長への確認依頼' },
  take: { when: ['draft'], by: ['chief'], article: '第6条第1項', done: '課長による修正' },
  discard: { when: ['draft'], by: ['preparer'], article: '第6条第1項', done: '下書きの破棄' },
  handBack: { when: ['draft'], by: ['chief'], article: '第6条第1項', done: '担当者への差戻し' },
  nudge: { when: ['submitted'], by: ['chief'], article: '第6条第2項', done: '審査の催促' },
  reissue: {
    when: ['answered', 'received', 'filed', 'refused'],
    by: ['chief'],
    article: '第6条第2項',
    done: '取得リンクの再発行',
    endsWithLinks: true,
  },
  revoke: {
    when: ['answered', 'received', 'filed', 'refused'],
    by: ['manager'],
    article: '第8条',
    done: '取得リンクの失効',
    endsWithLinks: true,
  },
  share: {
    when: ['answered', 'received', 'filed'],
    by: ['chief'],
    article: '第6条第2項',
    done: '課内の職員への引渡し',
    endsWithLinks: true,
  },
  // 様式第1号 is a public document of the section, too, and stays within its reach.
  showForm: {
    when: ['submitted', 'returned', 'withdrawn', 'approved', 'answered', 'received', 'filed', 'refused'],
    by: ['chief', 'preparer'],
    article: '第6条第1項',
    done: '申請書の確認',
  },
  attach: { when: ['submitted'], by: ['manager', 'operator'], article: '第6条第2項', done: '録音ファイルの添付' },
  detach: { when: ['submitted'], by: ['manager', 'operator'], article: '第6条第2項', done: '添付の取消し' },
};

/** Everything that can be done with a request: a step to another state, or an act that leaves it where it is. */
export type Step = Verb | Act;

/** In which states, by whom and under which article a step or act is possible. */
export function ruleOf(step: Step): {
  from: readonly Status[];
  /** The state a step leads to; an act leads to none. */
  to?: Status;
  by: readonly Party[];
  article: string;
  done: string;
  endsWithLinks?: true;
} {
  if (Object.hasOwn(TRANSITIONS, step)) return TRANSITIONS[step as Verb];
  const { when, ...act } = ACTS[step as Act];
  return { from: when, ...act };
}
