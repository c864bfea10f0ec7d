import type { Happening } from '../../requests/reads/timeline.js';
import { verbOf } from '../../requests/verbs/index.js';

/** The words that the reader's own press was answered with, while nothing has happened since. */
export function ownWords(timeline: readonly Happening[], personId: string): string | undefined {
  const last = timeline.at(-1);
  if (last === undefined || last.whoId !== personId) return undefined;
  const afterwards = verbOf(last.action)?.afterwards;
  return typeof afterwards === 'string' ? afterwards : undefined;
}
