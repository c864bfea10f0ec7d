import { readCommand } from './commands.js';
import type { Intent } from './intent.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';
import { readShare } from './shares.js';
import { occurrences } from './verbs.js';

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
    case 'preserve':
      // Without a number a call is meant, not an application: that is a matter of its own.
      return of && { kind, of, ...(words && { words }) };
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

const UNWANTED =
  /〓(?:号|番)?(?:の(?:申請書?|件|録音|分))?[はがもを、]{0,2}(?:もう|やっぱり|やはり|結局)?(?:いらない|要らない|いりません|要りません|不要に?(?:な|です)|不要$|必要(?:が|は)?なくな)/;

/** 「3番はやっぱりいらないです」: the request is named and no longer needed; it is shown before anything is withdrawn. */
export function readUnwanted({ numbered, references: [of, another], verbs }: Sentence): Intent | undefined {
  if (of === undefined || another !== undefined || !UNWANTED.test(numbered)) return undefined;
  return occurrences(numbered, verbs).length === 0 ? { kind: 'withdraw', of: referenceOf(of) } : undefined;
}
