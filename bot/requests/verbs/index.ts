import type { VerbKind } from '../../chat/intent.js';
import type { SpokenVerb } from '../../chat/verbs.js';
import { answer, reply } from './answer.js';
import { approve } from './approve.js';
import { attach } from './attach.js';
import { copy } from './copy.js';
import { detach } from './detach.js';
import { discard } from './discard.js';
import { disown } from './disown.js';
import { hand } from './hand.js';
import { handBack } from './handBack.js';
import { nudge } from './nudge.js';
import { preserve } from './preserve.js';
import { propose } from './propose.js';
import { receive } from './receive.js';
import { refuse } from './refuse.js';
import { register } from './register.js';
import { reissue } from './reissue.js';
import { reopen } from './reopen.js';
import { returnToChief } from './return.js';
import { revoke } from './revoke.js';
import { share } from './share.js';
import { showForm } from './showForm.js';
import { resubmit, submit } from './submit.js';
import { take } from './take.js';
import type { Verb } from './verb.js';
import { withdraw } from './withdraw.js';

/** Everything that can be done with a request; the buttons of a card stand in this order. */
export const VERBS: readonly Verb[] = [
  submit,
  resubmit,
  hand,
  take,
  handBack,
  discard,
  approve,
  refuse,
  returnToChief,
  preserve,
  answer,
  reply,
  receive,
  register,
  nudge,
  share,
  reissue,
  showForm,
  copy,
  attach,
  detach,
  propose,
  reopen,
  withdraw,
  revoke,
  disown,
];

/** How they are said: what chat guards, by the name of the verb. */
export const SPOKEN: readonly SpokenVerb[] = VERBS.flatMap(({ name, said }) =>
  said === undefined ? [] : [{ ...said, kind: name as VerbKind }],
);

/** The verb of a name, if there is one. */
export function verbNamed(name: string): Verb | undefined {
  return VERBS.find((verb) => verb.name === name);
}

const ACTION = 'request.';

/** The verbs by what the log calls them, now and in rows that earlier versions wrote. */
const BY_ACTION: ReadonlyMap<string, Verb> = new Map(
  VERBS.flatMap((verb) => [verb.name, ...(verb.formerly ?? [])].map((name) => [`${ACTION}${name}`, verb] as const)),
);

/** The verb that a row of the log tells of, if it tells of one. */
export function verbOf(action: string): Verb | undefined {
  return BY_ACTION.get(action);
}

/** What the log calls a verb, now and earlier. */
export function actionsOf({ name, formerly = [] }: Pick<Verb, 'name' | 'formerly'>): string[] {
  return [name, ...formerly].map((one) => `${ACTION}${one}`);
}
