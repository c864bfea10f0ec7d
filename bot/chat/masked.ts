import type { Sentence } from './sentence.js';

/** Stands for whatever was masked. */
const MASK = '＊';

/** Said behind a name. */
const TITLES =
  'さん|様|さま|氏|君|くん|ちゃん|殿|先生|課長|部長|局長|室長|係長|次長|補佐|主査|主幹|主任|主事|参事|議員|委員';
/** The names that most families have: the examples have some of them, so that they would count as known words. */
const FAMILIES =
  '佐藤|鈴木|高橋|田中|伊藤|渡[辺邉邊]|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|林|斎藤|斉藤|清水|山崎|森田?|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|三浦|中野|中川|原田|松田|竹内|小野|田村|中山|和田|石田|上田|内田|柴田|酒井|宮崎|横山|高木|安藤|宮本|大野|小島|工藤|谷口|今井|高田|丸山|増田|杉山|村田|大塚|新井|小山|平野|藤本|河野|上野|野口|武田|松井|千葉|岩崎|菅原|木下|久保|佐野|野村|松尾|市川|菊地|杉本|古川|大西|島田|水野|桜井|高野|渡部|吉川|山内|西田|飯田|菊池|西川|小松|北村|安田|五十嵐|川口|平田|中田|久保田|服部|岩田|土屋|川崎|福島|本田|辻|樋口|秋山|田口|永井|中西|吉村|川上|石原|大橋|松岡|馬場|浜田|森本|星野|矢野|浅野|大島|緒方|古閑|上村|宮原|甲斐|米村|坂口';

/** Whatever is somebody's or some call's own, beside what the readers have found: each with what is left of it. */
const PRIVATE: readonly (readonly [RegExp, string])[] = [
  // Also where the end of it was forgotten.
  [/「[^「」]*(?:」|$)|『[^『』]*(?:』|$)|【[^【】]*(?:】|$)|《[^《》]*(?:》|$)|"[^"]*(?:"|$)/g, `「${MASK}」`],
  [/\([^()]*(?:\)|$)/g, `(${MASK})`],
  [/(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,200}|https?:\/\/\S{1,400}/g, MASK],
  [/@\w+/g, MASK],
  [/(?<!\w)\w{0,30}\d[\w,.:/-]*|\d[\w,.:/-]*/g, MASK],
  [
    /(?:(?:ぜろ|れい|いち|に|さん|よん|し|ご|ろく|なな|しち|はち|きゅう|く|ゼロ|イチ|ニ|サン|ヨン|ゴ|ロク|ナナ|ハチ|キュウ)ー?){4,40}/g,
    MASK,
  ],
  [/[〇一二三四五六七八九十百千]{2,}/g, MASK],
  [new RegExp(`[\\p{Script=Han}々ヶ]{1,5}(?=\\s?(?:${TITLES}))`, 'gu'), MASK],
  [
    new RegExp(
      `[ァ-ヶーa-z][ァ-ヶーa-z\\s]{0,30}(?=\\s?(?:${TITLES}))|[ぁ-ん]{2,8}(?=(?:さん|様|さま|くん|ちゃん|氏|殿))`,
      'g',
    ),
    MASK,
  ],
  [new RegExp(FAMILIES, 'g'), MASK],
  [/[\p{Script=Han}々ヶ]{1,6}(?:丁目|番地|号室|団地|マンション|アパート)/gu, MASK],
];

/** Words that no example has are somebody's or somewhere's, as likely as not. */
const WORDS = /[\p{Script=Han}々]{2,}|[ァ-ヶー]{3,}/gu;
/** Of kana and Latin letters, in which words are not apart, whatever no three characters of an example cover. */
const LETTERS = /[ぁ-ん]{3,}|[a-z]{2,}/g;

/**
 * A sentence with what tells of a person or a call masked: numbers, days, names, addresses, what is quoted or in brackets, and every word that
 * no example has. For what leaves the chat (docs/decisions/0041).
 *
 * @param names of the people of the directory
 * @param knows whether a run of characters stands in the examples
 */
export function masked(sentence: Sentence, names: readonly string[], knows: (run: string) => boolean): string {
  let text = sentence.marked.replace(/〓+/g, MASK);
  for (const name of names.flatMap(parts)) text = text.replaceAll(name, MASK);
  for (const [pattern, left] of PRIVATE) text = text.replace(pattern, left);
  text = text.replace(WORDS, (word) => (isKnown(word, knows) ? word : MASK));
  text = text.replace(LETTERS, (run) => covered(run, knows));
  return text.replace(/(?:＊\s?)+/g, MASK);
}

/** A name, and the family name and given name of which it is made. */
const parts = (name: string): string[] => {
  const folded = name.normalize('NFKC').toLowerCase().trim();
  return [folded.replace(/\s/g, ''), ...folded.split(/\s+/)].filter((part) => part !== '');
};

/** Every two characters of it stand beside each other in the examples. */
function isKnown(word: string, knows: (run: string) => boolean): boolean {
  for (let place = 0; place + 2 <= word.length; place++) if (!knows(word.slice(place, place + 2))) return false;
  return true;
}

const RUN = 3;

/** A run of letters with a mask for each that stands in no three known ones. */
function covered(run: string, knows: (run: string) => boolean): string {
  const isCovered = Array.from(run, () => false);
  for (let place = 0; place + RUN <= run.length; place++) {
    if (knows(run.slice(place, place + RUN))) isCovered.fill(true, place, place + RUN);
  }
  return Array.from(run, (letter, place) => (isCovered[place] ? letter : MASK)).join('');
}
