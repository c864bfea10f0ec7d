import type { VerbKind } from './intent.js';

/** Verbs that change something and are therefore only obeyed when plainly ordered. */
export type Guarded = VerbKind | 'resend';

/** How a guarded verb is written and how much doubt it bears. */
export interface Spoken {
  /** The part that does not change; what follows is judged by {@link isOrder}. */
  stem: RegExp;
  /** The whole sentence must be understood: what is approved or sent off by mistake is hard to call back. */
  strict?: true;
  /** The word is common in other sentences too: when it is not ordered, other rules may still read the sentence. */
  common?: true;
  /** More ways to say it than the order forms of other verbs; with `onlyTail` the only ways. */
  tail?: RegExp;
  onlyTail?: true;
  /** What follows makes it somebody else's wish. */
  unless?: RegExp;
  /** Nothing else may be said after it. */
  alone?: true;
}

/** A guarded verb by its name. The verbs of requests are told by whoever knows them; chat knows none of its own but one. */
export interface SpokenVerb extends Spoken {
  kind: Guarded;
}

/** Messages that could not be sent are to be sent again. Stands first: 「再送」 alone is no wish for a new link. */
const RESEND: SpokenVerb = {
  kind: 'resend',
  stem: /(?:(?:未達|不達|届(?:いて(?:い)?|か)な(?:い|かった)|送れ(?:ていない|なかった))(?:の|だった)?(?:お?知らせ|通知|連絡|メッセージ|もの|分|方|人)?|お知らせ|通知|メッセージ)[をはにへの]?(?:再送信?|再度送信?|もう(?:一度|1度|いちど|一回|1回)送(?:信|っ)?|送り?直し?)|^(?!.*(?:リンク|url|データ|録音|音声|ファイル|複製|〓))再送信?/g,
  common: true,
};

const ASK_FAVOUR =
  '(?:ください|下さい|くれ|くれますか\\??|くださいますか\\??|もらえますか\\??|もらえる\\??|もらえますでしょうか\\??|いただけますか\\??|頂けますか\\??|いただけますでしょうか\\??|もらっていいですか\\??|ほしい(?:です)?|欲しい(?:です)?|もらいたい(?:です)?|いただきたい(?:です)?|頂きたい(?:です)?|おいて(?:ください|下さい)?|おきます|ね|よ)';
const WISH =
  'たい(?:です|のです|んです|のですが|んですが|んですけど|のですけど|と思います|と思っています|と考えています|の|んだけど|んだが|のだが|が)?|たく(?:、|$)';

const ORDER = new RegExp(
  '^(?:を|に|と|で|の)?(?:' +
    `する|す|る|(?:し|致し|いたし|り)?(?:ます|て(?:${ASK_FAVOUR})?|といて(?:ください|ね)?|とって(?:ください|ね)?|${WISH})?` +
    '|させて(?:ください|下さい|いただきます|頂きます|いただきたい(?:です)?|もらいます)|願います' +
    '|(?:よろしく)?(?:ご)?(?:お願い|希望|依頼)(?:します|いたします|致します|です|したい(?:です)?|できますか\\??|したく)?' +
    '|です|だ|(?:いい|良い|よい|結構|ok)(?:です|よ)?)(?:よ|ね)?$',
);

/** True when the words make an order or a wish of the verb or noun of action they follow: 「…する」「…してください」「…したい」. */
const hasOrderForm = (tail: string): boolean => ORDER.test(tail);

/** True when what follows the stem, up to the next pause, makes an order or a wish of the verb. */
export function isOrder({ unless, onlyTail, tail: more }: Spoken, tail: string): boolean {
  if (unless?.test(tail)) return false;
  return (onlyTail !== true && hasOrderForm(tail)) || (more?.test(tail) ?? false);
}

/** One place of a sentence where a guarded verb stands. */
export interface Occurrence {
  verb: SpokenVerb;
  start: number;
  end: number;
}

/** Finds the guarded verbs of a sentence, in order; of two that overlap, the one that begins first and then the longer one counts. */
export function occurrences(text: string, verbs: readonly SpokenVerb[]): Occurrence[] {
  const all = [RESEND, ...verbs]
    .flatMap((verb) =>
      [...text.matchAll(verb.stem)].map((match) => ({ verb, start: match.index, end: match.index + match[0].length })),
    )
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Occurrence[] = [];
  for (const one of all) if (one.start >= (kept.at(-1)?.end ?? 0)) kept.push(one);
  return kept;
}
