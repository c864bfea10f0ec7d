import type { Aim, Line, Samples } from './row.js';

/** The value below which this share of the values lies, by the nearest rank; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The middle value, of an even number the mean of both in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [below, above] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return below === undefined || above === undefined ? Number.NaN : (below + above) / 2;
}

type Verdict = 'met' | 'missed' | 'no aim' | 'not measured';

/** One line of the table as it is printed and kept: medians, what they come to, and whether that is what was aimed at. */
export interface Figure extends Line {
  row: string;
  /** Median of ours; null where nothing was measured. */
  ours: number | null;
  theirs: number | null;
  /** Ours as a share of the peer. */
  ratio: number | null;
  verdict: Verdict;
  note: string;
  samples: { ours: readonly number[]; peer: readonly number[] };
}

/** The median, or null of no values. */
function middle(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values);
}

/** Whether a value is within an aim; both limits belong to it. */
export function isWithin(value: number, { atLeast, atMost }: Aim): boolean {
  // A value that is no number is within nothing.
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

/** Puts a line and what was measured for it together. */
export function figureOf(row: string, line: Line, { ours, peer = [], note = '' }: Samples): Figure {
  const [mine, theirs] = [middle(ours), middle(peer)];
  // Of nothing there is no share.
  const ratio = mine === null || theirs === null || theirs === 0 ? null : mine / theirs;
  return {
    ...line,
    row,
    ours: mine,
    theirs,
    ratio,
    note,
    samples: { ours, peer },
    verdict: verdictOf(line, mine, ratio),
  };
}

function verdictOf({ aim }: Line, ours: number | null, ratio: number | null): Verdict {
  if (ours === null) return 'not measured';
  if (aim === undefined) return 'no aim';
  const value = aim.of === 'ours' ? ours : ratio;
  if (value === null) return 'not measured';
  return isWithin(value, aim) ? 'met' : 'missed';
}
