const OFF_TOPIC =
  /天気|気温|暑い|暑か|寒い|寒か|雨(?!漏)|台風|ランチ|昼ご飯|昼ごはん|お昼(?:ご飯|は|何|どこ)|ご飯|ごはん|晩ご飯|夕食|弁当|レストラン|ラーメン|馬刺し|飲み会|飲みに|居酒屋|ビール|野球|サッカー|ロアッソ|競馬|試合|ニュース|株価|為替|占い|運勢|映画|ドラマ|アニメ|漫画|ゲーム|旅行|温泉|観光|電車|バスの時|市電|レシピ|給料|ボーナス|有給|歌(?:って|を)|面白い|おもしろい|冗談|ジョーク|しりとり|カラオケ|なぞなぞ|恋|結婚|彼氏|彼女|眠い|疲れた|お腹|くまモン|首相|大統領|宝くじ|翻訳して|プログラム|weather|lunch/;

/** True when the sentence is about what a bot for call recordings cannot help with. */
export function isOffTopic(text: string): boolean {
  return OFF_TOPIC.test(text);
}
