import type { Clock } from '../../bot/clock.js';

/** A clock that stands still until it is told otherwise. */
export interface FixedClock extends Clock {
  set(iso: string): void;
  advance(milliseconds: number): void;
}

/** Monday 23 November 2026, ten in the morning in Tokyo, unless told otherwise. */
export function fixedClock(iso = '2026-11-23T10:00:00+09:00'): FixedClock {
  let at = Date.parse(iso);
  return {
    now: () => new Date(at),
    set: (next) => {
      at = Date.parse(next);
    },
    advance: (milliseconds) => {
      at += milliseconds;
    },
  };
}
