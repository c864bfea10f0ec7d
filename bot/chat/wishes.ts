import { isForbidden } from './moods.js';

const RECORDING = /録音|音声|複製|通話(?:の?データ|の?記録|の?内容)|取り?出(?:し|す)|とりだし|ろくおん/;
const CALL = /電話|通話|やり取り|やりとり|データ|記録|ファイル|コピー/;
const WANT =
  /ほしい|欲しい|ほしく|欲しく|くださ|下さい|聞きた|聴きた|聞き直|聞き返|確認した|必要|入手|もらい|もらえ|もらう|いただ|頂|くれ|お願い|取り寄せ|提供|取得|見たい|聞かせ|渡し(?:たい(?!と)|たく)|取り?出し(?:たい(?!と)|たく|てほし|て欲し|てくだ|て下さ|てもら|ていただ)|聞ける|聞け|聴け|要る|いります/;
const APPLICATION = /申請|しんせい|申し込|申込/;
const UNWANTED =
  /(?:申請|録音|取り?出し?|複製|データ|音声)[^。、]{0,10}(?:しない|しません|せず|いらない|いりません|不要|やめ|必要(?:は|が)?(?:ない|なく|あり)|無用)/;

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
