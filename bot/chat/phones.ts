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

const EXTENSION = /(?<!\d[/:.-]?|\+)[1-9]\d{4}(?![\d:.-]|\/\d)/g;

/** Ten or eleven digits from a zero on. */
const SHAPED = /^0\d{9,10}$/;

/** Said just before a number of ours. 内線 alone says so of an extension only, and so do words that may be of the other's line as well. */
const OURS =
  /(?:(?:市側|市の|市役所側|当課|自課|うちの?課?|こちら|着番|着信(?:先|番号)|受けた|受電|お受けし|窓口|直通|ダイヤルイン)[^相先発、。\d〓]{0,10}|代表[^相先発\d〓]{0,18})[(:、。\s]?$/;
const OUR_EXTENSION =
  /(?:市側|市の|市役所側|当課|自課|内線|ないせん|(?<![ぁ-んァ-ヶ一-龠])内|本庁|受けた|受電|とった|取った|出た|こちら|うち|窓口|直通|ダイヤルイン|着番|着信番号)[^相先発\d〓]{0,10}$/;
/** Said just before a number of theirs, whatever stood before it. */
const THEIRS = /(?:相手|先方|あちら|向こう|お客|会社|発番|発信)[^。\d〓]{0,12}$|から[^。、\d〓]{0,3}$/;
/** Said behind the number of ours at which a call came in. */
const CAME_IN = /^番?(?:で(?:受|お受|取|とっ|出|対応|応対)|(?:に|へ)(?:かか|掛か|入|着|お?電話が|電話を?いただ))/;
/** Numbers that no office has: of mobile telephones, and those that cost the caller nothing. */
const NEVER_OURS = /^(?:\+|\(?0[5-9]0|0120|0800)/;
const TOOK_THE_CALL =
  /^番?(?:で|に|が|の電話|の内線|へ)?(?:電話|通話)?を?(?:受|取|出|対応|応対|かか|掛か|入電|着信|着電|話|電話|あて|宛)/;
/** What is counted is no extension. */
const COUNTED = /^(?:円|件|人|名|個|年|月|回|号|票|世帯|%|台|枚|文字|番地|番目|ドル|歩|字|ポイント)/;
/** Other numbers than those of telephones. */
const OTHER_THINGS = /(?:番号札|ナンバー|郵便番号|〒|整理番号|文書番号|受付番号)[はのが:、\s]{0,2}$/;
const THEIR_EXTENSION = /(?:相手|先方)[^。、\d〓]{0,12}$/;

/** No extension of the city, no public number: the caller hid it. */
const HIDDEN =
  /(?:番号)?(?:非通知(?:設定)?|ひつうち|ヒツウチ|公衆電話|表示圏外|(?:相手の?)?番号(?:が|は)?(?:出|表示され)(?:て(?:い)?ない|ませんでした|なかった|ない))(?!で?(?:は|も)?(?:な|あり)|じゃな)/;

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
    return SHAPED.test(written.replace(/[-\s()]/g, '')) ? written.trim() : undefined;
  };
  for (const match of found.text.matchAll(PUBLIC)) {
    const value = phone(match[0]);
    const before = found.text.slice(Math.max(0, match.index - 20), match.index);
    if (value === undefined || OTHER_THINGS.test(before)) continue;
    const after = found.text.slice(match.index + match[0].length, match.index + match[0].length + 20);
    const ours = !NEVER_OURS.test(match[0]) && !THEIRS.test(before) && (OURS.test(before) || CAME_IN.test(after));
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
      TOOK_THE_CALL.test(after) ||
      correctsLast(candidates.cityNumber, text, match.index, after) ||
      (ofACall && !COUNTED.test(after) && !OTHER_THINGS.test(before))
    )
      keep('cityNumber', value, match.index, match[0].length);
  }
  const hidden = HIDDEN.exec(found.text);
  if (hidden !== null) keep('otherNumber', formatPhone(null), hidden.index, hidden[0].length);
  for (const field of ['otherNumber', 'cityNumber'] as const) {
    candidates[field].sort((a, b) => a.start - b.start);
    const value = chosen(candidates[field], text);
    if (value !== undefined) found[field] = withOtherEnd(value, text.slice(candidates[field].at(-1)?.end));
  }
  return found;
}

/** 「…あ違う5568でした」, 「…すみません末尾2でした」: the last digits alone, put right. */
const OTHER_END =
  /^[、。\s]*(?:あ|いや|えっと|えーと)?[、\s]*(?:違う|違った|ちがう|すみません|すいません|失礼(?:しました)?|訂正)[、。\s]*(?:末尾|下\d桁|最後)?[はがの]?\s?(\d{1,4})(?:番|の)?(?:でした|です|の(?:間違い|誤り)|[、。\s]|$)(?!\d)/;

function withOtherEnd(number: string, behind: string): string {
  const end = OTHER_END.exec(behind)?.[1];
  return end === undefined || end.length >= number.length ? number : number.slice(0, -end.length) + end;
}
