/** Something a reader found, and where. */
export interface Candidate<T> {
  value: T;
  start: number;
  end: number;
}

/** From what follows the first to what comes before the second: 「…から…まで」. */
const RANGE = /^(?:ごろ|頃|くらい|ぐらい)?(?:から|より|~|-|〜)/;
/** The speaker does not know. */
const OR = /^(?:ごろ|頃|くらい|ぐらい)?か(?!ら)/;
/** The speaker corrects themselves: 「…、いや…」, 「…ではなく…」, 「…と言いましたが…」. */
const CORRECTED =
  /いや|じゃな|ではな|でなく|やなく|間違|まちが|訂正|違[いうっ]|ちが[いうっ]|やっぱ|→|⇒|って言|と言|と書|としまし|にしてい|のつもり|、もとい|失礼/;
/** After both: 「14時から15時に変更」. */
const CHANGED = /^(?:分|に|へ|を|が|で)?(?:正し|直し|なおし|訂正|変更|修正|でした。?$)/;

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
    if (OR.test(between) && !CORRECTED.test(between)) return undefined;
    const changed = RANGE.test(between) && CHANGED.test(text.slice(next.end));
    if (CORRECTED.test(between) || changed) taken = next;
  }
  return taken?.value;
}
