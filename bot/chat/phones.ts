import { formatPhone, parsePhone } from '../japanese/phone.js';
import { type Candidate, chosen, corrects } from './chosen.js';
import { mark } from './normalise.js';

/** The two ends of a call as they stand in 様式第1号, and the text with them marked. */
export interface FoundPhones {
  otherNumber?: string;
  cityNumber?: string;
  text: string;
}

/** A number of the public network; begins with + or 0, or is a local number of six or seven digits. */
const PUBLIC =
  /(?<!\d[/:.-]?|\+)(?:\+\d{1,3}[-\s(]{0,2}\d{1,4}(?:[-\s()]{1,2}\d{1,5}){0,3}\d{0,10}|\(?0\d{1,4}[-\s()]{1,2}\d{1,4}[-\s()]{1,2}\d{3,4}|0\d{9,10}|0\d{1,4}\.\d{1,4}\.\d{3,4}|\(?0\d{1,4}[-\s()]{1,2}\d{6,8}|[1-9]\d{1,2}-\d{4}|[1-9]\d{5,6})(?![\d-])/g;

const EXTENSION = /(?<!\d[/:.-]?|\+)[1-9]\d{4}(?![\d:.-])/g;

/** Ten or eleven digits from a zero on. */
const SHAPED = /^0\d{9,10}$/;

/** Nothing is said beside it: 「21345だよ」, as in answer to a question of the form. */
const ONLY_THIS = /^\s?(?:番)?(?:です|だよ|だ|でした)?(?:ね|よ)?[。、\s]{0,3}$/;

/** Said to be an extension, and of no length that ours have. */
const OTHER_LENGTH = /(?:内線|ないせん|ext)(?:番号)?[はのが:.=、\s]{0,3}(?<value>\d{3,4}|\d{6})(?![\d:/-]|\.\d)/g;

/** Said just before a number of ours. 内線 alone says so of an extension only, and so do words that may be of the other's line as well. */
const OURS =
  /(?:(?:市側|市の|市役所側|当課|自課|うちの?課?|こちら|着番|着信(?:先|番号)|受けた(?:の|番号|電話番号|回線)|お受けした(?:の|番号|電話番号)|窓口|直通|ダイヤルイン|着信側|着信\]|着信】)[^相先発、。\d〓]{0,10}|代表[^相先発\d〓]{0,18})[(:、。\s]?$/;
const OUR_EXTENSION =
  /(?:市側|市の|市役所側|当課|自課|内線|ないせん|(?<![ぁ-んァ-ヶ一-龠])内|本庁|受けた|受電|とった|取った|出た|こちら|こっち|うち|窓口|直通|ダイヤルイン|着番|着信番号|着信側|席|共用電話|係の電話|課の電話|ext[.:=]?)[^相先発\d〓]{0,10}$/;
/** Said just before a number of theirs, whatever stood before it. */
const THEIRS = /(?:相手|先方|あちら|向こう|お客|会社|発番|発信)[^。\d〓]{0,12}$/;
/** 「…から096-…」, or 「096-…から」. */
const FROM_BEFORE = /から[^。、\d〓]?$/;
const FROM_AFTER = /^番?(?:の方|さん|様)?から/;
/** Said behind the number of ours at which a call came in. */
const CAME_IN =
  /^番?(?:で(?:[^。、〓]{0,4}(?:受|取|とっ)|出|対応|応対)|(?:に|へ|あてに?|宛てに?|宛に)[、\s]?(?:お?かか|おかけ|掛か|入|着|お?電話が(?:あ|かか)|お?電話を?いただき(?!たい)|[^。〓]{0,16}(?:お?電話がかか|お?電話があ|かかって)))/;
/** Numbers that no office has: of mobile telephones, and those that cost the caller nothing. */
const NEVER_OURS = /^(?:\+|\(?0[5-9]0|0120|0800)/;
const TOOK_THE_CALL =
  /^番?(?:が(?:私|うち|当課|こちら|自分)の(?:内線|番号|席)|(?:で|に|が|の電話|の内線|へ)?(?:電話|通話)?を?(?:受|取|出|対応|応対|かか|掛か|入電|着信|着電|話|あて|宛|電話))/;
/** What is counted is no extension. */
const COUNTED =
  /^(?:円|[千万億]|キロ|㎡|m2|平米|件|人|名|個|年|月|回|号|票|世帯|%|台|枚|文字|番地|番目|ドル|歩|字|ポイント|と(?:言|請求|書|表示))/;
/** Other numbers than those of telephones: also that of whatever else is called 〜番号, or of a room. */
const OTHER_THINGS =
  /(?:会議室|室|棟|フロア|[¥￥]|id|コード|[\p{Script=Han}ァ-ヶー](?<!電話|内線|直通|市側|着信|受電|発信|相手|代表|側|課|係)番号)[はのが:、\s]{0,2}$|(?:番号札|ナンバー|郵便番号|〒|整理番号|文書番号|受付番号)[はのが:、\s]{0,2}$/u;
const THEIR_EXTENSION = /(?:相手|先方)[^。、\d〓]{0,12}$/;

/** No extension of the city, no public number: the caller hid it. */
const HIDDEN =
  /(?:番号)?(?:非通知(?:設定)?|ひつうち|ヒツウチ|公衆電話|表示圏外|(?:相手の?)?番号(?:が|は)?(?:出|表示され)(?:て(?:い)?ない|ませんでした|なかった|ない))(?!で?(?:は|も)?(?:な|あり)|じゃな)/;

/** Of several lines of ours the one at which the call was taken: 「普段は内線25011、取ったのは25014」. */
const TAKEN = /(?:受けた|お受けした|取った|とった|出た|使った|鳴った)(?:の|電話)?は?[^。、\d〓]{0,12}$/;

function ofTaken(found: readonly Candidate<string>[], text: string): string | undefined {
  const first = chosen(found, text);
  if (first === undefined || first !== found[0]?.value) return first;
  return found.find(({ start }) => TAKEN.test(text.slice(Math.max(0, start - 24), start)))?.value ?? first;
}

/** 「860-8601宛で」: seven digits to which letters go. */
const isPostcode = (written: string, after: string): boolean =>
  /^\d{3}-\d{4}$/.test(written) && /^\s?(?:宛|あて(?!に)|の住所|へ?郵送)/.test(after);

/** 「内線23411じゃなくて23417でした」 */
function correctsLast(found: readonly Candidate<string>[], text: string, start: number, after: string): boolean {
  const last = found.at(-1);
  return last !== undefined && last.end < start && corrects(text.slice(last.end, start), after);
}

/**
 * Finds the telephone numbers a sentence names. A number is the other side's unless 市側 (or 内線, 「…で受けた」 for five
 * digits) says that it is ours; five digits without such a word are no telephone number.
 *
 * @param areaCode area code for numbers written without one, such as `096`
 * @param ofACall whether the sentence tells of a call anyway: then five digits that count nothing are an extension of ours
 */
export function readPhones(text: string, areaCode: string, ofACall = false): FoundPhones {
  const found: FoundPhones = { text };
  const candidates = { otherNumber: [] as Candidate<string>[], cityNumber: [] as Candidate<string>[] };
  const keep = (field: keyof typeof candidates, value: string, start: number, length: number) => {
    candidates[field].push({ value, start, end: start + length });
    found.text = mark(found.text, start, start + length);
  };
  const phone = (written: string) => {
    const parsed = parsePhone(written, areaCode);
    if (parsed !== undefined) return parsed.kind === 'withheld' ? undefined : formatPhone(parsed.value);
    // Of the shape of a number that nobody has: the form says so, where the person can mend it.
    return SHAPED.test(written.replace(/[-.\s()]/g, '')) ? written.trim() : undefined;
  };
  for (const match of found.text.matchAll(PUBLIC)) {
    const value = phone(match[0]);
    const before = found.text.slice(Math.max(0, match.index - 20), match.index);
    const after = found.text.slice(match.index + match[0].length, match.index + match[0].length + 24);
    if (value === undefined || OTHER_THINGS.test(before) || isPostcode(match[0], after)) continue;
    const ours =
      !NEVER_OURS.test(match[0]) &&
      !THEIRS.test(before) &&
      !FROM_AFTER.test(after) &&
      (CAME_IN.test(after) || (!FROM_BEFORE.test(before) && OURS.test(before)));
    keep(ours ? 'cityNumber' : 'otherNumber', value, match.index, match[0].length);
  }
  for (const match of found.text.matchAll(EXTENSION)) {
    const before = found.text.slice(Math.max(0, match.index - 20), match.index);
    const after = found.text.slice(match.index + match[0].length, match.index + match[0].length + 20);
    const value = phone(match[0]);
    if (value === undefined) continue;
    if (THEIR_EXTENSION.test(before)) keep('otherNumber', value, match.index, match[0].length);
    else if (
      OUR_EXTENSION.test(before) ||
      (TOOK_THE_CALL.test(after) && !OTHER_THINGS.test(before)) ||
      correctsLast(candidates.cityNumber, text, match.index, after) ||
      ONLY_THIS.test(`${found.text.slice(0, match.index)} ${after}`) ||
      (ofACall && !COUNTED.test(after) && !OTHER_THINGS.test(before))
    )
      keep('cityNumber', value, match.index, match[0].length);
  }
  // Of another length than ours have: the form says so.
  for (const match of found.text.matchAll(OTHER_LENGTH)) {
    const value = match.groups?.value ?? '';
    const start = match.index + match[0].length - value.length;
    const before = found.text.slice(Math.max(0, match.index - 20), match.index);
    if (COUNTED.test(found.text.slice(start + value.length)) || THEIR_EXTENSION.test(before)) continue;
    keep('cityNumber', value, start, value.length);
  }
  const hidden = HIDDEN.exec(found.text);
  if (hidden !== null) keep('otherNumber', formatPhone(null), hidden.index, hidden[0].length);
  for (const field of ['otherNumber', 'cityNumber'] as const) {
    candidates[field].sort((a, b) => a.start - b.start);
    const value = field === 'cityNumber' ? ofTaken(candidates[field], text) : chosen(candidates[field], text);
    if (value !== undefined) found[field] = withOtherEnd(value, text.slice(candidates[field].at(-1)?.end));
  }
  return found;
}

/** 「…あ違う5568でした」, 「…すみません末尾2でした」: the last digits alone, put right. */
const OTHER_END =
  /^[、。\s]{0,4}(?:あ|えっと|えーと)?[、\s]{0,4}(?:違う|違った|ちがう|いや+|もとい|すみません|すいません|失礼(?:しました)?|訂正)[、。\s]{0,4}(?:末尾|下\d桁|最後)?[はがの]?\s?(\d{1,4})(?:番|の)?(?:でした|です|の(?:間違い|誤り)|[、。\s]|$)(?!\d)/;

function withOtherEnd(number: string, behind: string): string {
  const end = OTHER_END.exec(behind)?.[1];
  return end === undefined || end.length >= number.length ? number : number.slice(0, -end.length) + end;
}
