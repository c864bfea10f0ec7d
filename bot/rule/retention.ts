import { civilDate, daysBetween, momentOf } from '../japanese/civil.js';
import { firstDayOf, lastDayOf, type Period } from './period.js';
import { CITY } from './profile/city.js';

/** 附則: the rule is in force from then (令和7年11月1日); nothing was recorded under it before. */
export const RULE_START = CITY.rule.start;

/** Whether a recording should still be on the recorder. */
export interface Retention {
  within: boolean;
  /** Days left; 0 on the last day, negative afterwards. */
  daysLeft: number;
  /** The last civil date on which the recording is kept. */
  lastDay: string;
}

/**
 * 第4条第2項: kept for a period from the recording, in Kumamoto 90 days. As in 民法第140条 the day of the recording itself does not count,
 * so the last day is the 90th day after it.
 *
 * @param callDate civil date of the call
 * @param today civil date of today
 */
export function retentionOf(callDate: string, today: string, period: Period = CITY.retention): Retention {
  const lastDay = lastDayOf(period, callDate);
  const daysLeft = daysBetween(today, lastDay);
  return { within: daysLeft >= 0, daysLeft, lastDay };
}

/**
 * The moment before which nothing is kept any more (第4条第2項): older recordings are neither taken over nor offered for
 * copying, even while the recorder still has the file.
 */
export function keptSince(now: Date, period: Period): Date {
  return momentOf(firstDayOf(period, civilDate(now)), '00:00');
}
