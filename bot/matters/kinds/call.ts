import type { Context } from '../../context.js';
import type { Recording } from '../../db/generated/client.js';
import { civilDate, civilTime, momentOf } from '../../japanese/civil.js';
import { exactLength } from '../../japanese/lengths.js';
import { lastDigits, parsePhone } from '../../japanese/phone.js';
import { formatDay, formatTime } from '../../japanese/wareki.js';
import type { CallSought } from '../../recordings/match.js';
import { CITY } from '../../rule/profile/city.js';
import type { MatterField, Typed } from '../fields.js';

/** What a form asks of a call, named as in 様式第1号. */
export const CALL: readonly MatterField[] = [
  { id: 'callDate', word: '通話の日付', input: { kind: 'date' } },
  { id: 'callTime', word: '通話の時間', input: { kind: 'time' } },
  {
    id: 'otherNumber',
    word: '相手方電話番号',
    input: { kind: 'phone', placeholder: '番号が分からないときは「非通知」' },
  },
  { id: 'cityNumber', word: CITY.ownNumber, input: { kind: 'phone', placeholder: '例：12345' } },
];

/** A recording as it is told apart from others, by what the index says. */
export function titleOf({ startedAt, otherNumber, seconds }: Recording): string {
  const when = `${formatDay(civilDate(startedAt))}${formatTime(civilTime(startedAt))}`;
  return `${when}　${lastDigits(otherNumber)}　${exactLength(seconds)}`;
}

/** Of no request: nothing is attached to it by hand. */
export const NO_REQUEST = '00000000-0000-4000-8000-000000000000';

/** What the call of a form looks like to the matching. */
export function soughtBy(
  { config }: Pick<Context, 'config'>,
  { callDate = '', callTime = '', otherNumber = '', cityNumber = '' }: Typed,
): CallSought {
  const other = parsePhone(otherNumber, config.areaCode);
  const city = parsePhone(cityNumber, config.areaCode);
  return {
    callAt: momentOf(callDate, callTime),
    durationMinutes: null,
    otherNumber: other === undefined || other.kind === 'withheld' ? null : other.value,
    cityNumber: city === undefined || city.kind === 'withheld' ? '' : city.value,
  };
}
