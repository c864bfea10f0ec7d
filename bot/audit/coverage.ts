import { civilDate } from '../japanese/civil.js';
import type { RecordedHead } from './heads.js';

/** After so long without a head kept outside, what was written since could have been rewritten as a whole. */
const MOST_MS = 26 * 60 * 60_000;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
/** How many days without a head are named. */
const NAMED = 5;

/** When rows were written: which days, the first moment and the last. */
export class Activity {
  readonly #days = new Set<string>();
  #hour = '';
  #last = '';

  /** Notes the moment of a row, as the log says it; one that is no moment is found elsewhere. */
  note(at: string): void {
    if (at > this.#last && MOMENT.test(at)) this.#last = at;
    // A civil day of Tokyo begins with an hour of UTC: nearly every row is of the hour of the one before.
    const hour = at.slice(0, 'YYYY-MM-DDTHH'.length);
    if (hour === this.#hour || !MOMENT.test(at)) return;
    this.#hour = hour;
    this.#days.add(civilDate(new Date(at)));
  }

  /**
   * Where the heads kept outside do not reach: before the first of them, on days on which something was written and no head was
   * kept, and behind the last. One sentence each; none when the heads cover all that was written.
   */
  gapsIn(heads: readonly RecordedHead[]): string[] {
    if (this.#last === '') return [];
    const last = new Date(this.#last);
    const kept = new Set(heads.map(({ day }) => day));
    const [firstKept] = [...kept].sort();
    const days = [...this.#days].sort();
    const [firstDay] = days;
    if (firstKept === undefined || firstDay === undefined) return ['No head of the log is kept outside the database.'];
    const gaps: string[] = [];
    if (firstKept > firstDay) gaps.push(`The first head is of ${firstKept}, but the log begins on ${firstDay}.`);
    const missing = days.filter((day) => day > firstKept && day < civilDate(last) && !kept.has(day));
    if (missing.length > 0) {
      const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
      gaps.push(`No head was kept on ${missing.slice(0, NAMED).join(', ')}${more}.`);
    }
    const newest = heads.reduce((latest, { at }) => Math.max(latest, Date.parse(at)), 0);
    if (last.getTime() - newest > MOST_MS) {
      gaps.push(`The newest head is ${hours(last.getTime() - newest)} older than the last row.`);
    }
    return gaps;
  }
}

const hours = (ms: number): string => `${Math.floor(ms / 3_600_000)} hours`;
