import type { Intent } from './intent.js';
import { isAsked, isConditional, isPlain } from './moods.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';
import { wantsRecording } from './wishes.js';

const CHANNEL = /(?:決裁|承認|審査)(?:用)?の?チャン?ネル/;
/** Only the one in which it is said can be meant, and now. */
const ANOTHER_CHANNEL =
  /(?<!この|ここの|当該|本)チャン?ネルを?(?:決裁|承認|審査)|ではな|じゃな|方法|手順|には$|困|解除|明日|来週|して(?:い)?ます$|されて?/;
const MAKES_IT = /(?:に|と)(?:する|します|して|したい|設定|指定|登録|使)|を?(?:設定|登録|指定)(?:する|します|して|$)/;
const APPROVAL_WISHED =
  /承認(?:を|して|の|、|\s)?(?:ご)?(?:ほしい|欲しい|もらいた|いただきた|頂きた|よろしく|宜しく|お願い|依頼)|(?:早く|早め|至急|急いで|急ぎ)[^。]{0,12}(?:承認(?!し?ます|する)|処理|対応|審査|決裁)|(?:承認|審査|決裁|対応|処理)を?(?:急い|急ぎ|早く|早め)|^(?:早く|急いで)(?:して)?(?:ください|下さい)?$/;
/** It was done or came about, or somebody asks how. */
const TOLD = /終わ|結果|方法|手順|来まし|来た|きまし|ありまし|あった|諦め|見送|求め/;

const only = ({ references: [first, second] }: Sentence) =>
  first !== undefined && second === undefined ? { of: referenceOf(first) } : {};

/** 「このチャネルを決裁チャネルにする」: where the recording manager is shown what is to be decided. */
export function readChannel({ text }: Sentence): Intent | undefined {
  if (!CHANNEL.test(text)) return undefined;
  if (isAsked(text)) return { kind: 'help' };
  const another = ANOTHER_CHANNEL.test(text);
  return MAKES_IT.test(text) && isPlain(text) && !isConditional(text) && !another
    ? { kind: 'set_channel' }
    : { kind: 'ask_back' };
}

/** 「承認をお願いします」, 「早く処理してほしい」: an applicant's wish for a decision, never the decision itself. */
export function readNudge(sentence: Sentence): Intent | undefined {
  const { text, references } = sentence;
  if (!APPROVAL_WISHED.test(text) || TOLD.test(text) || !isPlain(text) || wantsRecording(text)) return undefined;
  return references.length > 1 ? { kind: 'ask_back' } : { kind: 'nudge', ...only(sentence) };
}
