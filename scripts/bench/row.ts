import type { Bench } from './bench.js';

/** What a figure should be: of the bot alone, in the unit of its line, or as a share of the peer. Limits are included. */
export interface Aim {
  of: 'ours' | 'ratio';
  atLeast?: number;
  atMost?: number;
}

/** One line of the table, known before anything is measured. */
export interface Line {
  /** What is measured, in words. */
  what: string;
  unit: string;
  /** What it is measured against; a line without a peer stands for itself. */
  peer?: string;
  aim?: Aim;
}

/** What was measured for one line: medians are taken of both, in the unit of the line. */
export interface Samples {
  ours: readonly number[];
  peer?: readonly number[];
  /** Why there is no peer where the line names one, or what else a reader of the figure has to know. */
  note?: string;
}

/**
 * One thing that is measured, with all its lines: ours and the peer in the same run, one after the other in turn.
 *
 * @typeParam K names of the lines within the row
 */
export interface Row<K extends string = string> {
  /** By which `--only` finds it. */
  name: string;
  lines: Readonly<Record<K, Line>>;
  /** @throws Missing where something is not there without which nothing can be measured */
  measure(bench: Bench): Promise<Readonly<Record<K, Samples>>>;
}

/** What a row needs is not there; the message says what. */
export class Missing extends Error {
  override readonly name = 'Missing';
}

/**
 * Takes samples of ours and of the peer in turn, so that whatever else the machine does meanwhile meets both.
 *
 * @param count how many of each
 */
export async function inTurn(
  count: number,
  ours: () => Promise<number>,
  peer: () => Promise<number>,
): Promise<{ ours: number[]; peer: number[] }> {
  const samples = { ours: [] as number[], peer: [] as number[] };
  for (let taken = 0; taken < count; taken++) {
    samples.ours.push(await ours());
    samples.peer.push(await peer());
  }
  return samples;
}
