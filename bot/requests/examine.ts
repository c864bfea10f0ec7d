import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Recording, Request } from '../db/generated/client.js';
import { civilDate } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import { attachedTo } from '../recordings/attached.js';
import { findCandidates } from '../recordings/candidates.js';
import type { Match } from '../recordings/match.js';
import { type Examination, examine } from '../rule/examination.js';
import type { Purpose } from '../rule/purposes.js';
import { keptSince, type Retention, retentionOf } from '../rule/retention.js';
import { proposeAnswerNumber } from './numbers.js';

const ATTACHED = '管財課が添付した録音';

/** A request after filing: the fields of 様式第1号 are there. */
export interface FiledFields {
  callDate: string;
  callTime: string;
  callAt: Date;
  durationMinutes: number;
  otherNumber: string | null;
  cityNumber: string;
  purpose: Purpose;
  purposeOther: string | null;
  documentNumber: string;
  applicationDate: string;
  contactSection: string;
  contactName: string;
  fiscalYear: number;
  serial: number;
  chiefName: string;
  chiefTitle: string;
}

/** The fields of 様式第1号 of a request that was filed. */
export function filedFields(request: Request): FiledFields {
  const { otherNumber, purposeOther } = request;
  const present = <T>(value: T | null): T => {
    if (value === null) throw new Error('the request was not filed');
    return value;
  };
  return {
    callDate: present(request.callDate),
    callTime: present(request.callTime),
    callAt: present(request.callAt),
    durationMinutes: present(request.durationMinutes),
    otherNumber,
    cityNumber: present(request.cityNumber),
    purpose: present(request.purpose) as Purpose,
    purposeOther,
    documentNumber: present(request.documentNumber),
    applicationDate: present(request.applicationDate),
    contactSection: present(request.contactSection),
    contactName: present(request.contactName),
    fiscalYear: present(request.fiscalYear),
    serial: present(request.serial),
    chiefName: present(request.chiefName),
    chiefTitle: present(request.chiefTitle),
  };
}

/** All that the manager needs to decide at a glance. */
export interface Prepared {
  candidates: Match<Recording>[];
  retention: Retention;
  examination: Examination;
  /** The proposed 管財発 number. */
  answerNumber: string;
}

/**
 * The recordings that may be handed over for a filed application, best first. Files attached by hand stand before all, the
 * newest of them preselected: whoever attached it meant this call.
 */
export async function candidatesOf(
  tx: Tx,
  { clock, config }: Pick<Context, 'clock' | 'config'>,
  request: Request,
): Promise<Match<Recording>[]> {
  const found = await findCandidates(tx, filedFields(request), keptSince(clock.now(), config.retentionDays));
  const attached = await attachedTo(tx, request.id);
  if (attached.length === 0) return found;
  return [
    ...attached.map((recording, index) => ({ recording, score: 100, reasons: ATTACHED, preselected: index === 0 })),
    ...found.map((match) => ({ ...match, preselected: false })),
  ];
}

/** Prepares the examination of a filed application (第6条第2項). Nothing is played (第4条第3項). */
export async function examineRequest(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'config'>,
  request: Request,
): Promise<Prepared> {
  const fields = filedFields(request);
  const today = civilDate(ctx.clock.now());
  const retention = retentionOf(fields.callDate, today, ctx.config.retentionDays);
  const candidates = await candidatesOf(tx, ctx, request);
  const found = {
    candidates: candidates.length,
    preselected: candidates.filter((match) => match.preselected).length,
    bestReasons: candidates[0]?.reasons ?? '',
    attached: candidates.filter(({ recording }) => recording.attachedToId !== null).length,
  };
  return {
    candidates,
    retention,
    examination: examine(retention, found, fields.purpose, fields.purposeOther),
    answerNumber: await proposeAnswerNumber(tx, fiscalYearOf(today)),
  };
}
