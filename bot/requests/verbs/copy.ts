import type { Entries, Field } from '../../rule/form.js';
import { CITES } from '../../rule/office.js';
import { ONCE_SUBMITTED } from '../../rule/states.js';
import { openDraftIn } from '../draft.js';
import { type Draft, entriesOf } from '../draftForm.js';
import type { OfRequest } from '../step.js';
import { actorOf, OF_REQUEST, type Verb } from './verb.js';

/** What a new application takes over: the call and what its recording is for. Numbers, dates and the pledge are its own. */
const COPIED: readonly Field[] = [
  'callDate',
  'callTime',
  'durationMinutes',
  'otherNumber',
  'withheld',
  'cityNumber',
  'purpose',
  'purposeOther',
];

/** The draft that came of it, or the one that was in hand already, with what would have been copied. */
export interface Copied {
  draft: Draft;
  existed: boolean;
  entries: Entries;
  section: string;
}

/**
 * A new form with the call and the purpose of an application that was filed before: after 不交付 or 取下げ, after the copy was
 * deleted, or for another call of the same matter. The old one stays as it is; its log says that a form was begun from it.
 */
export const copy: Verb<OfRequest, Copied> = {
  name: 'copy',
  from: ONCE_SUBMITTED,
  by: ['chief', 'preparer'],
  article: CITES.application,
  done: '申請内容の写しの作成',
  told: false,
  input: OF_REQUEST,
  async apply(step) {
    const { tx, ctx, via, request } = step;
    const typed = entriesOf(request);
    const entries = Object.fromEntries(COPIED.flatMap((field) => (typed[field] ? [[field, typed[field]]] : [])));
    const section = `${request.bureau}${request.section}`;
    const { draft, existed } = await openDraftIn(tx, ctx, actorOf(step), via, entries, { section });
    const result = { draft, existed, entries, section };
    return existed ? { unchanged: true, result } : { result, audit: { draft: draft.request.id } };
  },
  button: { title: '写して新しく申請する' },
  meant: { which: '写して申請できる申請', title: '写して申請する' },
  said: {
    stem: /(?:(?:申請|内容|〓)(?:書|内容)?[をはの]?(?:写し|うつし|コピーし|複写し)て?、?(?:新しく|新規に?|もう一度|再度)?申請|同じ内容で(?:もう一度|再度|新しく|新規に?)?申請)/g,
    common: true,
  },
};
