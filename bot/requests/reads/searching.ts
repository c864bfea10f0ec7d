import { appendAudit } from '../../audit/append.js';
import type { Context, Via } from '../../context.js';
import type { Recording, Request } from '../../db/generated/client.js';
import { AppError } from '../../errors.js';
import { isCivilDate, momentOf } from '../../japanese/civil.js';
import { parsePhone } from '../../japanese/phone.js';
import { foldNumeric } from '../../japanese/text.js';
import { type RecordingQuestion, searchRecordings } from '../../recordings/search.js';
import type { Actor } from '../../rule/actor.js';
import { mayDo } from '../../rule/permission.js';
import { tidyDate } from '../../rule/reading.js';
import { keptSince } from '../../rule/retention.js';
import { loadRequest } from '../load.js';
import { submittedFields } from '../submitted.js';
import { propose } from '../verbs/propose.js';
import { notNow } from './question.js';

/** What is typed into the form of a search; times `HH:MM`, lengths in minutes; empty where it does not matter. */
export interface SearchTyped {
  date: string;
  begin: string;
  end: string;
  otherNumber: string;
  cityNumber: string;
  least: string;
  most: string;
}

/** What the search for an application begins with: its day. */
export function searchFor(request: Request): SearchTyped {
  const { callDate } = submittedFields(request);
  return { date: callDate, begin: '', end: '', otherNumber: '', cityNumber: '', least: '', most: '' };
}

/**
 * The application for which somebody may search recordings now.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`
 */
export async function searchable({ db }: Pick<Context, 'db'>, actor: Actor, requestId: string): Promise<Request> {
  const request = await loadRequest(db.client, actor, requestId);
  const permission = mayDo(actor, propose, request);
  if (!permission.allowed) throw new AppError('wrong_state', 'propose: not now', notNow(permission));
  return request;
}

/** What was found, and what is wrong with what was typed, by field. */
export type Searched =
  | { recordings: Recording[]; total: number }
  | { faults: Partial<Record<keyof SearchTyped, string>> };

/**
 * Searches the index for an application, by call data only (第4条第3項). That it was searched, and how much was found, stands in the log.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`
 */
export async function searchForRequest(
  ctx: Context,
  actor: Actor,
  via: Via,
  requestId: string,
  typed: SearchTyped,
): Promise<Searched> {
  await searchable(ctx, actor, requestId);
  const read = questionOf(ctx, typed);
  if ('faults' in read) return read;
  return ctx.db.transaction(async (tx) => {
    const found = await searchRecordings(tx, read);
    await appendAudit(tx, ctx, {
      actor: { id: actor.personId, name: actor.name },
      action: 'recording.search',
      requestId,
      channel: via.channel,
      data: { found: found.total, recordings: found.recordings.map(({ sha256 }) => sha256) },
    });
    return found;
  });
}

function questionOf(
  { clock, config }: Context,
  typed: SearchTyped,
): RecordingQuestion | Extract<Searched, { faults: unknown }> {
  const faults: Partial<Record<keyof SearchTyped, string>> = {};
  const date = tidyDate(typed.date);
  if (!isCivilDate(date)) faults.date = '日付を、2026-11-22 のように入力してください。';
  const [from, to] = (['begin', 'end'] as const).map((field) => {
    const time = timeIn(typed[field], field === 'begin' ? '00:00' : '23:59');
    if (time === undefined) faults[field] = '時間は、14:05 のように入力してください。';
    return time ?? '00:00';
  }) as [string, string];
  if (Object.keys(faults).length === 0 && to < from) faults.end = '終わりの時間が、始まりの時間より前になっています。';
  const numbers = (['otherNumber', 'cityNumber'] as const).map((field) => {
    if (typed[field].trim() === '') return undefined;
    const phone = parsePhone(typed[field], config.areaCode);
    if (phone === undefined) faults[field] = '電話番号として読み取れませんでした。';
    return phone;
  });
  const [least, most] = (['least', 'most'] as const).map((field) => {
    const minutes = foldNumeric(typed[field]).replace(/分$/, '');
    if (minutes === '') return undefined;
    if (!/^\d{1,4}(\.\d+)?$/.test(minutes)) faults[field] = '長さは、分の数で入力してください。';
    return Number(minutes) * 60;
  });
  if (Object.keys(faults).length > 0) return { faults };
  const since = keptSince(clock.now(), config.retention);
  const begin = momentOf(date, from);
  const [other, city] = numbers;
  return {
    from: new Date(Math.max(begin.getTime(), since.getTime())),
    to: new Date(momentOf(date, to).getTime() + 59_999),
    ...(other === undefined ? {} : { otherNumber: other.kind === 'withheld' ? null : other.value }),
    ...(city === undefined || city.kind === 'withheld' ? {} : { cityNumber: city.value }),
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
  };
}

function timeIn(text: string, otherwise: string): string | undefined {
  const folded = foldNumeric(text);
  if (folded === '') return otherwise;
  const [, hour, minute = '0'] = /^(\d{1,2})(?:[:時](\d{1,2})?分?)?$/.exec(folded) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}
