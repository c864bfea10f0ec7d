/** Verbs that change something and are therefore only obeyed when plainly ordered. */
export type Guarded =
  | 'approve'
  | 'refuse'
  | 'return'
  | 'withdraw'
  | 'revoke'
  | 'receive'
  | 'reissue'
  | 'nudge'
  | 'resend'
  | 'share'
  | 'hand'
  | 'handBack'
  | 'detach'
  | 'reopen'
  | 'submit'
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
    kind: 'receive',
    stem: /(?:受領|受け?取り|うけとり|受け取っ|受取っ|ダウンロードし|ダウンロードでき|届き|届い)(?![書者印番])/g,
    common: true,
    tail: /^(?:が|を)?(?:し|いたし|致し)?(?:ました|た|ます|する|済み?|完了|確認)?(?:です|しました)?(?:よ|ね)?$/,
  },
  // Before the link: 「再送」 alone means the messages that could not be sent.
  {
    kind: 'resend',
    stem: /(?:(?:未達|不達|届(?:いて(?:い)?|か)な(?:い|かった)|送れ(?:ていない|なかった))(?:の|だった)?(?:お?知らせ|通知|連絡|メッセージ|もの|分|方|人)?|お知らせ|通知|メッセージ)[をはにへの]?(?:再送信?|再度送信?|もう(?:一度|1度|いちど|一回|1回)送(?:信|っ)?|送り?直し?)|^(?!.*(?:リンク|url|データ|録音|音声|ファイル|複製|〓))再送信?/g,
    common: true,
  },
  {
    kind: 'reissue',
    stem: /再発行|再送付?|送り?直し?|再度送付?|もう(?:一度|1度|いちど|一回|1回)[^。、?]{0,12}?(?:送っ|送付|発行|くだ|下さ|ほし|欲し|お願い)|(?:リンク|url)[がをは]?(?:もう(?:一度|1度|一回|1回)、?)?(?:送っ|送付|発行|くだ|下さ|ほし|欲し)|(?:リンク|url)[がをは]?もう(?:一度|1度|一回|1回)/g,
    common: true,
    tail: /^(?:さい|しい|い)(?:です|のですが|んですが)?$|^$/,
  },
  // Begins with the particle: whom it is given to is then part of what stands before.
  {
    kind: 'share',
    stem: /(?:[にへ]も?(?:[^。、?にへ]{1,20}を)?(?:引き)?渡(?=[しすさせ])し?|[にへとで]も?(?:[^。、?にへ]{1,20}を)?共有)/g,
    common: true,
  },
  {
    kind: 'hand',
    // 管財課長 decides and is asked by filing.
    stem: /(?<!管財(?:課の)?)(?:課長|室長|所属長|上司)(?:さん)?(?:[にへの]?(?:申請書?の)?(?:内容の?)?(?:ご)?(?:確認|チェック)[をの]?(?:ご)?(?:依頼|お願い|頼|求め)|[にへ](?:見|(?:確認|チェック)し)て(?=もら|いただ|頂)|[にへ](?:(?:回|まわ)(?=[しすさせ])し?|回付|提出|(?<!(?:録音|音声|データ|ファイル|複製|コピー)[をはも].{2,6})渡(?=[しすさせ])し?))|(?:確認|チェック)を(?<!管財(?:課の)?)(?:課長|室長|所属長|上司)[にへ](?:依頼|お願い|頼)/g,
    common: true,
    tail: /^(?:む|み(?:ます|たい(?:です)?)|んで(?:ください|下さい)?|(?:もら|いただ|頂)(?:う|く|[いき](?:ます|たい(?:です)?)))$/,
  },
  {
    kind: 'handBack',
    stem: /(?:申請|作成)?(?:担当者?|担当職員|作成者|職員)(?:の[^。、〓?]{1,12}?)?(?:さん|様)?[にへ](?:(?:差し?)?(?:戻|もど)(?=[しすさせ])し?|返(?=[しすさせ])し?|返却)/g,
  },
  {
    kind: 'detach',
    stem: /添付(?:した|してある|している|済みの?|された)?(?:〓+(?:号|番)?の)?(?:録音|音声|データ|ファイル|もの)*(?:の添付)?[をはもの]?(?:間違[^。、〓]{1,8}(?:ので|から|ため)、?)?(?:取り?消し?|とりけし?|取り?下げ?|取り?やめ|(?:取り?)?外し?|はずし?|削除|破棄|キャンセル)/g,
  },
  {
    kind: 'reopen',
    stem: /(?<![不非未])承認[をはの]?(?:取り?消し?|とりけし?|撤回|キャンセル)(?:(?:て、?|、)(?:再度|もう一度)?審査(?:待ち|中)?[にへ]戻(?=[しすさせ])し?)?|審査(?:待ち|中)?[にへ]戻(?=[しすさせ])し?/g,
  },
  { kind: 'nudge', stem: /催促|督促|リマインド/g, common: true },
  {
    kind: 'submit',
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

/** True when the words make an order or a wish of the verb or noun of action they follow: 「…する」「…してください」「…したい」. */
export const hasOrderForm = (tail: string): boolean => ORDER.test(tail);

/** True when what follows the stem, up to the next pause, makes an order or a wish of the verb. */
export function isOrder(verb: Verb, tail: string): boolean {
  if (verb.kind === 'approve' && WISH_OF_APPLICANT.test(tail)) return false;
  if (verb.kind === 'receive') return verb.tail?.test(tail) ?? false;
  return hasOrderForm(tail) || (verb.tail?.test(tail) ?? false);
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
