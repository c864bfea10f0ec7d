/** The one source of the present moment; everything that needs "now" is handed a clock, tests hand a fixed one. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
