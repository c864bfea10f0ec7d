/** The states of a request. What leads from one to another stands with the verb that does it. */

export type Status =
  | 'draft'
  | 'submitted'
  | 'returned'
  | 'approved'
  | 'answered'
  | 'received'
  | 'registered'
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
  registered: '文書登録済',
  refused: '不交付',
  withdrawn: '取下げ',
};

/** Submitted, whatever became of it: everything but a draft. */
export const ONCE_SUBMITTED: readonly Status[] = (Object.keys(STATUS_WORDS) as Status[]).filter(
  (one) => one !== 'draft',
);

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
export type Party = 'reader' | 'preparer' | 'chief' | 'decider' | 'manager' | 'operator' | 'system';

/** What the rule says of something that is done to a request; every verb (`bot/requests/verbs/`) states it. */
export interface VerbRule {
  /** In which states it is possible. */
  readonly from: readonly Status[];
  /** The state it leads to; what leaves the request where it is has none. */
  readonly to?: Status;
  readonly by: readonly Party[];
  /** The article of the rule (要綱) that it follows. */
  readonly article: string;
  /** What it is called, done or to be done, wherever people read of it. */
  readonly done: string;
  /** True for what 失効 ends for good: nothing lifts it again but a new application. */
  readonly endsWithLinks?: true;
}
