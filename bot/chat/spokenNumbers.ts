/**
 * Numbers as dictation writes them: 「ぜろきゅうぜろのいちにさんよん」, 「〇九〇の一二三四」, 「あーるはちのじゅうに」, 「じゅうよじはん」. Each function
 * gives digits where it is sure that a number was said, and nothing else: 「いちに」 is a word of many sentences.
 */

const DIGITS: Readonly<Record<string, string>> = {
  ...{ ぜろ: '0', れい: '0', まる: '0', いち: '1', に: '2', にい: '2', さん: '3', よん: '4', し: '4', ご: '5' },
  ...{ ごお: '5', ろく: '6', なな: '7', しち: '7', はち: '8', きゅう: '9', きゅー: '9', く: '9' },
  ...{ 〇: '0', 零: '0', 一: '1', 二: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 八: '8', 九: '9' },
};

/** The longest words first: しち is no し. In にいち there are a に and an いち, and くれ begins another word. */
const DIGIT = Object.keys(DIGITS)
  .sort((a, b) => b.length - a.length)
  .map((word) => ({ にい: 'にい(?!ち)', く: 'く(?![だらりるれせ])' })[word] ?? word)
  .join('|');

/** In katakana, too. */
const KATAKANA = (words: string) => words.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

const hiragana = (text: string) => text.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

/** Digits that were said and none that are written: a に behind 「2111」 is no two. */
const SAID = `(?:${DIGIT}|${KATAKANA(DIGIT)})`;
const KANJI = '[〇一二三四五六七八九]';
/** Five digits of kanji alone are no word and no number of anything else. */
const KANJI_EXTENSION = `(?<![一-龠〇])${KANJI}{5}(?![一-龠〇]|[番号]目)|(?<![一-龠〇])${KANJI}{5}(?=番(?!目))|(?<=電話|内線|番号)${KANJI}{5}(?![一-龠〇]|[番号]目)`;
/** 「三五六の二二七八」: a number of the city's own area. */
const KANJI_LOCAL = `(?<![一-龠〇の])${KANJI}{2,3}の${KANJI}{4}(?![一-龠〇の])|(?<=の)${KANJI}{3}の${KANJI}{4}(?![一-龠〇の])`;
/** Five digits, said one by one. */
const FIVE = `${SAID}(?:ー?[の\\s、-]?${SAID}){4}`;
/** The last digits of a number, put right: 「あ違う五五六八でした」. */
const KANJI_END = `(?<=違う[、\\s]?|いや[、\\s]?|末尾は?|下四桁は?)${KANJI}{1,4}(?=でした|です)`;
/**
 * A telephone number that was said digit by digit, or five digits where they are said to be a line of ours. What begins with a zero that was said
 * is a number wherever it stands.
 */
export const SPOKEN_DIGITS = new RegExp(
  `(?<=(?:内線|ないせん|直通|市側|こちら|うち|席|(?<!受付)番号)(?:番号)?(?:[はのがで:、\\s]|えーと|えっと|えー|あの){0,3})${FIVE}(?!${SAID})|${FIVE}(?=ー?番?(?:で|に)(?:電話)?を?(?:受|うけ|取|とっ|とり|出|かか|鳴))|(?:(?<![\\dぁ-んァ-ヶ一-龠])|(?<=[はがの、])|(?=ぜろ|ゼロ))${SAID}(?:ー?[の\\s、-]?${SAID}){9,14}|${KANJI_LOCAL}|${KANJI_EXTENSION}|${KANJI_END}`,
  'g',
);

const EACH_DIGIT = new RegExp(DIGIT, 'g');
const ONLY_LOCAL = new RegExp(`^(?:${KANJI_LOCAL})$`);
const ONLY_END = new RegExp(`^${KANJI}{1,4}$`);

/** The digits of such a run, a local number with its hyphen; undefined where neither a telephone number, an extension nor its end has so many. */
export function spokenDigits(run: string): string | undefined {
  const digits = (hiragana(run).match(EACH_DIGIT) ?? []).map((part) => DIGITS[part] ?? '').join('');
  if (ONLY_LOCAL.test(run)) return `${digits.slice(0, -4)}-${digits.slice(-4)}`;
  if (ONLY_END.test(run)) return digits;
  // 〇〇〇〇〇 stands for any number.
  if (new Set(digits).size === 1) return undefined;
  const isPublic = digits.startsWith('0') && (digits.length === 10 || digits.length === 11);
  return isPublic || digits.length === 5 ? digits : undefined;
}

const ONES = 'いち|に|さん|よん|よ|し|ご|ろく|なな|しち|はち|きゅう|く';
const VALUE: Readonly<Record<string, number>> = {
  ...{ いち: 1, に: 2, さん: 3, よん: 4, よ: 4, し: 4, ご: 5, ろく: 6, ろっ: 6, なな: 7, しち: 7 },
  ...{ はち: 8, はっ: 8, きゅう: 9, く: 9, いっ: 1 },
};
/** A number below a hundred in kana: にじゅうさん. */
const SMALL = `(?:(?:${ONES})?じゅう?っ?(?:${ONES}|いっ|ろっ|はっ)?|${ONES}|いっ|ろっ|はっ)`;
/** Ten and more, which no other word begins with. */
const TENS = `(?:(?:${ONES})?じゅ(?:う(?:${ONES}|いっ|ろっ|はっ)|っ))`;

