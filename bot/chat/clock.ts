import type { Intent } from './intent.js';
import { isAborted, isNegated, isReported } from './moods.js';
import type { Sentence } from './sentence.js';

const SAID = /^(?:サーバーの)?(?:時計|時刻)(?:は|が)(?:正しい|合ってい(?:る|ます))(?:です)?$/;

/** Reads 「時計は正しいです」, plainly said. */
export function readClock({ text }: Sentence): Intent | undefined {
  if (!SAID.test(text) || isNegated(text) || isAborted(text) || isReported(text)) return undefined;
  return { kind: 'clock_right' };
}
