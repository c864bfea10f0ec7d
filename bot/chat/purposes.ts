import { tidySentence } from '../japanese/text.js';
import type { ProfilePurpose } from '../rule/profile/profile.js';
import { OTHER_PURPOSE, PURPOSES, purposeOfKind } from '../rule/purposes.js';
import type { CallFacts } from './intent.js';
import { type Folded, typedPart } from './normalise.js';

type Purpose = Pick<CallFacts, 'purpose' | 'purposeOther'>;

/** Words that point to one of the 利用目的 of 様式第1号, by its kind; a form that has no such purpose is not meant by them. */
const KINDS: readonly { kind: ProfilePurpose['kind']; pattern: RegExp }[] = [
  { kind: 'complaint', pattern: /クレーム|くれーむ|カスハラ|カスタマーハラスメント|苦情|暴言|脅迫|恫喝/ },
  { kind: 'confirmation', pattern: /(?:対応|応対)(?:した)?の?内容|(?:対応|応対|内容)の?確認|言った言わない/ },
  { kind: 'training', pattern: /研修|教育訓練/ },
  { kind: 'outside', pattern: /外部機関|警察|検察|裁判所|弁護士|捜査|照会|県警|裁判署/ },
];

const KEYWORDS = KINDS.flatMap(({ kind, pattern }) => {
  const purpose = purposeOfKind(kind);
  return purpose === undefined ? [] : [{ purpose, pattern }];
});

/** A request for disclosure is その他 in 様式第1号, in the words of whoever says it. */
const DISCLOSURE = /((?:(?:(?:保有)?個人情報|行政文書|公文書|情報)の?)?(?:開示請求|情報公開請求|公開請求))/;

const NUMBERED = new RegExp(
  `(?:利用目的|目的|(?<![一-龠])(?:用途|区分))[はがの:、,=\\s]{0,3}([1-${PURPOSES.size}])(?!\\d|[月日時分:年件]|/\\d{1,2}(?![\\d時分月:]))`,
);
const NAMED = /(?:利用)?目的(?:は|:)\s?([^。、?]{1,60})/;
const OTHER = /その他(?!(?:では|じゃ)な)\s?(?:[(「:、,\s]|で、?|として、?|は)\s?([^)」。?]{1,100})/;
/** The last of the purposes by its name, and no words for it. */
const NAMED_OTHER =
  /(?:目的|区分|種別).{0,3}その他(?!(?:では|じゃ)な)|その他の目的|\(その他\)|その他[」)]?(?:で|を選択|扱い)(?:お?願|申請|希望|。|、|$)|^その他$|[、。,\s(]その他[)。]?$/;
const ENDING = /(?:のため|の為)?(?:です|でした|になります|でお願いします|とします|にしてください)$/;

/** The purpose in the person's own words, as typed, without the polite ending. */
function ownWords(folded: Folded, match: RegExpExecArray, from = 0): string | undefined {
  const raw = match[1]?.slice(from) ?? '';
  const start = match.index + match[0].length - raw.length;
  const bare = raw.replace(ENDING, '').trim();
  const lead = raw.length - raw.trimStart().length;
  return bare === '' ? undefined : tidySentence(typedPart(folded, start + lead, start + lead + bare.length));
}

function other(words: string | undefined): Purpose {
  const purpose = OTHER_PURPOSE;
  if (purpose === undefined) return {};
  return words === undefined ? { purpose } : { purpose, purposeOther: words };
}

/** The one purpose the words point to; two at once are left to the person (最も近いもの1つ). */
function byKeyword(text: string): number | undefined {
  const [first, second] = KEYWORDS.filter(({ pattern }) => pattern.test(text));
  return second === undefined ? first?.purpose : undefined;
}

/**
 * The 利用目的 a sentence names, by number (利用目的は1), by the words of the form, or freely (「目的は研修です」 is
 * 4 その他 with 研修 in the brackets).
 */
export function readPurpose(folded: Folded): Purpose {
  const { text } = folded;
  const numbered = NUMBERED.exec(text);
  const inBrackets = OTHER.exec(text);
  if (numbered !== null) {
    const purpose = Number(numbered[1]);
    if (purpose !== OTHER_PURPOSE) return { purpose };
    const free = /^(?:番)?\s?(?:その他)?[(「:、,\s]{1,2}([^)」。?]{1,100})/.exec(
      text.slice(numbered.index + numbered[0].length),
    );
    if (inBrackets !== null) return other(ownWords(folded, inBrackets));
    if (free === null) return { purpose };
    free.index += numbered.index + numbered[0].length;
    return other(ownWords(folded, free));
  }
  if (inBrackets !== null) return other(ownWords(folded, inBrackets));
  if (NAMED_OTHER.test(text)) return other(undefined);
  const named = NAMED.exec(text);
  const disclosure = named === null ? DISCLOSURE.exec(text) : null;
  const forIt = purposeOfKind('disclosure');
  if (disclosure !== null && forIt !== undefined) return { purpose: forIt };
  if (disclosure !== null) return other(`${ownWords(folded, disclosure) ?? disclosure[1]}への対応`);
  const keyword = byKeyword(named?.[1] ?? text);
  if (keyword !== undefined) return { purpose: keyword };
  if (named === null || /[何\d]|まだ|どれ/.test(named[1] ?? '') || byKeyword(text) !== undefined) return {};
  return KEYWORDS.some(({ pattern }) => pattern.test(named[1] ?? '')) ? {} : other(ownWords(folded, named));
}
