import type { CallFacts, Intent } from './intent.js';
import { isAsked, isForbidden } from './moods.js';
import type { Sentence } from './sentence.js';
import { wantsRecording } from './wishes.js';

/** What may surround a fact without saying anything else. */
const FILLER =
  /[\s〓。、,.!:()ー~-]|です|でした|ます|ました|ごろ|頃|くらい|ぐらい|ほど|程度|およそ|だいたい|たぶん|多分|約|から|まで|過ぎ|すぎ|[のはがをにでともよねだ]/g;

/** Words in which an entry of the form is said; whatever is left beside them makes it doubtful that one was meant. */
const ENTRY_WORDS =
  /(?:利用)?目的[はがの:]?[1-9]?|(?:お?電話|通話|着信|入電|録音)(?:の?時間|の?長さ|の?日(?:付|時)|番号)?|日付|日にち|日時|時間|時刻|長さ|番号|(?:お?相手)(?:方|先)?|内線|市側|本庁舎?|こちら(?:側)?|直通|代表|かかって(?:き)?|かけて(?:き)?|受け(?:た|まし)?|話し(?:た|まし)?|その他|のこと|のほう|ため|(?:変更|訂正|修正|なお|直)し?|早朝|朝|昼|夕方|夕|夜|深夜|午前|午後|正午|種別|クレーム、?(?:カスハラ)?対応|して(?:ください|下さい)?|に(?:します|して)?|い(?:ます|た)|あり(?:ます)?|き(?:た|まし)/g;

/** In more characters a purpose may be told of for another reason. */
const SHORT = 14;
const A_PURPOSE = /ため|対応|確認|照会|研修|その他/;

/** Reads what a form shall contain from a sentence that says nothing else: 「時間は14時5分、相手は090-1234-5678」. */
export function factsOnly({ text, marked, facts }: Sentence): Intent | undefined {
  if (Object.keys(facts).length === 0 || isForbidden(text) || wantsRecording(text)) return undefined;
  return saysOnlyFacts(text, marked, facts) ? { kind: 'facts', facts } : undefined;
}

function saysOnlyFacts(text: string, marked: string, facts: CallFacts): boolean {
  if (isAsked(text)) return false;
  // The words of a purpose are not marked; they are what the entry says.
  if (facts.purpose !== undefined && Object.keys(facts).every((field) => field.startsWith('purpose')))
    return text.includes('目的') || (text.length <= SHORT && A_PURPOSE.test(text));
  return (
    marked
      .replace(ENTRY_WORDS, '')
      .replace(FILLER, '')
      .replace(/[「」『』・]/g, '') === ''
  );
}
