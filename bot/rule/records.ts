import { addDays, daysBetween } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';

/**
 * How long requests and their letters, official documents (公文書), are kept: as offices count, from 1 April after the 年度 in which a
 * request ended, for a number of years that the city's own rule (文書管理規程) sets.
 */

/** So many days before anything is deleted it is told: from 1 March to 1 April. */
const TOLD_DAYS = 31;

/** The last 年度 whose records are kept no longer on a civil day: what ended in it or earlier is over. */
export function overThrough(today: string, years: number): number {
  return fiscalYearOf(today) - years - 1;
}

/** The first civil day on which the records of a 年度 are kept no longer. */
export function overFrom(endedIn: number, years: number): string {
  return `${endedIn + years + 1}-04-01`;
}

/** The first civil day of which rows of the log are still kept, counted in the same way. */
export function keptFrom(today: string, years: number): string {
  return `${overThrough(today, years) + 1}-04-01`;
}

/** By which setting requests go: for how many years they are kept (null: for good), and which are kept all the same, by their receipt numbers. */
export interface RecordsRule {
  years: number | null;
  held: readonly string[];
}

/** Whether two settings say the same. */
export function isSameRule(one: RecordsRule, other: RecordsRule): boolean {
  const [held, others] = [one, other].map((rule) => [...rule.held].sort().join(' '));
  return one.years === other.years && held === others;
}

/** That it was told what will be deleted: what ended in a 年度 or earlier, from a civil day on, and by which rule. */
export interface Told {
  through: number;
  from: string;
  years: number;
}

/** What has to be told on a civil day, given what was told last; undefined where that still holds. Whether anything has ended so long ago is another question. */
export function toTell(today: string, years: number, told: Told | undefined): Told | undefined {
  const through = overThrough(addDays(today, TOLD_DAYS), years);
  if (told !== undefined && told.years === years && told.through >= through) return undefined;
  const [over, earliest] = [overFrom(through, years), addDays(today, TOLD_DAYS)];
  return { through, from: daysBetween(earliest, over) > 0 ? over : earliest, years };
}

/** The last 年度 whose records may be deleted on a civil day: they are over, and it was told in time, under the rule that holds now. */
export function deletableThrough(today: string, years: number, told: Told | undefined): number | undefined {
  if (told === undefined || told.years !== years || today < told.from) return undefined;
  return Math.min(told.through, overThrough(today, years));
}
