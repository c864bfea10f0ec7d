/** Verbs that change something and are therefore only obeyed when plainly ordered. */
export type Guarded =
  | 'approve'
  | 'refuse'
  | 'return'
  | 'withdraw'
  | 'revoke'
  | 'received'
  | 'link'
  | 'nudge'
  | 'file'
  | 'discard';

/** How a guarded verb is written and how much doubt it bears. */
export interface Verb {
  kind: Guarded;
  /** The part that does not change; what follows is judged by {@link isOrder}. */
  stem: RegExp;
  /** The whole sentence must be understood: what is approved or sent off by mistake is hard to call back. */
  strict?: boolean;
  /** The word is common in other sentences too: when it is not ordered, other rules may still read the sentence. */
  common?: boolean;
  /** More ways to say it than the order forms of other verbs. */
  tail?: RegExp;
}

/** The guarded verbs; of two that overlap, the one that begins first and then the longer one counts. */
export const VERBS: readonly Verb[] = [
  { kind: 'approve', stem: /(?<![不非未])(?:承認|しょうにん(?!ず))(?!待|まち|一覧)/g, strict: true },
  { kind: 'refuse', stem: /不交付|却下|不承認|不許可|交付しない/g },
  { kind: 'return', stem: /差し?戻し?|さしもどし|差しもどし/g },
  { kind: 'withdraw', stem: /取り?下げ?|とりさげ|取りさげ|(?:申請|〓)[をはの]?(?:キャンセル|取り?消し?|取り?やめ)/g },
  {
    kind: 'revoke',
    stem: /失効|無効(?=に|化)化?|リンク[をは]?(?:停止|止め|取り?消し?)/g,
    tail: /^させ(?:る|ます|て|たい(?:です)?)(?:よ|ね)?$/,
  },
  {
    kind: 'received',
    stem: /(?:受領|受け?取り|うけとり|受け取っ|受取っ|ダウンロードし|ダウンロードでき|届き|届い)(?![書者印番])/g,
    common: true,
    tail: /^(?:が|を)?(?:し|いたし|致し)?(?:ました|た|ます|する|済み?|完了|確認)?(?:です|しました)?(?:よ|ね)?$/,
  },
  {
    kind: 'link',
    stem: /再発行|再送付?|送り?直し?|再度送付?|もう(?:一度|1度|いちど|一回|1回)[^。、?]{0,12}?(?:送っ|送付|発行|くだ|下さ|ほし|欲し|お願い)|(?:リンク|url)[がをは]?(?:もう(?:一度|1度|一回|1回)、?)?(?:送っ|送付|発行|くだ|下さ|ほし|欲し)|(?:リンク|url)[がをは]?もう(?:一度|1度|一回|1回)/g,
    common: true,
    tail: /^(?:さい|しい|い)(?:です|のですが|んですが)?$|^$/,
  },
  { kind: 'nudge', stem: /催促|督促|リマインド/g, common: true },
  {
    kind: 'file',
    stem: /(?:(?:この|上記の)?(?:内容|とおり|通り|まま)|これ|以上|こちら)で(?:再?申請|提出)|提出|再申請/g,
    strict: true,
    common: true,
  },
  {
    kind: 'discard',
    stem: /(?:下書き|下書|入力(?:内容)?)[をはの]?(?:破棄|削除|捨て|消し?|クリア|取り?消し?)|破棄/g,
    strict: true,
    common: true,
  },
];

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

/** Wishes addressed to the one who decides, not orders of the one who decides. */
const WISH_OF_APPLICANT =
  /もらえ|いただけ|頂け|ほしい|欲しい|もらいた|いただきたい(?!です?が)|頂きた|くれますか|くださいますか|^(?:を|の)?(?:よろしく)?(?:ご)?(?:お願|依頼|希望|願)/;

/** True when what follows the stem, up to the next pause, makes an order or a wish of the verb. */
export function isOrder(verb: Verb, tail: string): boolean {
  if (verb.kind === 'approve' && WISH_OF_APPLICANT.test(tail)) return false;
  if (verb.kind === 'received') return verb.tail?.test(tail) ?? false;
  return ORDER.test(tail) || (verb.tail?.test(tail) ?? false);
}

/** One place of a sentence where a guarded verb stands. */
export interface Occurrence {
  verb: Verb;
  start: number;
  end: number;
}

/** Finds the guarded verbs of a sentence, in order. */
export function occurrences(text: string): Occurrence[] {
  const all = VERBS.flatMap((verb) =>
    [...text.matchAll(verb.stem)].map((match) => ({ verb, start: match.index, end: match.index + match[0].length })),
  ).sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Occurrence[] = [];
  for (const one of all) if (one.start >= (kept.at(-1)?.end ?? 0)) kept.push(one);
  return kept;
}
