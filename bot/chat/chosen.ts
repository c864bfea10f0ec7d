/** Something a reader found, and where. */
export interface Candidate<T> {
  value: T;
  start: number;
  end: number;
}

/** What may stand right behind a value. */
const BEHIND =
  '(?:\\(?[月火水木金土日](?:曜日?)?\\))?(?:[月火水木金土日]曜日?)?(?:ごろ|頃|くらい|ぐらい|ほど|台|です|でした|だった|の電話)?[、。\\s]{0,4}';
/** The speaker does not know which. */
const OR = new RegExp(`^${BEHIND}(?:か|または|又は|もしくは|若しくは|それとも)[、\\s]*$`);
/** The speaker corrects themselves right behind the first: 「…ではなく…」, 「…と言いましたが…」. */
const CORRECTED = new RegExp(
  `^${BEHIND}(?:では?な[くい]|じゃな[くい]|でなく|やなく|→|⇒|もとい|あ?[、\\s]?(?:違う|違った|違いました|ちがう|ちがった)[、。\\s]{0,4}$|(?:か(?:な)?)?[.、。\\s]{0,4}(?:あ|え)?いや+(?![がなら])|(?:と|って)(?:言|書|入力|お伝え|送)[^。、]{0,8}(?:が|けど|、)|[はが]?(?:間違い|誤り|ちがい)(?!電話))`,
);
/** Or right before the second: 「…、いや…」, 「…、正しくは…」. */
const CORRECTING =
  /[、。.\s](?:いや+|いえ|もとい|訂正|やっぱり?|やはり|正しくは|正確には|本当は|間違い(?:で|ました)?|あ?[、\s]?(?:違う|違った|違いました|ちがう|ちがった))(?:[、\s]{0,3}(?:失礼(?:しました|いたしました)?|すみません|すいません))?[、。\s]{0,3}(?:[^。、\d〓]{1,14}(?:見|確認|調べ)[^。、\d〓]{0,4}(?:たら|ると))?$/;
/** An apology between the two, with the second put right behind it: 「…、すみません…でした」. */
const APOLOGISING =
  /^[、。\s](?:すみません|すいません|ごめんなさい|失礼(?:しました|いたしました)?)(?:[、。\s]*(?:末尾|下\d桁|最後)[^。]{0,10})?[、。\s]*$/;
const PUT_RIGHT = /^番?(?:でした|の(?:間違い|誤り|まちがい)|(?:が|に)(?:正し|訂正)|[、。\s]|$)/;
/** From the first to the second. */
const TO = /^(?:から|を|は)$/;
/** After both: 「14時から15時に変更」. */
const CHANGED = /^(?:分|に|へ|が)?(?:正し|直し|なおし|訂正|変更|修正)/;

/** Whether what stands between two things of a kind, and behind the second, says that the second is meant instead of the first. */
export function corrects(between: string, after: string): boolean {
  if (CORRECTED.test(between) || CORRECTING.test(between)) return true;
  if (APOLOGISING.test(between) && PUT_RIGHT.test(after)) return true;
  return TO.test(between) && CHANGED.test(after);
}

/**
 * Which of several things of one kind was meant: the last where the speaker corrects themselves, none where they do not know, else the first.
 *
 * @param found in the order of the text
 */
export function chosen<T>(found: readonly Candidate<T>[], text: string): T | undefined {
  let [taken, ...others] = found;
  for (const next of others) {
    if (taken === undefined) break;
    const between = text.slice(taken.end, next.start);
    if (OR.test(between)) return undefined;
    if (corrects(between, text.slice(next.end))) taken = next;
  }
  return taken?.value;
}
