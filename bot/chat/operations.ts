import type { Intent } from './intent.js';
import { isAborted, isNegated, isReported } from './moods.js';
import type { Sentence } from './sentence.js';

const SAID =
  /^(?:(?:システム|ボット)の?)?(?:運用(?:の)?(?:状況|状態)|稼働(?:の)?(?:状況|状態))(?:を|は|が)?[^。]{0,12}$|^(?:システム|ボット)(?:の(?:調子|状態|状況)(?:は|を|が)?[^。]{0,8}|は(?:ちゃんと|正常に)?動い?て(?:い)?ま?すか)$/;

/** Reads that somebody asks how the system does: 「運用状況」. It only shows something. */
export function readOperations({ text }: Sentence): Intent | undefined {
  if (!SAID.test(text.replace(/[。！!？?]+$/, '')) || isNegated(text) || isAborted(text) || isReported(text))
    return undefined;
  return { kind: 'operations' };
}
