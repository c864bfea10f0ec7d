import { addBusinessDays, businessDaysBetween, isBusinessDay } from '../japanese/businessDays.js';
import { civilDate, civilTime, daysBetween } from '../japanese/civil.js';
import { ONCE_SUBMITTED, type Status } from './states.js';

/** After how many business days, or with how many days left, people are reminded. */
export interface ReminderSettings {
  /** Business days until an undecided application is called to mind, then daily. */
  undecided: number;
  /** Days left of the recording's 90 (第4条第2項) at which an undecided application becomes urgent. */
  retentionLeft: readonly number[];
  /** Days before a link expires that was not used. */
  linkLeft: number;
  /** Business days after 交付 until the registration as a public document is called to mind. */
  unregistered: number;
  /** Business days until a matter that waits (第7条) is called to mind, then daily. */
  matters: number;
}

/** What a request looks like to the reminders. */
export interface RemindedRequest {
  status: Status;
  /** Civil dates. */
  submittedOn: string | null;
  answeredOn: string | null;
  /** Its recording is preserved (保全), so that it is not lost with its 90 days. */
  preserved?: boolean;
  /** Days left until the recording is gone; negative when it is past. */
  retentionLeft: number;
  /** Days left of the chief's open link, if there is one. */
  linkLeft: number | null;
  /** That link's id: a re-issued one is called to mind anew. */
  linkId: string | null;
}

export type ReminderKind = 'undecided' | 'retention' | 'link' | 'unregistered';

/** One reminder that is due, and what makes it the same as one that was sent before. */
export interface Reminder {
  kind: ReminderKind;
  /** Part of the notice's key: the same text is never sent twice. */
  about: string;
}

/** Filed, and the recording is still only on the recorder. */
const UNCOPIED: readonly Status[] = ['submitted', 'returned', 'approved'];

/** Reminders go out in office hours of business days only: never at night, never on a holiday. */
export function mayRemindAt(now: Date): boolean {
  const time = civilTime(now);
  return isBusinessDay(civilDate(now)) && time >= '08:30' && time < '17:15';
}

/** The reminders that are due for a request on a civil date. */
export function remindersDue(request: RemindedRequest, today: string, settings: ReminderSettings): Reminder[] {
  const due: Reminder[] = [];
  // Nothing is sent on the days until the next business day, so what falls due in between is sent today.
  const slack = daysBetween(today, addBusinessDays(today, 1)) - 1;
  const undecided = request.status === 'submitted' && request.submittedOn !== null;
  if (undecided && businessDaysBetween(request.submittedOn ?? today, today) >= settings.undecided) {
    due.push({ kind: 'undecided', about: `undecided-${today}` });
  }
  // Until the copy is made the recording can be lost, in whose hands the application may be.
  if (UNCOPIED.includes(request.status) && !request.preserved) {
    const mark = [...settings.retentionLeft]
      .sort((a, b) => a - b)
      .find((days) => request.retentionLeft - slack <= days);
    if (mark !== undefined && request.retentionLeft >= 0) due.push({ kind: 'retention', about: `retention-${mark}` });
  }
  const { linkLeft } = request;
  if (request.status === 'answered' && linkLeft !== null && linkLeft >= 0 && linkLeft - slack <= settings.linkLeft) {
    due.push({ kind: 'link', about: `link-${request.linkId}` });
  }
  const waits = request.status === 'answered' || request.status === 'received';
  if (waits && request.answeredOn !== null && today >= addBusinessDays(request.answeredOn, settings.unregistered)) {
    due.push({ kind: 'unregistered', about: 'unregistered' });
  }
  return due;
}

/** What the 取扱者, and those who decide, are called to see to because a request cannot go on by itself. */
export type Trouble =
  | 'no-recording'
  | 'no-chief'
  | 'no-decider'
  | 'integrity'
  | 'unavailable'
  /** A recipient stopped their own links, or too many wrong codes did. */
  | 'disowned'
  | 'guessed';

/** Every message that calls somebody to do something about a request. */
type Call =
  | ReminderKind
  | Trouble
  | 'prepared'
  | 'handedBack'
  | 'nudge'
  | 'returned'
  | 'downloaded'
  | 'answered'
  | 'refused'
  | 'shared';

/** In which states a call to act is still true; one that was overtaken is not sent, and where it was sent it is taken back. */
const WAITS_IN: Readonly<Record<Call, readonly Status[]>> = {
  prepared: ['draft'],
  handedBack: ['draft'],
  nudge: ['submitted'],
  returned: ['returned'],
  downloaded: ['answered', 'received'],
  // What hands over a link holds as long as the link does.
  answered: ['answered', 'received', 'registered'],
  refused: ['refused'],
  shared: ['answered', 'received', 'registered'],
  undecided: ['submitted'],
  retention: UNCOPIED,
  link: ['answered'],
  unregistered: ['answered', 'received'],
  'no-recording': ['submitted'],
  'no-decider': ['submitted'],
  'no-chief': ['submitted', 'returned', 'approved', 'refused', 'answered', 'received'],
  integrity: ['approved'],
  unavailable: ['approved'],
  // Whatever became of the request: who was at the link has to be found out.
  disowned: ONCE_SUBMITTED,
  guessed: ONCE_SUBMITTED,
};

/** The states in which somebody still has to do what a message calls for; undefined for news, which calls for nothing. */
export function waitsIn(call: string): readonly Status[] | undefined {
  return Object.hasOwn(WAITS_IN, call) ? WAITS_IN[call as Call] : undefined;
}
