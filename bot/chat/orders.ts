import { readCommand } from './commands.js';
import type { Intent } from './intent.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';
import { readShare } from './shares.js';
import { occurrences } from './verbs.js';

/** What a form is called that is handed on. */
const FORM = /(?:申請書?|下書き|内容|書類|フォーム|これ|それ|こちら)を/;
/** What is received is what the answer hands over, if it is named at all. */
const HANDED_OVER =
  /(?:録音|音声|データ|ファイル|複製|コピー|写し|回答書?|リンク|url|分|もの|件|〓(?:号|番)?)[はがをもの、\s]{0,8}[^をがは]{0,8}$/;
/** Words that name no thing. */
const NO_THING =
  /先ほど|さきほど|さっき|今|本日|今日|昨日|無事に?|確かに|たしかに|ちゃんと|全部|すべて|全て|はい|ありがとうございます|\d{1,2}(?:月|日|時|分)/g;
/** Whoever has it once more has received it before, or slips in asking for it: 「もう一度ダウンロードしたです」. */
const ONCE_MORE = /もう(?:一度|1度|いちど|一回|1回)|再度/;
const LATER = /明日|来週|来月|後日|あとで|後で|後ほど|のちほど|今度/;

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
      return { kind };
    case 'hand': {
      // 「苦情の電話を課長に回します」 tells of something else.
      const lead = sentence.numbered.slice(0, at);
      return (lead.includes('を') && !FORM.test(lead)) || LATER.test(sentence.text) ? undefined : { kind };
    }
    case 'receive': {
      const lead = sentence.numbered.slice(0, at);
      const something = /[^\s、。]/.test(lead.replace(NO_THING, ''));
      if (ONCE_MORE.test(lead) || LATER.test(sentence.text) || /^届きます/.test(sentence.text.slice(at)))
        return undefined;
      return something && !HANDED_OVER.test(lead) ? undefined : { kind, ...about, ...(words && { words }) };
    }
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
