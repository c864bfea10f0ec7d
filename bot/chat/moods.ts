import { SECTION } from '../rule/office.js';
import { withoutEnd } from './normalise.js';

/** Ways of saying a thing that take the order out of it. All are asked of folded text. */

const NEGATION =
  /ない|無い|なかった|なく(?:て|、|$)|ません|まへん|ずに|ねえ|なし(?:で|に)|せんで|せんど|せんと(?:いて|って)|んといて|不要|禁止|だめ|ダメ|駄目|べからず|するな|げるな|すな|(?:まだ|未だ)/;

/** Words that turn round what stands before them: 「…、ではなくR8-2」「…：いいえ」「…、は取り消します」. */
const TURNED =
  'いいえ|いや(?!が)|ノー|no(?![a-z.\\d])|ng(?![a-z.\\d])|×|では?な[くい]|じゃな[くい]|ではあり|ではご|誤り|間違[いえっ]|まちがい|取り?消|無し|なし|無理|反対|拒否|不可|不要|要確認|時期尚早|だめ|ダメ|駄目|却下|撤回|中止|忘れ|違[いう]|ちが[いう]|嘘|うそ|仮(?=[)で])';
/** Words that decline or put off, wherever they stand behind an order: 「承認、見送ります」. */
const DECLINING = /見送|見合わせ|延期|断[りるっわ]|否決|却下|かねま|控え|先送り|後日|後で|あとで|お待ち/;
/** Right behind an order. */
const TURNED_AFTER = new RegExp(`^(?:${TURNED})`);
/** The pause between the two, and what may stand in it. */
const PAUSE = /^[\s。、,.!:;()「」-]+/;
const ABOUT_IT = /^(?:[はをも]|それは|これは)[\s、,]*/;
/** At the end of a sentence: 「…にするのは中止」「…、は誤り」. */
const TURNED_AT_END = new RegExp(
  `(?:(?:[、,:;]\\s?|\\s)[はをも]?|の?は)(?:${TURNED})[^。、]{0,8}$|[、,:;\\s](?:では?な[くい]|じゃな[くい])`,
);

/** The person takes it back or wants to wait. */
const ABORT =
  /待って(?!い|お)|待った|待ち(?:たい|ます)|まって(?!い|お)|待て|ストップ|中止|保留|撤回|やめ|止めと|やっぱ|取りやめ|嘘|うそ|冗談|つもり/;

/** 「しないで」, but not 「保存されていないです」. */
const FORBIDDING = /ないで(?!す|し[ょた])|ないように|なくていい|なくて(?:も)?(?:いい|良い|大丈夫|結構)/;

const REPORTED =
  /(?:と|って|との|とか|という|って事|ように)(?:の?|[^。、「」と]{0,8}(?:から|に|が|は|も))(?:言|いっ|い(?:う|わ|い)|仰|おっしゃ|聞|きい|伺|連絡|指示|伝|話|書|かい|報告|相談|意見|こと|思|考え|頼|表示|返事|エラー|由)|(?:と|って)出(?:た|ま|て)/;
const SOMEBODY_ELSE = new RegExp(
  `(?:さん|様|氏|課長|部長|局長|室長|係長|補佐|主査|上司|誰|だれ|相手|市民|本人|担当者?|${SECTION}|先方|彼|彼女)(?:が|は|も|から|に)`,
);
/** 「取れたら」「よければ」, but not 「してもらえたら助かります」. */
const CONDITIONAL =
  /もし(?!もし)|(?:たら|れば)(?!しい|助か|嬉し|うれし|幸い|有り?難|ありがた|と(?:思|存))|なら|場合|とき[はに]|時[はに]|ただし|かどうか|かもしれ|[前後あ][にと]で?(?:承認|不交付|取|差)/;

const ASKED =
  /\?|とは$|(?:です|ます|ました|でした|ません|でしょう|だろう|の|る|た|い)か(?:ね|な|しら)?(?=[。、!.」]|$)|(?:かな|かしら|ですかね|っけ)(?=[。、!.」]|$)|(?:^|[^\p{Script=Han}])(?:誰|だれ|いつ|何(?!か)|なに|なぜ|どう(?!ぞ)|どこ|どの|どれ|どちら)/u;

