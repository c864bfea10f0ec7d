import { civilDate, civilTime } from '../japanese/civil.js';
import { formatWarekiShort } from '../japanese/wareki.js';

/**
 * A moment to the second, in Japan: 令和8年11月23日 14:05:09. What is no moment (a row that was tampered with) stays as it is.
 *
 * @param at ISO 8601
 */
export function momentWords(at: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  const seconds = String(moment.getUTCSeconds()).padStart(2, '0');
  return `${formatWarekiShort(civilDate(moment))} ${civilTime(moment)}:${seconds}`;
}