function smallNumber(said: string): number | undefined {
  const match = new RegExp(`^(?:(?<tens>${ONES})?(?<ten>じゅう?っ?))?(?<ones>${ONES}|いっ|ろっ|はっ)?$`).exec(said);
  if (match === null) return undefined;
  const { tens, ten, ones } = match.groups ?? {};
  const value =
    (ten === undefined ? 0 : (tens === undefined ? 1 : (VALUE[tens] ?? 0)) * 10) +
    (ones === undefined ? 0 : (VALUE[ones] ?? 0));
  return value === 0 ? undefined : value;
}

/** 「あーる8の12」: a receipt number, said. */
export const SPOKEN_RECEIPT = new RegExp(
  `(?:アール|あーる|あある|ｱｰﾙ)\\s?(?:\\d{1,2}|${SMALL}|[一二三四五六七八九十]{1,3})[の\\s-](?:だい)?(?:\\d{1,5}|${SMALL}|[一二三四五六七八九十]{1,3})(?=番|号|ばん|ごう|[はがをもの、。\\s]|って|$)`,
  'g',
);

/** As it is written: r8-12; undefined where no number can be made of it. */
export function spokenReceipt(said: string): string | undefined {
  const [year, serial] = said
    .replace(/^(?:アール|あーる|あある)\s?/, '')
    .split(/[の\s-](?:だい)?/)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : (smallNumber(part) ?? kanjiBelowHundred(part))));
  return year === undefined || serial === undefined ? undefined : `r${year}-${serial}`;
}

function kanjiBelowHundred(kanji: string): number | undefined {
  const ONE = '一二三四五六七八九';
  const match = /^(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/.exec(kanji);
  if (match === null || kanji === '') return undefined;
  const [, tens, ten, ones] = match;
  return (
    (ten === undefined ? 0 : (tens === undefined ? 1 : ONE.indexOf(tens) + 1) * 10) +
    (ones === undefined ? 0 : ONE.indexOf(ones) + 1)
  );
}

/** Behind minutes that were said alone. */
const OF_MINUTES = 'くらい|ぐらい|ほど|ごろ|頃|です|でした|かん|間|きっかり|ちょうど|ちょっと|、|。|\\s|$';
/** A time or a length in kana: 「ごごにじはん」, 「じゅうよじごろ」, 「ごふんくらい」. */
export const SPOKEN_TIME = new RegExp(
  [
    `(?<=ごご|ごぜん|午後|午前|朝|あさ|夕方|ゆうがた|夜)の?(?:${SMALL})じ(?!つ|ぶ|ょ|ゅ|ゃ)`,
    `(?<=^|[のは、。\\s]|[^ぁ-ん])(?:${SMALL})じ(?=はん|半|ごろ|ころ|頃|すぎ|過ぎ)`,
    `(?:${SMALL})じ(?=(?:${SMALL})[ふぷ]ん)`,
    `(?<=[じ時])(?:${SMALL})[ふぷ]ん`,
    `${TENS}[ふぷ]ん`,
    `(?<=約|やく|^|[、。\\s]|で|は)(?:${SMALL})[ふぷ]ん(?=${OF_MINUTES})`,
  ].join('|'),
  'g',
);

/** In digits: 14時, 5分. */
export function spokenTime(said: string): string | undefined {
  const lead = said.startsWith('の') ? 'の' : '';
  const value = smallNumber(said.slice(lead.length).replace(/じ$|[ふぷ]ん$/, ''));
  if (value === undefined) return undefined;
  return `${lead}${value}${said.endsWith('ん') ? '分' : '時'}`;
}

/** Days of the month that have a word of their own. */
const DAYS: Readonly<Record<string, number>> = {
  ...{ ついたち: 1, ふつか: 2, みっか: 3, よっか: 4, いつか: 5, むいか: 6, なのか: 7, ようか: 8, ここのか: 9 },
  ...{ とおか: 10, じゅうよっか: 14, はつか: 20, にじゅうよっか: 24 },
};
const DAY_WORD = Object.keys(DAYS)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** A month or a day in kana: 「じゅういちがつむいか」, 「十一月ようか」, 「はつか」. Words that are lengths as well are days behind a month only. */
export const SPOKEN_DAY = new RegExp(
  `(?:${SMALL})がつ(?=${SMALL}にち|${DAY_WORD}|の|\\d|[一二三十])|(?<=がつ|月)の?(?!いつか|なのか)(?:${DAY_WORD})|(?<=がつ|月)の?(?:いつか|なのか)(?=に|の(?:\\d|午|朝|昼|夕|ごご|ごぜん))|(?<=がつ|月)の?なのか(?=の(?:お?電話|録音|通話|分)|です|でした)|(?<=がつ|月)(?:${SMALL})にち|(?:にじゅうよっか|じゅうよっか|はつか)(?=に|の|[、。\\s]|$)`,
  'g',
);

/** In digits: 11月, 6日. */
export function spokenDay(said: string): string | undefined {
  const word = said.replace(/^の/, '');
  const unit = word.endsWith('がつ') ? '月' : '日';
  const value = DAYS[word] ?? smallNumber(word.replace(/がつ$|にち$/, ''));
  return value === undefined ? undefined : `${value}${unit}`;
}
