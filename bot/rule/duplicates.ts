import { fiscalYearOf } from '../japanese/wareki.js';
import { formatReceipt, type Receipt } from './receipt.js';
import { STATUS_WORDS, type Status } from './states.js';

/** Minutes between two times of one call as two people remember it. */
export const SAME_CALL_MINUTES = 15;

/** What two applications are compared by. */
export interface Comparable {
  callAt: Date;
  /** E.164, an extension, or null for 非通知. */
  otherNumber: string | null;
  cityNumber: string;
  documentSymbol: string;
  documentNumber: string;
  /** Civil date; document numbers run within its 年度. */
  applicationDate: string;
}

/** True when both ask for one call: the same number at the same time; of a caller without number also the same telephone of ours. */
function isSameCall(one: Comparable, other: Comparable): boolean {
  const minutes = Math.abs(one.callAt.getTime() - other.callAt.getTime()) / 60_000;
  if (minutes > SAME_CALL_MINUTES || one.otherNumber !== other.otherNumber) return false;
  return one.otherNumber !== null || one.cityNumber === other.cityNumber;
}

/** True when both bear the same 文書番号 of the same 年度. */
function isSameNumber(one: Comparable, other: Comparable): boolean {
  return (
    one.documentSymbol === other.documentSymbol &&
    one.documentNumber === other.documentNumber &&
    fiscalYearOf(one.applicationDate) === fiscalYearOf(other.applicationDate)
  );
}

/** What an application has in common with another; said to whoever files and whoever decides, never a reason to refuse. */
export function likenessWords(one: Comparable, other: Comparable & Receipt & { status: Status }): string | undefined {
  const what = [isSameCall(one, other) ? '通話' : '', isSameNumber(one, other) ? '文書番号' : ''].filter(Boolean);
  return what.length === 0
    ? undefined
    : `${formatReceipt(other)}（${STATUS_WORDS[other.status]}）と同じ${what.join('・')}です`;
}
