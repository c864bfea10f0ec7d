import type { Intent } from '../../bot/chat/intent.js';
import { labelOf } from '../../bot/chat/learned/labels.js';
import { verbNamed } from '../../bot/requests/verbs/index.js';

/** What only asks or shows: a label that is learned, a choice of them, or one request or matter that is named. */
export function acts(intent: Intent): boolean {
  if (labelOf(intent) !== undefined || intent.kind === 'unsure') return false;
  return !(intent.kind === 'matter' && intent.step === undefined);
}

/** Orders that are done without a further question; each other one shows its card first (`question` of the verb, forms that lack an entry). */
export function actsAtOnce(intent: Intent): boolean {
  if (!acts(intent)) return false;
  if (intent.kind === 'register') return intent.number !== undefined;
  if (intent.kind === 'deputy')
    return intent.move === 'end' || (intent.from !== undefined && intent.name !== undefined);
  return verbNamed(intent.kind)?.question === undefined && intent.kind !== 'refuse';
}