/** True when something is denied, forbidden or put off (まだ). */
export const isNegated = (text: string): boolean => NEGATION.test(text) || FORBIDDING.test(text);
/** True when the person forbids: 「…ないで」. */
export const isForbidden = (text: string): boolean => FORBIDDING.test(text);
/** True when the person takes back or puts off what was said. */
export const isAborted = (text: string): boolean => ABORT.test(text);
/** True for what begins by turning round the order before it. */
export function isTurnedAfter(rest: string): boolean {
  const said = rest.replace(PAUSE, '');
  return TURNED_AFTER.test(said) || TURNED_AFTER.test(said.replace(ABOUT_IT, ''));
}
/** True for what declines, or puts off. */
export const isDeclined = (text: string): boolean => DECLINING.test(text);
/** True when a sentence ends by turning round what it said. */
const isTurned = (text: string): boolean => TURNED_AT_END.test(withoutEnd(text, '。! '));
/** True when somebody else's words are told, or somebody else is the one who acts. */
export const isReported = (text: string): boolean => REPORTED.test(text) || SOMEBODY_ELSE.test(text);
/** True when it holds only under a condition. */
export const isConditional = (text: string): boolean => CONDITIONAL.test(text);
/** True for a question. */
export const isAsked = (text: string): boolean => ASKED.test(text);
/** It is planned, or thought about. */
const PLANNED =
  /予定(?![日表の])|検討|考え(?:て|中)|しようか|迷|悩|かも(?:$|。|しれ)|つもり|次第|てから|[後のあ]ちほど|[後あ]とで|いずれ|近いうち|そのうち|まだ|らしい|そう(?:です|だ|な)|(?<=[たるいのだ])みたい|よう(?:です|だ)|はず|べき|方法|手順|やり方|仕方|には(?:$|、)|困[るっり]|[し]?たのは|例:|文面/;

/** In a sentence of its own behind what was said. */
const WITHDRAWN =
  /[。!]\s*(?:取り?消|違[いうっ]|ちが[いうっ]|キャンセル|今のなし|なし(?:で|$)|間違|ミス|無視|いや|まだ|誤送信)/;
/** What is in quotation marks is somebody's words, or those of a paper. */
const QUOTED = /「[^「」]*」|『[^『』]*』|“[^“”]*”|"[^"]*"/g;
/** Ends a reason, or a sentence of its own, that stands before what is to be done; 「12月1日から」 is none. */
const REASON_ENDS = /ので|ため|(?<![日時分月\d])から|[。!]/g;

/**
 * True when what a sentence would change is left open: it is turned round, taken back, quoted, told of somebody, planned, or holds only under a condition.
 * Reasons that stand before it, and a change of mind at its beginning (「やっぱり代決者は…」), are none of these.
 *
 * @param act how the act is named in the sentence
 * @param given names and numbers that were said with it, whatever they are made of
 */
export function isLeftOpen(text: string, act: RegExp, given: readonly string[]): boolean {
  if (WITHDRAWN.test(text)) return true;
  const plain = given.reduce((rest, one) => rest.replace(one, ''), text);
  if (isTurned(plain) || isConditional(plain) || !act.test(plain.replace(QUOTED, ''))) return true;
  const withReason = plain.replace(/^(?:やっぱり?|やはり)/, '');
  const reason = reasonIn(withReason);
  const said = act.test(reason) ? withReason : withReason.slice(reason.length);
  return isAborted(said) || REPORTED.test(said) || PLANNED.test(said);
}

/** The reasons with which a sentence begins, and what separates them from the rest. */
function reasonIn(text: string): string {
  const last = [...text.matchAll(REASON_ENDS)].at(-1);
  if (last === undefined) return '';
  let end = last.index + last[0].length;
  while (/[、\s]/.test(text.charAt(end))) end++;
  return text.slice(0, end);
}

/** True when a sentence is a plain statement or order of the person's own. */
export const isPlain = (text: string): boolean =>
  !isNegated(text) && !isAborted(text) && !isAsked(text) && !isReported(text);
