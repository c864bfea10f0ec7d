import { civilDate } from '../japanese/civil.js';
import { wholeMinutes } from '../japanese/lengths.js';
import { SELF } from '../rule/office.js';

/** The call data of a recording that matching looks at; `otherNumber` null means 非通知. */
export interface RecordingFacts {
  id: string;
  startedAt: Date;
  /** Real length in seconds. */
  seconds: number;
  otherNumber: string | null;
  cityNumber: string;
}

/** What the application says of the call. */
export interface CallSought {
  callAt: Date;
  /** Null where it is not known. */
  durationMinutes: number | null;
  otherNumber: string | null;
  cityNumber: string;
}

/** How well a recording fits; bigger is better. */
export interface Match<R extends RecordingFacts> {
  recording: R;
  score: number;
  /** The comparison in words: 「時刻 +2分・番号一致・長さ ±1分」. */
  reasons: string;
  /** Chosen beforehand, so that one click approves. */
  preselected: boolean;
  /** Who searched for it and put it before whoever decides, where the comparison did not find it. */
  proposedById?: string;
}

/** Minutes around the time on the form in which a call is looked for. */
export const SEARCH_MINUTES = 180;
/**
 * What a recording of another number needs to be worth showing by {@link rankMatches}: so near in time, in whole minutes, and the own
 * number or the length as well.
 */
export const OTHER_NUMBER_MINUTES = 15;
/** Lengths in whole minutes that are at most one apart are fewer seconds apart than this. */
export const LENGTH_SECONDS = 120;
/** A call that was transferred goes on within this time after its first part ended, in seconds. */
const TRANSFER_SECONDS = 300;
/** At this score a recording is surely meant; see `score`. */
const SURE = 60;
const POSSIBLE = 25;
const MAX_CANDIDATES = 5;

/**
 * Ranks recordings against the call that the application describes, and marks what is meant: the best one if it is sure, and
 * the later parts of the same call if it was transferred. Never listens to anything (第4条第3項): it compares call data only.
 */
export function rankMatches<R extends RecordingFacts>(sought: CallSought, recordings: readonly R[]): Match<R>[] {
  const ranked = recordings
    .map((recording) => ({ recording, score: score(sought, recording), transferred: false, preselected: false }))
    .filter((ranking) => ranking.score >= POSSIBLE)
    .sort((a, b) => b.score - a.score || distance(sought, a.recording) - distance(sought, b.recording));
  const best = ranked[0];
  if (best && best.score >= SURE) {
    best.preselected = true;
    const inTime = [...ranked].sort((a, b) => a.recording.startedAt.getTime() - b.recording.startedAt.getTime());
    const meant = inTime.indexOf(best);
    joinTransfers(best, inTime.slice(meant + 1), (from, to) => isTransfer(from, to));
    joinTransfers(best, inTime.slice(0, meant).reverse(), (from, to) => isTransfer(to, from));
  }
  const chosen = ranked.filter(({ preselected }) => preselected);
  return [...chosen, ...ranked.filter(({ preselected }) => !preselected)]
    .slice(0, Math.max(MAX_CANDIDATES, chosen.length))
    .map(({ transferred, ...ranking }) => ({
      ...ranking,
      reasons: `${reasons(sought, ranking.recording)}${transferred ? '・転送された通話' : ''}`,
    }));
}

/** A recording while it is compared with others. */
interface Ranking<R extends RecordingFacts> {
  recording: R;
  score: number;
  /** It is another part of the call that fits best. */
  transferred: boolean;
  preselected: boolean;
}

/** Follows a transferred call from the best match in one direction of time; the applicant may have named any of its parts. */
function joinTransfers<R extends RecordingFacts>(
  best: Ranking<R>,
  others: Ranking<R>[],
  continues: (from: R, to: R) => boolean,
): void {
  let last = best.recording;
  for (const match of others) {
    if (!continues(last, match.recording)) continue;
    match.preselected = true;
    match.transferred = true;
    last = match.recording;
  }
}

function isTransfer(first: RecordingFacts, second: RecordingFacts): boolean {
  if (first.otherNumber === null || first.otherNumber !== second.otherNumber) return false;
  if (first.cityNumber === second.cityNumber) return false;
  const gap = (second.startedAt.getTime() - first.startedAt.getTime()) / 1000 - first.seconds;
  return gap >= -first.seconds && gap <= TRANSFER_SECONDS && second.startedAt > first.startedAt;
}

/**
 * The counterpart's number weighs most, then the time, the own number, the length. A different known number speaks against it.
 * That both are 非通知 says little, so without the own number such a call is never sure.
 */
function score(sought: CallSought, recording: RecordingFacts): number {
  const minutes = Math.abs(minutesApart(sought, recording));
  const time = minutes <= 5 ? 40 : minutes <= 15 ? 30 : minutes <= 60 ? 15 : minutes <= SEARCH_MINUTES ? 5 : -20;
  const number = sought.otherNumber === recording.otherNumber ? (sought.otherNumber === null ? 5 : 40) : -25;
  const city = sought.cityNumber === recording.cityNumber ? 15 : 0;
  const apart = lengthApart(sought, recording);
  const length = apart !== null && Math.abs(apart) <= 1 ? 10 : 0;
  return time + number + city + length;
}

/** Milliseconds between the time on the form and the call's beginning: of equals, the nearest is meant. */
function distance(sought: CallSought, recording: RecordingFacts): number {
  return Math.abs(recording.startedAt.getTime() - sought.callAt.getTime());
}

function minutesApart(sought: CallSought, recording: RecordingFacts): number {
  // Both are shown in whole minutes, and the difference shown is the difference of what is shown.
  return Math.floor(recording.startedAt.getTime() / 60_000) - Math.floor(sought.callAt.getTime() / 60_000);
}

function lengthApart(sought: CallSought, recording: RecordingFacts): number | null {
  return sought.durationMinutes === null ? null : wholeMinutes(recording.seconds) - sought.durationMinutes;
}

function reasons(sought: CallSought, recording: RecordingFacts): string {
  const minutes = minutesApart(sought, recording);
  const sameDay = civilDate(sought.callAt) === civilDate(recording.startedAt);
  const words = [sameDay ? (minutes === 0 ? '時刻一致' : `時刻 ${signed(minutes)}分`) : '日付が異なる'];
  words.push(
    sought.otherNumber === recording.otherNumber
      ? sought.otherNumber === null
        ? '非通知'
        : '番号一致'
      : '番号が異なる',
  );
  if (sought.cityNumber !== recording.cityNumber) words.push(`${SELF}側番号が異なる`);
  const length = lengthApart(sought, recording);
  if (length !== null) words.push(length === 0 ? '長さ一致' : `長さ ${signed(length)}分`);
  return words.join('・');
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : `−${-value}`;
}
