import { isAsked, isForbidden } from './moods.js';

const RECORDING = /録音|音声|複製|通話(?:の?データ|の?記録|の?内容)|取り?出(?:し|す)|とりだし|ろくおん/;
const CALL = /電話|通話|やり取り|やりとり|データ|記録|ファイル|コピー/;
const WANT =
  /ほしい|欲しい|ほしく|欲しく|くださ|下さい|聞きた|聴きた|聞き直|聞き返|確認した|必要|入手|もらい|もらえ|もらう|いただ|頂|くれ|お願い|取り寄せ|提供|取得|見たい|聞かせ|渡し(?:たい(?!と)|たく)|取り?出し(?:たい(?!と)|たく|てほし|て欲し|てくだ|て下さ|てもら|ていただ)|聞ける|聞け|聴け|要る|いります/;
const APPLICATION = /申請|しんせい|申し込|申込/;
const UNWANTED =
  /(?:申請|録音|取り?出し?|複製|データ|音声)[^。、]{0,10}(?:しない|しません|せず|いらない|いりません|不要|やめ|必要(?:は|が)?(?:ない|なく|あり)|無用)/;
const REQUEST = /もらえ|いただけ|頂け|くれ|くださ|ほしい|欲しい|したい|たいの|聞け|聴け|ありますか|残って|ある\?/;

/** True when the sentence says that a recording is wanted, whatever else it says. */
export function wantsRecording(text: string): boolean {
  return (
    !isUnwanted(text) &&
    ((RECORDING.test(text) && WANT.test(text)) ||
      (CALL.test(text) &&
        /(?:聞き|聴き|聞かせ|確認し)た|聞き直|聞き返|(?:記録|データ|ファイル|コピー)[がをは]?(?:ほし|欲し|くだ|下さ|必要)/.test(
          text,
        )))
  );
}

/** True when the sentence says that no application or recording is wanted. */
export function isUnwanted(text: string): boolean {
  return UNWANTED.test(text) || (isForbidden(text) && (APPLICATION.test(text) || RECORDING.test(text)));
}

/** The application as something to be made: 申請, 申請したい, 取出し申請をお願いします. */
const APPLYING =
  /(?:申請|しんせい)(?:書)?(?:[をのは]?(?:提出|作成|開始|新規))?[をのがは]?\s?(?:し(?:たい|ます|よう|て|とき|に)|する|させ|出(?:し|す)|作(?:り|る|っ)|始め|はじめ|書(?:き|く)|お願い|おねがい|頼|願|希望|なん(?:です|だ)|です|だよ|[。、!\s]|$)|申し?込/;

/** Only the recording is named, as one asks at a counter. */
const NAMED =
  /(?:録音|音声|ろくおん)(?:データ|ファイル)?(?:の?(?:件|こと))?(?:です|なんですが|について|を|が)?[。、!\s]*$/;

/**
 * True when a 取出し申請 is to be begun: a wish for a recording, the application as something to be made, or the recording of a
 * call that is described. Words that merely speak of applications or recordings begin nothing. A question counts only when it
 * politely asks for the recording.
 */
export function wantsToApply(text: string, describesCall: boolean): boolean {
  if (isUnwanted(text)) return false;
  if (wantsRecording(text)) return true;
  const named = RECORDING.test(text) && (describesCall || NAMED.test(text));
  if (!APPLYING.test(text) && !named) return false;
  return !isAsked(text) || REQUEST.test(text);
}
