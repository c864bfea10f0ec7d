import { fold } from './normalise.js';

const YES =
  'はい+|ええ|うん+|そう(?:です|だ|だよ)?(?:ね)?|(?:その|おっしゃる)(?:通り|とおり)(?:です)?|(?:それ|これ|そちら|こちら)(?:です|で(?:お願いします|おねがいします|いい(?:です)?(?:よ)?|よいです|ok(?:です)?|頼みます)?)|ok(?:です)?|オッケー(?:です)?|オーケー(?:です)?|お願い(?:いた|致)?します|おねがいします|頼みます|yes|合って(?:い)?ます|あって(?:い)?ます|もちろん(?:です)?';
const NO =
  'いいえ|いえ|いや|違い?ます|違う(?:よ)?|ちがいます|ちがう|ノー|no|どれでも(?:ない|ありません)(?:です)?|どれも違い?ます|(?:それ|これ)じゃ(?:ない|ありません)(?:です)?|(?:そう|それ|これ)では(?:ない|ありません)(?:です)?|やめ(?:る|ます|て(?:ください)?|ときます|ておきます)|キャンセル(?:します|で)?|(?:結構|けっこう|だめ|ダメ|駄目)です|だめ|いら(?:ない|ないです)|いりません|必要ありません|不要です';

const only = (words: string) => new RegExp(`^(?:(?:${words})[、。!.\\s]*){1,3}$`);
const ONLY_YES = only(YES);
const ONLY_NO = only(NO);

/**
 * What somebody says who is asked something, and nothing else: 「はい、お願いします」 or 「いいえ、違います」; undefined for any other sentence, and for
 * 「大丈夫です」 and 「いいです」, which are either.
 */
export function replyIn(typed: string): 'yes' | 'no' | undefined {
  const { text } = fold(typed);
  if (ONLY_NO.test(text)) return 'no';
  return ONLY_YES.test(text) ? 'yes' : undefined;
}
