import type { Intent } from './intent.js';
import { isAborted, isNegated, isReported } from './moods.js';
import type { Sentence } from './sentence.js';

const SAID =
  /^(?:(?:データ(?:ベース)?|バックアップ)(?:を|から|の)?)?復元(?:を?し(?:ました|た)|が?(?:終わり|完了し|済み)(?:ました|です)?|済み(?:です)?)$/;

/** Reads 「復元しました」, plainly said. */
export function readRestored({ text }: Sentence): Intent | undefined {
  if (!SAID.test(text) || isNegated(text) || isAborted(text) || isReported(text)) return undefined;
  return { kind: 'restored' };
}
