import type { CallSought, RecordingFacts } from '../../bot/recordings/match.js';

/** 22 November 2026 at that time in Tokyo; another day when the text has a date. */
export function at(time: string): Date {
  const [date, clock] = time.includes(' ') ? time.split(' ') : ['2026-11-22', time];
  return new Date(`${date}T${clock}${clock?.length === 5 ? ':00' : ''}+09:00`);
}

export const CITIZEN = '+819012345678';
export const OTHER_CITIZEN = '+819087654321';

/** What the form says: the citizen called extension 12345 at 14:05, about three minutes. */
export function sought(facts: Partial<CallSought> = {}): CallSought {
  return { callAt: at('14:05'), durationMinutes: 3, otherNumber: CITIZEN, cityNumber: '12345', ...facts };
}

/** The recording of exactly that call, but for these facts. */
export function recorded(id: string, time: string, facts: Partial<RecordingFacts> = {}): RecordingFacts {
  return { id, startedAt: at(time), seconds: 160, otherNumber: CITIZEN, cityNumber: '12345', ...facts };
}
