import { tidySentence } from '../japanese/text.js';
import type { Intent, NumberReference } from './intent.js';
import { typedPart } from './normalise.js';
import type { Sentence } from './sentence.js';

/** Before the one it is given to: what is given, and that the person is of the section. */
const WHAT =
  /^.*(?:〓(?:号|番)?|録音|音声|データ|ファイル|複製|コピー|申請書?|件|もの)(?:を|は|も|について)?|^.*[、。]/;
const OF_THE_SECTION =
  /^[\s、]*(?:(?:同じ|うちの|私の|当|本)?(?:課|室|係)(?:内|員|職員)?の|(?:同僚|職員|部下|担当者?|課員)の)*/;
const HONORIFIC = /\s?(?:さん|様|氏|殿)$/;
/** Somebody of the section who is not named. */
const ANY_COLLEAGUE =
  /^(?:(?:課|室|係)内?|(?:課|室|係)員|(?:(?:ほか|他|別)の)?(?:職員|人|方|者|メンバー)|みんな|皆|同僚|部下|担当者?|誰か)$/;
/** A recording given to these is asked for with an application (様式第1号, 利用目的), or is no sharing at all. */
const NO_COLLEAGUE =
  /^(?:私|わたし|自分|僕|こちら|ここ|当課|課長|室長|部長|上司|相手方?|先方|本人|市民|家族|外部|報道|記者)|警察|検察|裁判所|弁護士|機関|捜査|課長$|(?:し|り)て|ので|[たる](?:ため|から)|(?:長|さん|様)が/;

/**
 * Reads whom a copy is to be shared with from the words before 「…に渡す」.
 *
 * @param at where that verb begins
 * @param of the request that is named
 * @returns undefined when the words point to nobody of the section, or tell of a call whose recording is yet to be had
 */
export function readShare(sentence: Sentence, at: number, of: NumberReference | undefined): Intent | undefined {
  if (of === undefined && Object.keys(sentence.facts).length > 0) return undefined;
  const lead = sentence.numbered.slice(0, at);
  const afterWhat = WHAT.exec(lead)?.[0].length ?? 0;
  const start = afterWhat + (OF_THE_SECTION.exec(lead.slice(afterWhat))?.[0].length ?? 0);
  const name = tidySentence(typedPart(sentence.folded, start, at)).replace(HONORIFIC, '');
  if (name === '' || NO_COLLEAGUE.test(name)) return undefined;
  return { kind: 'share', ...(of && { of }), ...(!ANY_COLLEAGUE.test(name) && { name }) };
}
