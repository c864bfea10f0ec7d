import { readCommand } from './commands.js';
import type { Intent } from './intent.js';
import { isAsked, isNegated } from './moods.js';
import { readMention } from './questions.js';
import type { Sentence } from './sentence.js';
import { readShare } from './shares.js';
import { wantsRecording } from './wishes.js';

/** What a guarded verb that was plainly ordered asks for. */
export function readOrder(sentence: Sentence): Intent | undefined {
  const found = readCommand(sentence);
  if (found.standing !== 'ordered') return undefined;
  const { kind, of, words, at } = found.command;
  const about = of && { of };
  switch (kind) {
    case 'submit':
    case 'discard':
      return { kind: 'wizard', move: kind };
    case 'resend':
    case 'hand':
      return { kind };
    case 'share':
      return readShare(sentence, at, of);
    case 'detach':
      return { kind, ...about };
    case 'reopen':
      // 「承認を取り消して」 may be a slip for 取下げ: without a number, only 「審査に戻す」 makes it clear.
      return of === undefined && !sentence.text.includes('審査') ? { kind: 'ask_back' } : { kind, ...about };
    default:
      return { kind, ...about, ...(words && { words }) };
  }
}

/** What a guarded verb that was said but not ordered may be answered with; common words are left to the other rules. */
export function readMentioned(sentence: Sentence): Intent | undefined {
  const found = readCommand(sentence);
  if (found.standing !== 'mentioned') return undefined;
  if (wantsRecording(sentence.text)) return undefined;
  if (found.common && !isNegated(sentence.text) && !isAsked(sentence.text)) return undefined;
  return readMention(sentence);
}
